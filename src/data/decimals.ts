const exactPowers = Float64Array.of(
  ...[1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11],
  ...[1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22],
);
const largestFloat32 = 3.4028234663852886e38;
const decimal = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

/**
 * Reads decimals separated by spaces or tabs from ASCII bytes[at, end) into `into`, correctly rounded. Returns how many
 * there are (`into.length + 1` when there are more than fit), or -1 when something is not a number that float32 can hold.
 */
export function parseDecimals(bytes: Uint8Array, at: number, end: number, into: Float64Array): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  // Where eight bytes behind the point can be looked at without leaving the array.
  const roomy = Math.min(end, bytes.length - 10);
  let count = 0;
  let i = at;
  for (;;) {
    while (i < end && isBlank(bytes[i] ?? 0)) i++;
    if (i >= end) return count;
    if (count >= into.length) return count + 1;
    const start = i;
    // 1 for a minus, by arithmetic: every other number has one, and a guess of which costs more than reading it.
    const minus = (((bytes[i] ?? 0) ^ 45) - 1) >>> 31;
    i += minus;
    const whole = (bytes[i] ?? 0) - 48;
    if (i < roomy && whole >>> 0 <= 9 && bytes[i + 1] === 46) {
      // A digit, a point and up to eight digits, as nearly all vectors have them: four bytes at a time.
      const first = view.getInt32(i + 2, true) ^ zeros;
      const firstEnd = notDigits(first);
      let value: number;
      if (firstEnd !== 0) {
        const after = bytesBefore(firstEnd);
        value = (whole * (exactPowers[after] ?? 1) + fourDigits(first, after)) / (exactPowers[after] ?? 1);
        i += 2 + after;
      } else {
        const second = view.getInt32(i + 6, true) ^ zeros;
        const after = bytesBefore(notDigits(second));
        const digits = whole * 10_000 + fourDigits(first, 4);
        value = (digits * (exactPowers[after] ?? 1) + fourDigits(second, after)) / (exactPowers[4 + after] ?? 1);
        i += 6 + after;
      }
      if (i === end || (i < end && isBlank(bytes[i] ?? 0))) {
        into[count++] = value * (1 - 2 * minus);
        continue;
      }
    }
    i = start;
    while (i < end && !isBlank(bytes[i] ?? 0)) i++;
    const value = parseAny(bytes, start, i);
    if (value === undefined) return -1;
    into[count++] = value;
  }
}

/** Four ASCII zeros: what differs from them in more than 0 to 9 is no digit. */
const zeros = 0x30303030;

/** Of four bytes from which zeros were taken: the highest bit of each that is no digit, from the lowest such byte on. */
function notDigits(four: number): number {
  return ((four + 0x76767676) | four) & 0x80808080;
}

/** How many bytes stand before the lowest one marked; 4 for none. */
function bytesBefore(marks: number): number {
  return marks === 0 ? 4 : (31 - Math.clz32(marks & -marks)) >> 3;
}

/** The number that the first `count` of four digits spell, the first in the lowest byte: pairs first, then both. */
function fourDigits(four: number, count: number): number {
  // Moved up by whole bytes they have zeros before them; a shift by 32 would be none.
  const led = count === 0 ? 0 : four << (32 - 8 * count);
  const pairs = (Math.imul(led, 10) + (led >>> 8)) & 0x00ff00ff;
  return (pairs & 0xff) * 100 + (pairs >>> 16);
}

/**
 * The decimal that bytes[from, to) spell, or undefined where it is none that float32 can hold. Up to 15 digits and a power
 * of ten up to 22 are one exact division (W. D. Clinger, "How to read floating point numbers accurately", 1990);
 * anything else goes through Number().
 */
function parseAny(bytes: Uint8Array, from: number, to: number): number | undefined {
  let i = from;
  const sign = bytes[i] ?? 0;
  if (sign === 45 || sign === 43) i++;
  let mantissa = 0;
  let digits = 0;
  let seen = 0;
  let point = -1;
  for (; i < to; i++) {
    const code = bytes[i] ?? 0;
    if (code === 46 && point < 0) {
      point = i;
      continue;
    }
    if (code < 48 || code > 57) return parseSlowly(bytes, from, to);
    mantissa = mantissa * 10 + (code - 48);
    if (mantissa > 0) digits++;
    seen++;
  }
  const fraction = point < 0 ? 0 : to - point - 1;
  if (seen === 0 || digits > 15 || fraction > 22) return parseSlowly(bytes, from, to);
  const value = mantissa / (exactPowers[fraction] ?? 1);
  return sign === 45 ? -value : value;
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
