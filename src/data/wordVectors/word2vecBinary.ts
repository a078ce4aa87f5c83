import { thousands } from "../phrases.ts";
import type { ByteSource } from "../table.ts";
import type { ByteStream } from "./byteStream.ts";
import { KeptRows } from "./keptRows.ts";
import { headerOf } from "./textVectors.ts";
import { damagedVectors, longestWord, mostDimensions, notVectors, refuseLyingHeader } from "./wordVectors.ts";
import type { WordVectors } from "./wordVectors.ts";

const newline = 10;
const space = 32;

/**
 * The binary format of the word2vec tool: a line `count dimension`, then for each word its bytes, a space and
 * little-endian float32 numbers, with or without a newline behind. UserError: sizes that the file cannot have, fewer or
 * more rows than promised, a number that is not finite.
 */
export async function readWord2vecBinary(
  stream: ByteStream,
  source: ByteSource,
  words: readonly string[],
): Promise<WordVectors> {
  const { path } = source;
  const end = stream.indexOf(newline);
  const header = headerOf(stream.bytes, 0, end);
  if (header === undefined || header.dimension < 1 || header.dimension > mostDimensions) throw notVectors(path);
  const { rows, dimension } = header;
  const bytes = dimension * 4;
  // A word has a byte at least, and a space behind it.
  refuseLyingHeader(source, rows, dimension, rows * (bytes + 2));
  if (rows === 0) throw damagedVectors(path, "The vectors file has no rows.");
  stream.skip(end + 1);
  const kept = new KeptRows(words, dimension);
  const numbers = new Float64Array(dimension);
  for (let row = 1; row <= rows; row++) {
    const what = `row ${thousands(row)} of ${thousands(rows)}`;
    if (stream.available === 0) await stream.has(1);
    while (stream.bytes[0] === newline) {
      stream.skip(1);
      if (stream.available === 0) await stream.has(1);
    }
    let wordEnd = stream.indexOf(space);
    while (wordEnd < 0 || stream.available < wordEnd + 1 + bytes) {
      const wanted = wordEnd < 0 ? stream.available + 1 : wordEnd + 1 + bytes;
      if (wordEnd < 0 && stream.available > longestWord) break;
      if (!(await stream.has(wanted))) throw damagedVectors(path, `The file ends in ${what}.`);
      wordEnd = stream.indexOf(space);
    }
    if (wordEnd < 0 || wordEnd > longestWord)
      throw damagedVectors(path, `The word of ${what} is longer than ${thousands(longestWord)} bytes.`);
    let total = 0;
    for (let i = 0; i < dimension; i++) {
      const value = stream.float32(wordEnd + 1 + i * 4);
      numbers[i] = value;
      total += value;
    }
    if (!Number.isFinite(total)) throw damagedVectors(path, `A number in ${what} is not finite.`);
    kept.add(stream.bytes, 0, wordEnd, numbers);
    stream.skip(wordEnd + 1 + bytes);
  }
  for await (const left of stream.rest())
    if (left.some((byte) => byte !== newline))
      throw damagedVectors(path, `Something stands behind the ${thousands(rows)} rows that the first line promises.`);
  return kept.finish();
}
