import { UserError } from "../../base/errors.ts";
import { mostBuckets } from "../ngramHash.ts";
import type { ByteSource } from "../table.ts";
import type { ByteStream } from "./byteStream.ts";
import { damagedVectors, mostDimensions, refuseLyingHeader } from "./wordVectors.ts";

/** fastText's formats: its source's Args::load, Dictionary::load and DenseMatrix::load (github.com/facebookresearch/fastText). */
const magic = 793_712_314;
const newestVersion = 12;
/** Whole numbers of the settings, and the length of all settings with the float64 behind. */
const settingCount = 12;
const settingBytes = settingCount * 4 + 8;
const supervised = 3;
const longestSubword = 1000;

/** What the header of a fastText model says. */
export interface FastTextHeader {
  /** Before 2017 models had no version; their hashes and vectors are the same. */
  readonly old: boolean;
  readonly dimension: number;
  readonly buckets: number;
  /** Shortest and longest sequence of characters; 0, 0 for none. */
  readonly subwords: readonly [number, number];
  readonly words: number;
  readonly labels: number;
}

/** Whether the first bytes are those of a fastText model. */
export function isFastText(head: Uint8Array): boolean {
  if (head.length < 4) return false;
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  return view.getInt32(0, true) === magic || isOldFastText(view);
}

/** An old model begins with its settings: small whole numbers, which as text would be full of NUL. */
function isOldFastText(view: DataView): boolean {
  if (view.byteLength < settingBytes) return false;
  const settings = Array.from({ length: settingCount }, (_, at) => view.getInt32(at * 4, true));
  const [dimension = 0, , , , , , loss = 0, model = 0] = settings;
  const kinds = [loss, model].every((kind) => kind >= 1 && kind <= 3);
  return kinds && dimension >= 1 && dimension <= mostDimensions && settings.every((value) => value >= 0);
}

/** Reads up to the first word. UserError: a version or compression that is not known, sizes that the file cannot have. */
export async function readFastTextHeader(stream: ByteStream, source: ByteSource): Promise<FastTextHeader> {
  const { path } = source;
  const need = async (bytes: number): Promise<void> => {
    if (!(await stream.has(bytes))) throw damagedVectors(path, "The file ends in its header.");
  };
  const take = async (): Promise<number> => {
    await need(4);
    const value = stream.int32;
    stream.skip(4);
    return value;
  };
  const takeLong = async (): Promise<number> => {
    await need(8);
    const value = stream.int64;
    stream.skip(8);
    return value;
  };
  await need(settingBytes);
  const old = stream.int32 !== magic;
  let version = 0;
  if (!old) {
    stream.skip(4);
    version = await take();
    if (version > newestVersion || version < newestVersion - 1)
      throw new UserError(
        `This is a fastText model of version ${String(version)}; versions 11 and 12 are read.`,
        "Save it anew with fastText 0.9, or give its .vec file.",
        { file: path },
      );
  }
  const settings: number[] = [];
  for (let i = 0; i < settingCount; i++) settings.push(await take());
  await need(8);
  stream.skip(8);
  const [dimension = 0, , , , , , , model = 0, buckets = 0, shortest = 0, longest = 0] = settings;
  const entries = await take();
  const words = await take();
  const labels = await take();
  await takeLong();
  const pruned = old ? -1 : await takeLong();
  if (pruned >= 0)
    throw new UserError(
      "This fastText model was compressed (.ftz).",
      "Give the model that it was made of (.bin), or its .vec file.",
      { file: path },
    );
  const sane =
    dimension >= 1 &&
    dimension <= mostDimensions &&
    buckets >= 0 &&
    words >= 0 &&
    labels >= 0 &&
    entries === words + labels &&
    shortest >= 0 &&
    longest >= 0 &&
    longest <= longestSubword;
  if (!sane) throw damagedVectors(path, "The header of this fastText model makes no sense.");
  if (words === 0) throw damagedVectors(path, "This fastText model has no words.");
  // A word has a byte at least, and 10 behind it.
  refuseLyingHeader(source, words + buckets, dimension, (words + buckets) * dimension * 4 + entries * 10);
  if (buckets > mostBuckets)
    throw new UserError("This fastText model has more than 67,108,864 buckets.", "Give its .vec file.", { file: path });
  const none = buckets === 0 || (version === 11 && model === supervised) || longest === 0;
  return { old, dimension, buckets, subwords: none ? [0, 0] : [shortest, longest], words, labels };
}
