import { UserError } from "../../base/errors.ts";
import type { ByteSource } from "../table.ts";
import { ByteStream } from "./byteStream.ts";
import { isFastText } from "./fastTextHeader.ts";
import { readFastTextModel } from "./fastTextModel.ts";
import { headerOf, readTextVectors } from "./textVectors.ts";
import { readWord2vecBinary } from "./word2vecBinary.ts";
import { notVectors, type VectorRequest, type WordVectors } from "./wordVectors.ts";

const headBytes = 4096;
const newline = 10;

/**
 * Reads a file of word vectors as a stream and keeps only the words in use: GloVe and word2vec text (fastText's `.vec`),
 * word2vec binary, fastText models; which it is, its dimension and whether it has a header are seen from its bytes.
 * UserError, with the line or row: whatever is wrong with it; subwords asked of a file that has none.
 */
export async function readWordVectors(
  source: ByteSource,
  request: VectorRequest,
  onProgress?: (fraction: number) => void,
): Promise<WordVectors> {
  const stream = new ByteStream(source, onProgress);
  try {
    await stream.has(headBytes);
    const head = stream.bytes.subarray(0, headBytes);
    if (head[0] === 0x1f && head[1] === 0x8b)
      throw new UserError("This file is packed with gzip.", "Let its name end in .gz.", { file: source.path });
    if (isFastText(head)) return await readFastTextModel(stream, source, request);
    if (request.subwords)
      throw new UserError(
        "This file has vectors of whole words only, so there are no subwords to make others of.",
        'Give the fastText model (.bin) itself, or write "mean", "zero" or "random".',
        { file: source.path, field: "features.unknown" },
      );
    if (isWord2vecBinary(head)) return await readWord2vecBinary(stream, source, request.words);
    if (head.includes(0)) throw notVectors(source.path);
    return await readTextVectors(stream, source.path, request.words);
  } finally {
    await stream.close();
  }
}

/** A first line `count dimension`, and behind the first word bytes that spell no numbers. */
function isWord2vecBinary(head: Uint8Array): boolean {
  const end = head.indexOf(newline);
  const header = end < 0 ? undefined : headerOf(head, 0, end);
  if (header === undefined) return false;
  const space = head.indexOf(32, end + 1);
  if (space < 0) return false;
  const numbers = head.subarray(space + 1, space + 1 + Math.min(512, header.dimension * 4));
  return numbers.filter(isOfNumbers).length < numbers.length / 2;
}

/** Digits, signs, points, exponents and what stands between numbers. */
function isOfNumbers(byte: number): boolean {
  return (byte >= 48 && byte <= 57) || [43, 45, 46, 69, 101, 32, 9, 13, 10].includes(byte);
}
