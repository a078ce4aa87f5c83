import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { DenseMatrix } from "../../../src/base/matrix.ts";
import { createDescent } from "../../../src/engine/descent.ts";
import { Network } from "../../../src/engine/network.ts";
import type { HiddenLayer } from "../../../src/models/modelOptions.ts";
import { networkSpec } from "../../../src/models/networkGraph.ts";
import { allBackends, ids } from "../engine/support.ts";

interface Stored {
  readonly rows: number;
  readonly columns: number;
  readonly classes: number;
  readonly batch: number;
  readonly features: readonly number[];
  readonly labels: readonly number[];
  readonly cases: readonly {
    readonly name: string;
    readonly hidden: readonly HiddenLayer[];
    readonly initial: Readonly<Record<string, readonly number[]>>;
    readonly losses: readonly number[];
    readonly final: Readonly<Record<string, readonly number[]>>;
    readonly logits: readonly number[];
  }[];
}

/** Written by test/fixtures/layers/pytorch.py. */
const stored = JSON.parse(
  readFileSync(new URL("../../fixtures/layers/pytorch.json", import.meta.url), "utf8"),
) as Stored;

const { rows, columns, classes, batch } = stored;
const features: DenseMatrix = { kind: "dense", rows, columns, values: Float32Array.from(stored.features) };
const labels = Int32Array.from(stored.labels);

/** The worst difference relative to 1 + |value|. */
function worst(actual: ArrayLike<number>, expected: readonly number[]): number {
  expect(actual.length).toBe(expected.length);
  return Math.max(...expected.map((value, at) => Math.abs((actual[at] ?? NaN) - value) / (1 + Math.abs(value))));
}

describe("networks with norms and residual connections train as PyTorch's", async () => {
  const backends = await allBackends();
  for (const backend of backends) {
    for (const { name, hidden, initial, losses, final, logits } of stored.cases) {
      // Plain descent moves weights at once, clipped descent stores the gradients first; this norm clips nothing.
      for (const clipNorm of [undefined, 1e9]) {
        const way = clipNorm === undefined ? "descending at once" : "storing gradients";
        it(`on ${backend.flavour} with ${name}, ${way}: losses, running statistics and evaluation`, () => {
          const spec = networkSpec({ hidden }, features, classes);
          const network = new Network({ spec, input: features, batchSize: rows, backend });
          expect(network.stored.map((each) => each.name).sort()).toEqual(Object.keys(initial).sort());
          for (const each of network.stored) network.load(each, Float32Array.from(initial[each.name] ?? []));
          const optimizer = { kind: "sgd", learningRate: 0.1 } as const;
          const descent = createDescent(network, { optimizer, l2: 0, ...(clipNorm !== undefined && { clipNorm }) });
          const actual = losses.map((_, step) => {
            const from = (step % 4) * batch;
            const count = Math.min(batch, rows - from);
            network.fill(features, labels, ids(rows), from, count);
            return descent.step(count, 0.1).lossSum / count;
          });
          expect(worst(actual, losses), "losses").toBeLessThan(1e-5);
          for (const each of network.stored) {
            expect(worst(network.copy(each), final[each.name] ?? []), each.name).toBeLessThan(2e-5);
          }
          network.fill(features, undefined, ids(rows), 0, rows);
          network.forward(rows);
          expect(worst(network.logits.copy(rows), logits), "logits").toBeLessThan(1e-4);
        });
      }
    }
  }
});
