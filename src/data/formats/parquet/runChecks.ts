import { ParquetFault } from "./fault.ts";

/**
 * Goes through runs of the hybrid of run lengths and packed bits up to `count` values, and refuses what a reader would
 * follow too far: a run of more values than are left, packed bits that are not there.
 */
export function checkRuns(bytes: Uint8Array, from: number, to: number, width: number, count: number): void {
  if (width > 32) throw new ParquetFault("values are wider than 32 bits");
  if (to > bytes.length) throw new ParquetFault("runs go on beyond their page");
  let at = from;
  let seen = 0;
  while (seen < count) {
    const head = numberAt(bytes, at, to, 5);
    at = head.end;
    const groups = Math.floor(head.value / 2);
    if (head.value % 2 === 0) {
      if (groups > count - seen) throw new ParquetFault("a run is longer than the values that are left");
      if (groups === 0) throw new ParquetFault("a run is empty");
      seen += groups;
      at += (width + 7) >> 3;
    } else {
      const values = groups * 8;
      if (values === 0 || values > count - seen + 7) throw new ParquetFault("a run has more values than are left");
      seen += values;
      at += groups * width;
    }
    // The last group of bits may be cut where its values end.
    if (at > to + width) throw new ParquetFault("a run goes on beyond its page");
  }
}

/**
 * Goes through numbers packed as differences (DELTA_BINARY_PACKED) and refuses blocks that are not there or are of sizes
 * that the format rules out. Returns where they end.
 */
export function checkDeltas(bytes: Uint8Array, from: number, count: number): number {
  const to = bytes.length;
  const block = numberAt(bytes, from, to, 5);
  const parts = numberAt(bytes, block.end, to, 5);
  const total = numberAt(bytes, parts.end, to, 5);
  const first = numberAt(bytes, total.end, to, 10);
  const perPart = block.value / parts.value;
  if (block.value > 2 ** 20 || parts.value < 1 || parts.value > 2 ** 12 || perPart < 8 || perPart % 8 !== 0)
    throw new ParquetFault("differences come in blocks of a size that the format does not have");
  if (total.value !== count) throw new ParquetFault("there are more or fewer differences than values");
  let at = first.end;
  let seen = 1;
  while (seen < count) {
    at = numberAt(bytes, at, to, 10).end + parts.value;
    const widths = at - parts.value;
    for (let part = 0; part < parts.value && seen < count; part++) {
      const width = bytes[widths + part] ?? 255;
      if (width > 64) throw new ParquetFault("differences are wider than 64 bits");
      at += (perPart * width) / 8;
      seen += perPart;
    }
    if (at > to) throw new ParquetFault("differences go on beyond their page");
  }
  return at;
}

/** An unsigned number in groups of seven bits; its value is exact up to 2^53, which is all that is asked of it. */
function numberAt(bytes: Uint8Array, at: number, to: number, longest: number) {
  let value = 0;
  for (let i = 0; i < longest && at + i < to; i++) {
    const byte = bytes[at + i] ?? 0;
    value += (byte & 127) * 128 ** i;
    if (byte < 128) return { value, end: at + i + 1 };
  }
  throw new ParquetFault("a number is cut short");
}
