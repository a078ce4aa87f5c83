import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Matrix } from "../../../src/base/matrix.ts";
import { RandomStream } from "../../../src/base/random.ts";
import { type ActivationName, activations } from "../../../src/engine/activations.ts";
import { type Backend, referenceBackend } from "../../../src/engine/backend.ts";
import { createDescent } from "../../../src/engine/descent.ts";
import { Network } from "../../../src/engine/network.ts";
import type { EmbeddingOptions, HiddenLayer, NormOptions } from "../../../src/models/modelOptions.ts";
import { networkSpec } from "../../../src/models/networkGraph.ts";
import { allBackends, denseMatrix, ids, randomLabels, sequenceMatrix, sparseMatrix } from "../engine/support.ts";

const inputs = {
  dense: (stream: RandomStream, rows: number): Matrix => denseMatrix(stream, rows, 5),
  csr: (stream: RandomStream, rows: number): Matrix => sparseMatrix(stream, rows, 7),
  sequence: (stream: RandomStream, rows: number): Matrix => sequenceMatrix(stream, rows, 3, 2),
};
const classes = 3;

interface Case {
  readonly input: keyof typeof inputs;
  readonly rows: number;
  readonly embedding: EmbeddingOptions | undefined;
  readonly hidden: readonly HiddenLayer[];
  readonly seed: number;
}

const norm: fc.Arbitrary<NormOptions> = fc.record({
  kind: fc.constantFrom("layer", "batch"),
  place: fc.constantFrom("input", "weightedSum", "output"),
  epsilon: fc.constantFrom(0.05, 0.5),
  momentum: fc.constantFrom(0.1, 0.7),
});

/** Networks that can be: a residual connection where widths agree, a norm of the features where they are dense. */
const randomCase: fc.Arbitrary<Case> = fc
  .record({
    input: fc.constantFrom("dense" as const, "csr" as const, "sequence" as const),
    rows: fc.integer({ min: 1, max: 6 }),
    seed: fc.nat(),
    combine: fc.constantFrom(undefined, "mean" as const, "sum" as const),
    layers: fc.array(
      fc.record({
        units: fc.constantFrom(1, 4, 5, 5, 5, 6),
        activation: fc.constantFrom(...(Object.keys(activations) as ActivationName[])),
        norm: fc.option(norm, { nil: undefined }),
        dropout: fc.constantFrom(undefined, undefined, 0.2, 0.6),
        span: fc.integer({ min: 0, max: 3 }),
      }),
      { maxLength: 4 },
    ),
  })
  .map(({ input, rows, seed, combine, layers }) => {
    const embedding = input === "csr" && combine !== undefined ? { dimension: 5, combine } : undefined;
    const dense = input === "dense" || embedding !== undefined;
    const widths = [dense ? 5 : -1, ...layers.map(({ units }) => units)];
    const hidden = layers.map(({ units, activation, norm: wanted, dropout, span }, index): HiddenLayer => {
      const possible = wanted !== undefined && (index > 0 || dense || wanted.place !== "input");
      const residual = span > 0 && widths[index + 1 - span] === units;
      return {
        units,
        activation,
        ...(possible && { norm: wanted }),
        ...(dropout !== undefined && { dropout }),
        ...(residual && { residual: span }),
      };
    });
    return { input, rows, embedding, hidden, seed };
  });

function build({ input, rows, embedding, hidden, seed }: Case, backend: Backend) {
  const stream = new RandomStream(seed, "random network");
  const drawn = inputs[input](stream, rows);
  // Weights of an average are above 0.
  const features =
    embedding?.combine === "mean" && drawn.kind === "csr" ? { ...drawn, values: drawn.values.map(Math.abs) } : drawn;
  const labels = randomLabels(stream, rows, classes);
  const spec = networkSpec({ hidden, ...(embedding !== undefined && { embedding }) }, features, classes);
  const network = new Network({ spec, input: features, batchSize: rows, backend });
  network.initialise({ kind: "xavierNormal" }, seed);
  // Away from the bends where empty rows and fresh norms would lie; variances stay above 0.
  for (const { name, value } of network.stored) {
    if (name.endsWith(".weight")) continue;
    const values = Float32Array.from({ length: value.columns }, () => 0.3 * stream.normal());
    value.load(name.endsWith("Variance") || name.endsWith("gain") ? values.map((each) => 1 + Math.abs(each)) : values);
  }
  network.beginStep(seed, 1);
  network.fill(features, labels, ids(rows), 0, rows);
  return network;
}

const step = 1e-5;

describe("a random network", async () => {
  const backends = await allBackends();

  it("has gradients in float64 that agree with central differences, its dropout masks held fixed", () => {
    fc.assert(
      fc.property(randomCase, (each) => {
        const network = build(each, referenceBackend("float64"));
        network.keepGradients();
        const loss = (): number => network.step(each.rows, { kind: "store" }).lossSum / each.rows;
        const middle = loss();
        const gradients = network.parameters.map(({ gradient }) => {
          const values: number[] = [];
          for (let row = 0; row < (gradient?.rows ?? 0); row++) {
            for (let j = 0; j < (gradient?.columns ?? 0); j++) values.push(gradient?.get(row, j) ?? NaN);
          }
          return values;
        });
        network.parameters.forEach(({ name, value }, index) => {
          gradients[index]?.forEach((actual, cell) => {
            const [row, column] = [Math.floor(cell / value.columns), cell % value.columns];
            const kept = value.get(row, column);
            value.set(row, column, kept + step);
            const above = loss();
            value.set(row, column, kept - step);
            const below = loss();
            value.set(row, column, kept);
            const expected = (above - below) / (2 * step);
            // Where the slopes of both sides differ a unit bends in between, and differences mean nothing.
            if (Math.abs(above - 2 * middle + below) / step > 1e-3 * (1 + Math.abs(expected))) return;
            expect(Math.abs(actual - expected), `${name}[${String(cell)}]`).toBeLessThan(
              1e-6 * (1 + Math.abs(expected)),
            );
          });
        });
      }),
      { numRuns: 60 },
    );
  });

  it("loses nearly the same in its first steps on every flavour: float32 within 1e-3 of float64", () => {
    fc.assert(
      fc.property(randomCase, (each) => {
        const losses = (backend: Backend): number[] => {
          const network = build(each, backend);
          const descent = createDescent(network, { optimizer: { kind: "sgd", learningRate: 0.02 }, l2: 0.01 });
          return [1, 2, 3].map((at) => {
            network.beginStep(each.seed, at);
            return descent.step(each.rows, 0.02).lossSum / each.rows;
          });
        };
        const exact = losses(referenceBackend("float64"));
        for (const backend of backends) {
          losses(backend).forEach((value, at) => {
            const expected = exact[at] ?? NaN;
            expect(Math.abs(value - expected), backend.flavour).toBeLessThan(1e-3 * (1 + Math.abs(expected)));
          });
        }
      }),
      { numRuns: 60 },
    );
  });
});
