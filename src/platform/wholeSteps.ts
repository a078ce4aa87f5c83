import { stepColumns } from "../protocol/frames.ts";

/** No number above it has a first byte of zero (as float32, little-endian): what a writer lost the end of is smaller. */
const tornBelow = 2 ** -125;

/**
 * Rows of steps.f32 up to where a medium that lost its power filled in zeros: no step has a loss, a learning rate and a
 * gradient of exactly 0. The row before them goes too where its last number may be torn. Only for runs that did not end: the
 * curve of one that did is on the medium as a whole.
 * @param rows row by row, `stepColumns.length` numbers each.
 */
export function wholeSteps(rows: Float32Array): Float32Array {
  const width = stepColumns.length;
  const count = Math.floor(rows.length / width);
  let whole = 0;
  while (whole < count && !isZero(rows, whole * width, width)) whole++;
  const last = rows[whole * width - 1];
  if (whole < count && last !== undefined && Math.abs(last) < tornBelow) whole--;
  return rows.subarray(0, whole * width);
}

function isZero(rows: Float32Array, start: number, width: number): boolean {
  for (let at = start; at < start + width; at++) if (rows[at] !== 0) return false;
  return true;
}
