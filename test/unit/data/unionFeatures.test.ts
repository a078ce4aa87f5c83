import fc from "fast-check";
import { expect, it } from "vitest";
import { finish, finishAsync } from "../../../src/base/work.ts";
import { fitFeaturizer, restoreFeaturizer } from "../../../src/data/featurize.ts";
import type { FeatureOptions, TermOptions, UnionOptions } from "../../../src/data/featurizer.ts";
import type { ExampleTable } from "../../../src/data/table.ts";
import { failure, readText, words } from "./support.ts";

const ports = { openVectors: () => Promise.reject(new Error("no vectors here")), drive: finishAsync, seed: 1 };
const terms: TermOptions = { kind: "tfidf", ngrams: [1, 2], minDocumentFrequency: 1, tokenizer: words };
const characters: TermOptions = { ...terms, analyzer: "charactersInWords", ngrams: [2, 3] };
const numbers = { kind: "numeric", scale: "standard", missing: "mean" } as const;
const splits = { train: Uint32Array.of(0, 1, 2) };
const all = Uint32Array.of(0, 1, 2, 3);

/** A table of texts with a column of numbers. */
async function mixedTable(): Promise<ExampleTable> {
  const numeric = new Map([["size", Float64Array.of(1, 2, 6, NaN)]]);
  const table = await readText("text,kind\ntea and milk,a\nrain,b\n,a\nmilk rain,b\n", { label: "kind", text: "text" });
  return { ...table, numeric };
}

async function made(options: FeatureOptions, table: ExampleTable) {
  const fitted = await fitFeaturizer(options, table, splits, ports);
  const { matrix, coverage } = finish(fitted.transform(table, all));
  const rows = Array.from({ length: matrix.rows }, () => new Array<number>(matrix.columns).fill(0));
  rows.forEach((row, r) => {
    if (matrix.kind === "dense") for (let c = 0; c < row.length; c++) row[c] = matrix.values[r * row.length + c] ?? 0;
    else if (matrix.kind === "csr")
      for (let at = matrix.offsets[r] ?? 0; at < (matrix.offsets[r + 1] ?? 0); at++)
        row[matrix.indices[at] ?? 0] = matrix.values[at] ?? 0;
  });
  return { fitted, matrix, coverage, rows };
}

it("a union holds the columns of its parts side by side, in their order", async () => {
  const table = await mixedTable();
  const parts = fc.shuffledSubarray<UnionOptions["of"][number]>([terms, characters, numbers], { minLength: 2 });
  await fc.assert(
    fc.asyncProperty(parts, async (of) => {
      const whole = await made({ kind: "union", of }, table);
      const apart = await Promise.all(of.map((part) => made(part, table)));
      expect(whole.rows).toEqual(
        all.reduce<number[][]>((rows, id) => [...rows, apart.flatMap((part) => part.rows[id] ?? [])], []),
      );
      expect(whole.fitted.columns).toBe(apart.reduce((sum, part) => sum + part.fitted.columns, 0));
      expect(whole.matrix.kind).toBe("csr");
      expect(whole.coverage.total).toBe(apart.reduce((sum, part) => sum + part.coverage.total, 0));
    }),
    { numRuns: 12 },
  );
});

it("a union of dense parts is dense, and indices ascend within a sparse row", async () => {
  const table = await mixedTable();
  expect((await made({ kind: "union", of: [numbers, { ...numbers, scale: "minMax" }] }, table)).matrix.kind).toBe(
    "dense",
  );
  const { matrix } = await made({ kind: "union", of: [numbers, terms, characters] }, table);
  if (matrix.kind !== "csr") throw new Error("a union with terms is sparse");
  for (let row = 0; row < matrix.rows; row++) {
    const indices = [...matrix.indices.subarray(matrix.offsets[row], matrix.offsets[row + 1])];
    expect(indices).toEqual([...new Set(indices)].sort((a, b) => a - b));
  }
});

it("a restored union makes the same rows, and a damaged state is refused", async () => {
  const table = await mixedTable();
  const options: UnionOptions = { kind: "union", of: [terms, characters, numbers] };
  const { fitted, matrix } = await made(options, table);
  const restored = restoreFeaturizer(options, fitted.state());
  expect(finish(restored.transform(table, all)).matrix).toEqual(matrix);
  expect(restored.summary).toBe(fitted.summary);
  const damaged = { json: { parts: [{ terms: ["tea"] }] }, arrays: new Map() };
  expect(await failure(Promise.resolve().then(() => restoreFeaturizer(options, damaged)))).toContain(
    "The stored features are damaged.",
  );
});
