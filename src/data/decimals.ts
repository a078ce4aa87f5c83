const exactPowers = Float64Array.of(
  ...[1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11],
  ...[1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22],
);
const largestFloat32 = 3.4028234663852886e38;
const decimal = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

/**
 * Reads decimals separated by spaces or tabs from ASCII bytes[at, end) into `into`, correctly rounded. Returns how many
 * there are (`into.length + 1` when there are more than fit), or -1 when something is not a number that float32 can hold.
 *
 * Up to 15 digits and a power of ten up to 22 are one exact division (W. D. Clinger, "How to read floating point
 * numbers accurately", 1990); anything else goes through Number().
 */
export function parseDecimals(bytes: Uint8Array, at: number, end: number, into: Float64Array): number {
  let count = 0;
  let i = at;
  for (;;) {
    while (i < end && isBlank(bytes[i] ?? 0)) i++;
    if (i >= end) return count;
    if (count >= into.length) return count + 1;
    const start = i;
    let code = bytes[i] ?? 0;
    const negative = code === 45;
    if (negative || code === 43) code = bytes[++i] ?? 0;
    // Most numbers have few digits: these fit whole numbers of 32 bits, twice as fast. Without a sign what is no digit
    // is above 9, so that a byte takes one comparison.
    const firstDigit = i;
    let few = 0;
    let digit = code - 48;
    while (digit >>> 0 <= 9) {
      few = (Math.imul(few, 10) + digit) | 0;
      digit = (bytes[++i] ?? 0) - 48;
    }
    let fewDigits = i - firstDigit;
    let fewAfter = 0;
    if (digit === -2) {
      const afterPoint = ++i;
      digit = (bytes[i] ?? 0) - 48;
      while (digit >>> 0 <= 9) {
        few = (Math.imul(few, 10) + digit) | 0;
        digit = (bytes[++i] ?? 0) - 48;
      }
      fewAfter = i - afterPoint;
      fewDigits += fewAfter;
    }
    if (fewDigits > 0 && fewDigits <= 9 && i <= end && (i === end || isBlank(digit + 48))) {
      const value = few / (exactPowers[fewAfter] ?? 1);
      into[count++] = negative ? -value : value;
      continue;
    }
    i = firstDigit;
    code = bytes[i] ?? 0;
    let mantissa = 0;
    let digits = 0;
    const wholeStart = i;
    while (i < end && code >= 48 && code <= 57) {
      mantissa = mantissa * 10 + (code - 48);
      if (mantissa > 0) digits++;
      code = bytes[++i] ?? 0;
    }
    let fraction = 0;
    let seen = i - wholeStart;
    if (i < end && code === 46) {
      code = bytes[++i] ?? 0;
      const fractionStart = i;
      while (i < end && code >= 48 && code <= 57) {
        mantissa = mantissa * 10 + (code - 48);
        if (mantissa > 0) digits++;
        code = bytes[++i] ?? 0;
      }
      fraction = i - fractionStart;
      seen += fraction;
    }
    if (seen > 0 && digits <= 15 && fraction <= 22 && (i >= end || isBlank(code))) {
      const value = mantissa / (exactPowers[fraction] ?? 1);
      into[count++] = negative ? -value : value;
      continue;
    }
    while (i < end && !isBlank(bytes[i] ?? 0)) i++;
    const value = parseSlowly(bytes, start, i);
    if (value === undefined) return -1;
    into[count++] = value;
  }
}

function parseSlowly(bytes: Uint8Array, from: number, to: number): number | undefined {
  if (to - from > 400) return undefined;
  const text = String.fromCharCode(...bytes.subarray(from, to));
  if (!decimal.test(text)) return undefined;
  const value = Number(text);
  return Math.abs(value) <= largestFloat32 ? value : undefined;
}

/** Space, tab or carriage return. */
export function isBlank(code: number): boolean {
  return code === 32 || code === 9 || code === 13;
}
