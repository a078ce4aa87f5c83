import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { CsrMatrix } from "../../../src/base/matrix.ts";
import { RandomStream } from "../../../src/base/random.ts";
import { referenceBackend } from "../../../src/engine/backend.ts";
import { BagModel } from "../../../src/engine/bagModel.ts";
import { lossOf } from "../../../src/engine/losses.ts";
import type { FitState } from "../../../src/engine/fitState.ts";
import { createClassifier } from "../../../src/models/createClassifier.ts";
import { allBackends, bitsOf, randomLabels, sparseMatrix } from "../engine/support.ts";

const stream = new RandomStream(5, "bag");
const drawn = sparseMatrix(stream, 70, 30);
/** Counts of 1 to 3. */
const features: CsrMatrix = { ...drawn, values: drawn.values.map((_, at) => 1 + (at % 3)) };
const train = { features, labels: randomLabels(stream, 70, 3) };
const rows = Uint32Array.from({ length: 70 }, (_, row) => row);

describe("an embedding bag", async () => {
  const backends = await allBackends();

  for (const combine of ["mean", "sum"] as const)
    it(`moves against the gradient by central differences: ${combine}`, () => {
      const make = (): BagModel => {
        const model = new BagModel({ dimension: 5, combine }, features, 3, 1, referenceBackend("float64"));
        model.initialise(3);
        const values = new RandomStream(3, "output");
        model.output.load(Float64Array.from({ length: 15 }, () => values.normal()));
        return model;
      };
      const loss = (model: BagModel, row: number): number => {
        // Of a copy in float32: the difference is taken over a step that is wide enough for it.
        const logits = model.logits(features, rows.subarray(row), 1);
        return lossOf({ kind: "crossEntropy" }, logits, 0, 3, train.labels[row] ?? 0);
      };
      for (const row of [1, 8, 30]) {
        const moved = make();
        const before = [moved.table, moved.output].map((tensor) => tensor.copy());
        const rate = 0.5;
        moved.step(features, train.labels, rows, row, Float32Array.of(rate), 1);
        const after = [moved.table, moved.output].map((tensor) => tensor.copy());
        const probe = make();
        let worst = 0;
        let largest = 0;
        [probe.table, probe.output].forEach((tensor, part) => {
          for (let r = 0; r < tensor.rows; r++)
            for (let d = 0; d < tensor.columns; d++) {
              const kept = tensor.get(r, d);
              tensor.set(r, d, kept + 1e-3);
              const above = loss(probe, row);
              tensor.set(r, d, kept - 1e-3);
              const below = loss(probe, row);
              tensor.set(r, d, kept);
              const at = r * tensor.columns + d;
              const step = ((before[part]?.[at] ?? NaN) - (after[part]?.[at] ?? NaN)) / rate;
              worst = Math.max(worst, Math.abs(step - (above - below) / 2e-3));
              largest = Math.max(largest, Math.abs(step));
            }
        });
        expect(largest).toBeGreaterThan(0.05);
        expect(worst).toBeLessThan(2e-4);
      }
    });

  for (const backend of backends) {
    const make = () =>
      createClassifier({
        model: { kind: "embeddingBag", dimension: 6, combine: "mean" },
        ...{ input: features, classes: 3, seed: 4, backend, batchSize: 32 },
      });
    const options = { optimizer: { kind: "sgd", learningRate: 0.4 }, epochs: 3, seed: 9, l2: 0 } as const;

    it(`on ${backend.flavour} learns, its rate falling to 0`, () => {
      const classifier = make();
      const before = classifier.evaluate(train, 0, 70).lossSum;
      const rates: number[] = [];
      for (const report of classifier.fit(train, { ...options, epochs: 60 }))
        if (report.kind === "step") rates.push(report.learningRate);
      const { lossSum, logLossSum, outputs } = classifier.evaluate(train, 0, 70);
      expect(lossSum).toBeLessThan(0.8 * before);
      expect(logLossSum).toBe(lossSum);
      for (let row = 0; row < 70; row++)
        expect(outputs.subarray(3 * row, 3 * row + 3).reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 5);
      expect(rates).toEqual([...rates].sort((a, b) => b - a));
      expect(rates[0]).toBeCloseTo(0.4, 6);
      expect(rates.at(-1)).toBeLessThan(0.01);
    });

    it(`on ${backend.flavour} stopped at any step and resumed is the one that never stopped, bit for bit`, () => {
      const whole = make();
      const reports = [...whole.fit(train, options)];
      const weights = bitsOf(whole.parameters().map(({ values }) => values));
      fc.assert(
        fc.property(fc.integer({ min: 1, max: reports.length - 1 }), (stop) => {
          const first = make();
          const begun = first.fit(train, options);
          for (let done = 0; done < stop; done++) begun.next();
          const stored = first.fitState?.();
          if (stored === undefined) throw new Error("a fit under way has a state");
          // As a file would keep it: numbers through JSON, arrays as they are.
          const state: FitState = {
            at: JSON.parse(JSON.stringify(stored.at)) as FitState["at"],
            parts: Object.fromEntries(
              Object.entries(stored.parts).map(([name, { numbers, arrays }]) => [
                name,
                { numbers: JSON.parse(JSON.stringify(numbers)) as typeof numbers, arrays },
              ]),
            ),
          };
          const second = make();
          const rest = [...second.fit(train, options, state)];
          const again = reports[stop - 1]?.kind === "epoch" ? 1 : 0;
          expect(rest).toEqual(reports.slice(stop - again));
          expect(bitsOf(second.parameters().map(({ values }) => values)) === weights).toBe(true);
        }),
        { numRuns: 12 },
      );
    });

    it(`on ${backend.flavour} gives the same answers once its parameters are loaded elsewhere`, () => {
      const one = make();
      for (const report of one.fit(train, options)) expect(report.kind).not.toBe("work");
      const other = make();
      other.load(one.parameters());
      expect(other.evaluate(train, 10, 50).outputs).toEqual(one.evaluate(train, 10, 50).outputs);
    });
  }
});
