export type Numbers = Float32Array | Int32Array;

/**
 * The first index at which two arrays of 32-bit numbers do not have the same bits, or where one ends; -1 where they are
 * the same. One NaN is as another: ECMAScript and WebAssembly leave open which sign and payload it gets, and a run that
 * diverges would differ from its own repetition.
 */
export function firstUnequal(one: Numbers, other: Numbers): number {
  const [a, b] = [one, other].map(({ buffer, byteOffset, length }) => new Int32Array(buffer, byteOffset, length));
  if (a === undefined || b === undefined) return -1;
  const length = Math.min(a.length, b.length);
  const areNaN = (at: number): boolean => Number.isNaN(one[at]) && Number.isNaN(other[at]);
  for (let at = 0; at < length; at++) if (a[at] !== b[at] && !areNaN(at)) return at;
  return a.length === b.length ? -1 : length;
}
