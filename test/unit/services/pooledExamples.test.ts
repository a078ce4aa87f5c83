import fc from "fast-check";
import { expect, test } from "vitest";
import type { ExampleRow, ExamplesPage, ExamplesQuery } from "../../../src/protocol/trainer.ts";
import type { StoredRun } from "../../../src/services/ports.ts";
import { pooledExamples } from "../../../src/services/pooledExamples.ts";
import { record } from "../platform/records.ts";

const row = (line: number): ExampleRow => ({
  ...{ example: line, file: "/f.csv", line, trueClass: 1, predictedClass: 0 },
  ...{ confidence: 0.5, excerpt: "" },
});

/** Folds of these sizes whose examples are numbered through, and what they are asked. */
function folds(sizes: readonly number[]) {
  const runs = sizes.map((_, fold): StoredRun => {
    const one = record(`run-${String(fold)}`);
    const experiment = { ...one.experiment, split: { ...one.experiment.split, fold: fold + 1 } };
    return {
      ...{
        folder: String(fold),
        baseFolder: "/base",
        annotations: { schemaVersion: 1 as const },
        owner: "none" as const,
      },
      record: { ...one, experiment },
    };
  });
  const ask = ({ runFolder, offset, limit }: ExamplesQuery): Promise<ExamplesPage> => {
    const fold = Number(runFolder);
    const before = sizes.slice(0, fold).reduce((sum, size) => sum + size, 0);
    const lines = Array.from({ length: sizes[fold] ?? 0 }, (_, at) => before + at);
    const warning = fold > 0 ? "f.csv was changed." : null;
    return Promise.resolve({ total: lines.length, examples: lines.slice(offset, offset + limit).map(row), warning });
  };
  return { runs, ask };
}

test("page by page the examples of all folds come once each, in the order of the folds", async () => {
  const sizes = fc.array(fc.nat(7), { minLength: 1, maxLength: 5 });
  await fc.assert(
    fc.asyncProperty(sizes, fc.integer({ min: 1, max: 9 }), async (counts, limit) => {
      const { runs, ask } = folds(counts);
      const all = counts.reduce((sum, count) => sum + count, 0);
      const lines: number[] = [];
      for (let offset = 0; offset === 0 || offset < all; offset += limit) {
        const page = await pooledExamples(runs, { trueClass: 1, predictedClass: 0, offset, limit }, ask);
        expect(page.total).toBe(all);
        lines.push(...page.examples.map(({ line }) => line));
      }
      expect(lines).toEqual(Array.from({ length: all }, (_, line) => line));
    }),
  );
});

test("each example names its run and fold, and a warning of several folds is told once", async () => {
  const { runs, ask } = folds([1, 1, 1]);
  const page = await pooledExamples(runs, { trueClass: null, predictedClass: null, offset: 0, limit: 10 }, ask);
  expect(page.examples.map(({ run, fold }) => [run, fold])).toEqual([
    ["run-0", 1],
    ["run-1", 2],
    ["run-2", 3],
  ]);
  expect(page.warning).toBe("f.csv was changed.");
});
