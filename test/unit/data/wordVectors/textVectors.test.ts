import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseDecimals } from "../../../../src/data/decimals.ts";
import { readWordVectors } from "../../../../src/data/wordVectors/readWordVectors.ts";
import { WordIndex } from "../../../../src/data/wordIndex.ts";
import { bytesSource, failure } from "../support.ts";

async function read(content: string, words: readonly string[], piece = 65_536) {
  const vectors = await readWordVectors(bytesSource(content, "vectors.txt", piece), { words, subwords: false });
  const vector = (word: string): number[] | undefined => {
    const row = vectors.rowOf[words.indexOf(word)] ?? -1;
    return row < 0 ? undefined : [...vectors.values.subarray(row * vectors.dimension, (row + 1) * vectors.dimension)];
  };
  return { ...vectors, vector };
}

describe("a file of word vectors", () => {
  it("gives the vectors of the words in use and the mean of all rows for unknown words", async () => {
    for (const piece of [1, 3, 7, 1000]) {
      const vectors = await read("the 1 2\nof 3 -4\nଓ 5e-1 8\n", ["absent", "of", "ଓ"], piece);
      expect(vectors).toMatchObject({ dimension: 2, rows: 3, unknownIs: "mean" });
      expect([vectors.vector("of"), vectors.vector("ଓ"), vectors.vector("absent")]).toEqual([
        [3, -4],
        [0.5, 8],
        undefined,
      ]);
      expect([...vectors.unknown]).toEqual([4.5 / 3, 2]);
      expect(vectors.values).toHaveLength(4);
    }
  });

  it("takes the row named unk or <unk> for unknown words", async () => {
    expect([...(await read("a 1\nunk 7\nb 3\n", ["a"])).unknown]).toEqual([7]);
    expect(await read("a 1\nunk 7\n<unk> 9\n", ["a"])).toMatchObject({ unknown: Float64Array.of(9), unknownIs: "unk" });
  });

  it("tolerates a first line of count and dimension, trailing spaces, Windows line ends and a missing last newline", async () => {
    const vectors = await read("2 3\r\na 1 2 3 \r\n\r\nb\t4\t5\t6", ["a", "b"]);
    expect(vectors).toMatchObject({ dimension: 3, rows: 2 });
    expect(vectors.vector("b")).toEqual([4, 5, 6]);
  });

  it("reads words with spaces in them and finds words that the file does not write in NFC", async () => {
    const vectors = await read("a 1 2\n. . 3 4\nat x@y.z 5 6\ncafe\u0301 7 8\n", ["café", "a"]);
    expect(vectors.rows).toBe(4);
    expect(vectors.vector("café")).toEqual([7, 8]);
    expect([...vectors.unknown]).toEqual([4, 5]);
  });

  it("keeps the first of two rows for one word", async () => {
    expect((await read("a 1\na 2\n", ["a"])).vector("a")).toEqual([1]);
  });

  it.each([
    ["a row that is too short", "a 1 2\nb 3\n", "vectors.txt:2: This row has 1 number, not 2."],
    ["a row that is too long", "a 1 2\nb 3 4 5\n", "vectors.txt:2: This row has more than 2 numbers, not 2."],
    [
      "fewer rows than the header says",
      "3 1\na 1\nb 2\n",
      "vectors.txt: The first line promises 3 rows, but the file has 2.",
    ],
    ["rows that differ from the header", "2 3\na 1 2\n", "vectors.txt:2: This row has 2 numbers, not 3."],
    [
      "something that is no number",
      "a 1 2\nb 3 nan\n",
      "vectors.txt:2: This row holds something that is not a number.",
    ],
    ["a word alone", "word\n", "vectors.txt: This is no file of word vectors."],
    ["bytes that are no text", "a\0 1 2\n", "vectors.txt: This is no file of word vectors."],
    ["no rows", "\n", "vectors.txt: The vectors file has no rows."],
  ])("is refused for %s", async (_, content, message) => {
    expect(await failure(read(content, ["a"]))).toContain(`UserError: ${message}`);
  });

  it("tells how far it is", async () => {
    const heard: number[] = [];
    await readWordVectors(bytesSource("a 1\nb 2\n", "v", 4), { words: [], subwords: false }, (fraction) =>
      heard.push(fraction),
    );
    expect(heard).toEqual([0.5, 1]);
  });
});

describe("decimals in bytes", () => {
  const parseIn = (bytes: Uint8Array, from: number, to: number): number[] | string => {
    const into = new Float64Array(4);
    const count = parseDecimals(bytes, from, to, into);
    return count < 0 ? "not a number" : [...into.subarray(0, count)];
  };
  /** What lies around a line must not matter: alone it ends with the bytes, within a chunk eight can be read at once. */
  const parse = (text: string): number[] | string => {
    const bytes = new TextEncoder().encode(text);
    const alone = parseIn(bytes, 0, bytes.length);
    for (const around of ["\n", "\n12345678901234", "\nétés été été"]) {
      const chunk = new TextEncoder().encode(`77${text}${around}`);
      expect(parseIn(chunk.subarray(1), 1, 1 + bytes.length)).toEqual(alone);
    }
    return alone;
  };

  it("are rounded as Number() rounds them, however many digits and whatever the exponent", () => {
    const number = fc.double({ noNaN: true, min: -3e38, max: 3e38 });
    fc.assert(
      fc.property(number, fc.integer({ min: 1, max: 21 }), (value, digits) => {
        for (const text of [String(value), value.toPrecision(digits), value.toExponential(digits - 1)])
          expect(parse(text)).toEqual([Number(text)]);
      }),
      { numRuns: 2000 },
    );
    expect(parse("-.5 +2. 0.1234567890123456789")).toEqual([-0.5, 2, Number("0.1234567890123456789")]);
    expect(parse(`0.${"0".repeat(30)}12`)).toEqual([1.2e-31]);
  });

  it("are a digit, a point and few digits more often than not", () => {
    const digits = fc
      .integer({ min: 0, max: 11 })
      .chain((length) => fc.stringMatching(new RegExp(`^\\d{${String(length)}}$`)));
    fc.assert(
      fc.property(fc.constantFrom("", "-", "+"), fc.integer({ min: 0, max: 9 }), digits, (sign, whole, after) => {
        const text = `${sign}${String(whole)}.${after}`;
        expect(parse(`${text} ${text}\t${text}`)).toEqual([Number(text), Number(text), Number(text)]);
        expect(parse(`${text}:`)).toBe("not a number");
        expect(parse(`${text}é`)).toBe("not a number");
      }),
      { numRuns: 2000 },
    );
  });

  it.each([
    "1.2/",
    "1.23456:",
    "1.2.3",
    "1.234567891x",
    "1.-2",
    "1.é",
    "nan",
    "1e",
    "--1",
    ".",
    "1x",
    "0x10",
    "inf",
    "1e39",
  ])("do not include %s", (text) => {
    expect(parse(`1 ${text}`)).toBe("not a number");
  });
});

describe("the index of words", () => {
  it("finds each of its words and nothing else", () => {
    const word = fc.string({ unit: "grapheme", maxLength: 5 });
    fc.assert(
      fc.property(fc.uniqueArray(word, { maxLength: 60 }), word, (words, other) => {
        const index = new WordIndex(words);
        const find = (text: string): number => {
          const bytes = new TextEncoder().encode(`x${text}y`);
          return index.find(bytes, 1, bytes.length - 1);
        };
        expect(words.map(find)).toEqual([...words.keys()]);
        expect(find(other)).toBe(words.indexOf(other));
      }),
    );
  });
});
