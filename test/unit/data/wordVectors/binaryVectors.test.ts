import fc from "fast-check";
import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { UserError } from "../../../../src/base/errors.ts";
import type { ByteSource } from "../../../../src/data/table.ts";
import { readWordVectors } from "../../../../src/data/wordVectors/readWordVectors.ts";
import { dataFiles } from "../../../../src/platform/dataFiles.ts";
import reference from "../../../fixtures/vectors/reference.json" with { type: "json" };
import { temporaryFolder } from "../../platform/temporaryFolder.ts";
import { bytesSource, failure, sharedData } from "../support.ts";

const tiny = new Uint8Array(Buffer.from(reference.tiny.bytes, "base64"));

async function vectorsOf(source: ByteSource, words: readonly string[], subwords = false) {
  const { dimension, rowOf, values, ...rest } = await readWordVectors(source, { words, subwords });
  const vectors = new Map<string, number[]>();
  words.forEach((word, i) => {
    const row = rowOf[i] ?? -1;
    if (row >= 0) vectors.set(word, [...values.subarray(row * dimension, (row + 1) * dimension)]);
  });
  return { ...rest, dimension, vectors };
}

/** As fastText prints them: five digits. */
function expectPrinted(vectors: ReadonlyMap<string, readonly number[]>, printed: Readonly<Record<string, number[]>>) {
  for (const [word, numbers] of Object.entries(printed))
    numbers.forEach((number, i) => {
      const found = vectors.get(word)?.[i] ?? NaN;
      expect(Math.abs(found - number), `${word} ${String(i)}`).toBeLessThanOrEqual(Math.abs(number) * 5.1e-5 + 1e-7);
    });
}

function word2vec(rows: readonly (readonly [string, readonly number[]])[], end = ""): Uint8Array {
  const dimension = rows[0]?.[1].length ?? 0;
  const pieces: Uint8Array[] = [Buffer.from(`${String(rows.length)} ${String(dimension)}\n`)];
  for (const [word, numbers] of rows)
    pieces.push(Buffer.from(`${word} `), Buffer.from(Float32Array.from(numbers).buffer), Buffer.from(end));
  return new Uint8Array(Buffer.concat(pieces));
}

describe("a fastText model", () => {
  const { vectors } = reference.tiny;

  it("gives the vectors that fastText itself prints, of words that it knows and of words that it does not", async () => {
    for (const piece of [1, 7, 65_536]) {
      const read = await vectorsOf(bytesSource(tiny, "tiny.bin", piece), Object.keys(vectors), true);
      expect(read).toMatchObject({ dimension: 3, rows: 9, unknownIs: "mean" });
      expectPrinted(read.vectors, vectors);
    }
  });

  it("knows only its own words where subwords are not asked for", async () => {
    const read = await vectorsOf(bytesSource(tiny), ["brain", "rain"]);
    expect([...read.vectors.keys()]).toEqual(["rain"]);
  });

  it("is what its .vec file says, the mean of all words included", async () => {
    const words = ["tea", "café", "naïve"];
    const text = await vectorsOf(bytesSource(reference.tiny.vec), words);
    const model = await vectorsOf(bytesSource(tiny), words);
    expectPrinted(model.vectors, Object.fromEntries(text.vectors));
    model.unknown.forEach((mean, i) => expect(mean).toBeCloseTo(text.unknown[i] ?? NaN, 5));
  });

  it.each([
    ["a header that asks for 100 GB", 8 + 8 * 4, 2_000_000_000, "The file's header promises 2,000,000,009 × 3 numbers"],
    ["a version that is not known", 4, 13, "This is a fastText model of version 13"],
    ["a dimension beyond all bounds", 8, 1_000_000, "The header of this fastText model makes no sense."],
    ["more words than the file has", 8 + 56, -5, "The header of this fastText model makes no sense."],
  ])("is refused before anything is allocated for %s", async (_, at, value, message) => {
    const bytes = tiny.slice();
    new DataView(bytes.buffer).setInt32(at, value, true);
    expect(await failure(readWordVectors(bytesSource(bytes, "lie.bin"), { words: [], subwords: false }))).toContain(
      `UserError: lie.bin: ${message}`,
    );
  });

  it("is refused when it was cut off, wherever", async () => {
    for (let length = 60; length < tiny.length; length += 37) {
      const cut = bytesSource(tiny.subarray(0, length), "cut.bin");
      expect(await failure(readWordVectors(cut, { words: ["tea"], subwords: true }))).toMatch(/^UserError: cut.bin: /);
    }
  });
});

describe("a word2vec binary file", () => {
  const rows = [
    ["tea", [1, -2.5]],
    ["ଚା", [0.25, 3]],
    ["rain", [4, 0]],
  ] as const;

  it("is told from text by its bytes and read whatever stands between its rows", async () => {
    for (const end of ["", "\n"])
      for (const piece of [1, 5, 100]) {
        const read = await vectorsOf(bytesSource(word2vec(rows, end), "v.bin", piece), ["rain", "ଚା", "no"]);
        expect(read).toMatchObject({
          dimension: 2,
          rows: 3,
          unknownIs: "mean",
          unknown: Float64Array.of(1.75, 0.5 / 3),
        });
        expect(read.vectors).toEqual(new Map([["rain", [4, 0]], ["ଚା", [0.25, 3]]] as const)); // prettier-ignore
      }
  });

  it.each([
    ["cut off", word2vec(rows).subarray(0, 40), "The file ends in row 3 of 3."],
    ["longer than it says", Buffer.concat([word2vec(rows), Buffer.from("x")]), "Something stands behind the 3 rows"],
    ["not finite", word2vec([["a", [1, NaN]]]), "A number in row 1 of 1 is not finite."],
    [
      "too small for its header",
      Buffer.concat([Buffer.from("9000000 3000\na "), new Uint8Array(12_000)]),
      "The file's header promises 9,000,000 × 3,000 numbers",
    ],
  ])("is refused when it is %s", async (_, bytes, message) => {
    const source = bytesSource(new Uint8Array(bytes), "v.bin");
    expect(await failure(readWordVectors(source, { words: [], subwords: false }))).toContain(`v.bin: ${message}`);
  });
});

it("a fastText model whose header asks for 100 GB is refused before anything of that size is made", async () => {
  const model = tiny.slice();
  const header = new DataView(model.buffer, model.byteOffset, model.byteLength);
  // Behind the magic number and the version: the dimension first, of entries and words the counts at 64 and 68.
  header.setInt32(8, 250, true);
  for (const place of [64, 68]) header.setInt32(place, 100_000_000, true);
  header.setInt32(72, 0, true);
  const message = await failure(readWordVectors(bytesSource(model, "v.bin"), { words: ["tea"], subwords: true }));
  expect(message).toMatch(/^UserError: v\.bin: The file's header promises [\d,]+ × 250 numbers/);
});

describe("any file of vectors", () => {
  it("is read packed with gzip as well", async () => {
    const place = temporaryFolder();
    for (const [name, bytes] of [
      ["m.bin.gz", tiny],
      ["m.vec.gz", Buffer.from(reference.tiny.vec)],
    ] as const) {
      // prettier-ignore
      const path = join(place, name);
      await writeFile(path, gzipSync(bytes));
      const read = await vectorsOf(await dataFiles.open(path), ["tea"]);
      expectPrinted(read.vectors, { tea: reference.tiny.vectors.tea });
    }
    expect(await failure(vectorsOf(bytesSource(gzipSync("a 1")), []))).toContain("Let its name end in .gz.");
  });

  it("has no subwords to give unless it is a fastText model that was trained with them", async () => {
    expect(await failure(vectorsOf(bytesSource("a 1\n", "v.vec"), ["b"], true))).toContain(
      "vectors of whole words only",
    );
  });

  it("ends in vectors or in an error for a person, whatever its bytes are", async () => {
    const kinds = [tiny, word2vec([["tea", [1, 2]], ["rain", [3, 4]]]), new TextEncoder().encode(reference.tiny.vec)]; // prettier-ignore
    const mutated = fc
      .tuple(
        fc.constantFrom(...kinds),
        fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), { maxLength: 6 }),
        fc.nat(),
      )
      .map(([bytes, changes, cut]) => {
        const copy = bytes.slice(0, cut % 3 === 0 ? cut % bytes.length : bytes.length);
        // The beginning, where the sizes stand, is changed most.
        for (const [place, value] of changes) copy[place % (place % 2 === 0 ? 120 : copy.length || 1)] = value;
        return copy;
      });
    const bytes = fc.oneof(fc.uint8Array({ maxLength: 300 }), mutated);
    await fc.assert(
      fc.asyncProperty(bytes, fc.integer({ min: 1, max: 400 }), fc.boolean(), async (content, piece, subwords) => {
        try {
          const read = await vectorsOf(bytesSource(content, "v", piece), ["tea", "rain"], subwords);
          expect([...read.vectors.values()].flat().every(Number.isFinite)).toBe(true);
        } catch (error) {
          if (!(error instanceof UserError)) throw error;
        }
      }),
      { numRuns: 5000 },
    );
  }, 120_000);
});

describe("the models of gensim's tests", () => {
  const data = sharedData();
  const folder = data === undefined ? "" : join(data, "fasttext-format");
  it.runIf(existsSync(folder))("give what fastText and gensim give", async () => {
    for (const name of ["lee_fasttext.bin", "non_ascii_fasttext.bin", "pang_lee_polarity_fasttext.bin"] as const) {
      const expected: Readonly<Record<string, number[]>> = reference[name];
      const read = await vectorsOf(
        await dataFiles.open(join(folder, name)),
        Object.keys(expected),
        name !== "pang_lee_polarity_fasttext.bin",
      );
      expectPrinted(read.vectors, expected);
    }
    for (const [name, dimension, rows] of [
      ["crime-and-punishment.vec", 5, 291],
      ["lee_fasttext.vec", 10, 1762],
      ["test_glove.txt", 50, 76],
    ] as const)
      // prettier-ignore
      expect(await vectorsOf(await dataFiles.open(join(folder, name)), [])).toMatchObject({ dimension, rows });
  });
});
