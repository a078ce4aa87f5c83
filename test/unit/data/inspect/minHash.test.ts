import { expect, it } from "vitest";
import { RandomStream } from "../../../../src/base/random.ts";
import { finish } from "../../../../src/base/work.ts";
import { MinHash, bands } from "../../../../src/data/inspect/minHash.ts";
import { Shingles, mixed } from "../../../../src/data/inspect/shingles.ts";
import { TokenCache } from "../../../../src/data/tokenTable.ts";
import { textTable, words } from "../support.ts";

const rows = 6;

/** The bands of an example as they are defined: every function of every shingle, nothing left out. */
function referenceBands(shingles: Shingles, example: number): number[] | undefined {
  const stream = new RandomStream(1, "inspect/minHash");
  const factors = Array.from({ length: bands * rows }, () => stream.uint32() | 1);
  const offsets = Array.from({ length: bands * rows }, () => stream.uint32());
  const all = [...shingles.set(example)].map((shingle) => {
    const before = Math.floor(shingle / 2 ** 26);
    return mixed(Math.imul(before, 0x9e3779b1) ^ Math.imul(shingle % 2 ** 26, 0x85ebca6b) ^ before);
  });
  if (all.length === 0) return undefined;
  const minima = factors.map((factor, at) =>
    Math.min(...all.map((hash) => (Math.imul(hash, factor) + (offsets[at] ?? 0)) | 0)),
  );
  return Array.from({ length: bands }, (_, band) => {
    const own = minima.slice(band * rows, (band + 1) * rows);
    return own.reduce((key, minimum) => mixed(Math.imul(key, 0x01000193) ^ minimum), band + 1) >>> 0;
  });
}

it("bands of a signature are those of its definition, for texts of any length", async () => {
  const stream = new RandomStream(3, "texts");
  const word = (most: number): string => `w${String(stream.uint32() % most)}`;
  const text = (length: number, most: number): string => Array.from({ length }, () => word(most)).join(" ");
  const lengths = [1, 2, 3, 20, 39, 40, 300, 900, 3000];
  const all = lengths.flatMap((length) => [text(length, 9), text(length, 500), text(length, 100_000)]);
  const table = await textTable({
    all: [...all, "酒店很好酒店", "!"].map((each, at) => [each, at % 2 === 0 ? "a" : "b"] as const),
  });
  const shingles = new Shingles(finish(new TokenCache(words).of(table)));
  const hash = new MinHash(shingles);
  const bandsOf = (example: number): number[] | undefined => {
    const keys = hash.bandsOf(example);
    return keys && [...keys];
  };
  const examples = Array.from({ length: table.size }, (_, example) => example);
  expect(examples.map(bandsOf)).toEqual(examples.map((example) => referenceBands(shingles, example)));
  expect(bandsOf(table.size - 1)).toBeUndefined();
});
