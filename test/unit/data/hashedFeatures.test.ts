import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { finish, finishAsync } from "../../../src/base/work.ts";
import { fitFeaturizer, restoreFeaturizer } from "../../../src/data/featurize.ts";
import type { HashedOptions } from "../../../src/data/featurizer.ts";
import { eachSubword, hashWord, mostBuckets, SequenceHash } from "../../../src/data/ngramHash.ts";
import { textTable, words } from "./support.ts";

const stored = JSON.parse(
  readFileSync(fileURLToPath(new URL("../../fixtures/data/hashes.json", import.meta.url)), "utf8"),
) as {
  readonly buckets: number;
  readonly lengths: readonly [number, number];
  readonly words: readonly { readonly word: string; readonly hash: number; readonly subwords: readonly number[] }[];
  readonly pairs: readonly { readonly words: readonly string[]; readonly bucket: number }[];
};

it("hashes words and sequences of characters as fastText does", () => {
  for (const { word, hash, subwords } of stored.words) {
    expect(hashWord(word), word).toBe(hash);
    const found: number[] = [];
    eachSubword(word, stored.lengths, stored.buckets, (bucket) => found.push(bucket));
    expect(found, word).toEqual(subwords);
  }
});

it("hashes sequences of words as fastText does, and of any length modulo 2^64", () => {
  const hash = new SequenceHash();
  for (const { words: pair, bucket } of stored.pairs) {
    pair.forEach((word, at) => (at === 0 ? hash.begin(hashWord(word)) : hash.add(hashWord(word))));
    expect(hash.bucket(stored.buckets), pair.join(" ")).toBe(bucket);
  }
  const signed = (word: string): bigint => BigInt.asUintN(64, BigInt(hashWord(word) | 0));
  let exact = 0n;
  ["one", "ଚା", "three", "naïve", "five"].forEach((word, at) => {
    exact = at === 0 ? signed(word) : BigInt.asUintN(64, exact * 116049371n + signed(word));
    if (at === 0) hash.begin(hashWord(word));
    else hash.add(hashWord(word));
    for (const buckets of [1, 97, 2_000_000, mostBuckets])
      expect(hash.bucket(buckets), `${word} ${String(buckets)}`).toBe(Number(exact % BigInt(buckets)));
  });
});

const options: HashedOptions = { kind: "hashedNgrams", ngrams: [1, 2], buckets: 1000, tokenizer: words };
const ports = { openVectors: () => Promise.reject(new Error("no vectors here")), drive: finishAsync, seed: 1 };

async function made(chosen: HashedOptions) {
  const table = await textTable({
    all: [
      ["tea and tea", "a"],
      ["milk", "b"],
      ["tea unseen milk", "a"],
    ],
  });
  const fitted = await fitFeaturizer(chosen, table, { train: Uint32Array.of(0, 1) }, ports);
  const all = Uint32Array.of(0, 1, 2);
  const { matrix, coverage } = finish(fitted.transform(table, all));
  if (matrix.kind !== "csr") throw new Error("hashed features are sparse");
  const rows = [0, 1, 2].map((row) => {
    const values: Record<number, number> = {};
    for (let at = matrix.offsets[row] ?? 0; at < (matrix.offsets[row + 1] ?? 0); at++)
      values[matrix.indices[at] ?? -1] = matrix.values[at] ?? NaN;
    return values;
  });
  return { table, fitted, matrix, coverage, rows, all };
}

it("has a column for each word of the training texts, then for each bucket they hit", async () => {
  const { fitted, rows, coverage } = await made(options);
  // and, milk, tea; then the buckets of "tea and" and "and tea".
  expect(fitted.columns).toBe(5);
  expect(fitted.summary).toBe("3 words and 2 buckets of hashed sequences");
  expect(rows).toEqual([{ 0: 1, 2: 2, 3: 1, 4: 1 }, { 1: 1 }, { 1: 1, 2: 1 }]);
  expect(coverage).toMatchObject({ total: 7, unknown: 1, commonestUnknown: [["unseen", 1]] });
});

it("knows characters of unseen words, and can do without the words themselves", async () => {
  const whole = await made({ ...options, characterNgrams: [2, 3] });
  expect(Object.keys(whole.rows[2] ?? {}).length).toBeGreaterThan(2);
  const pairs = await made({ ...options, ngrams: [2, 2] });
  expect(pairs.fitted.columns).toBe(2);
  expect(pairs.rows).toEqual([{ 0: 1, 1: 1 }, {}, {}]);
});

it("is the same once its state was stored and restored", async () => {
  const chosen = { ...options, characterNgrams: [2, 3] } as const;
  const { fitted, table, matrix, all } = await made(chosen);
  const state = fitted.state();
  const json: unknown = JSON.parse(JSON.stringify(state.json));
  const restored = restoreFeaturizer(chosen, { json, arrays: state.arrays });
  expect(finish(restored.transform(table, all)).matrix).toEqual(matrix);
});
