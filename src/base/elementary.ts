/**
 * Elementary functions from + − × ÷ √ and bit operations alone, so that every JavaScript engine gives the same bits
 * (DEFINITIONS: randomness and determinism). Each is within 2 units in the last place, the normal distribution within 3; the tests hold each
 * to its own bound against values computed to 90 digits.
 */

// ln 2 in two parts; the upper has 21 trailing zero bits, so that k × ln2High is exact for |k| < 2^20.
const ln2High = 6.9314718036912381649e-1;
const ln2Low = 1.90821492927058770002e-10;
const inverseLn2 = 1.4426950408889634;
const bits = new DataView(new ArrayBuffer(8));

const lowestPower = -1022;
/** 2^−1022 … 2^1023: looked up, since a number put together from halves waits until both are stored. */
const powersOfTwo = new Float64Array(2046).fill(1);
for (let k = 1; k <= 1023; k++) powersOfTwo[k - lowestPower] = 2 * (powersOfTwo[k - 1 - lowestPower] ?? NaN);
for (let k = -1; k >= lowestPower; k--) powersOfTwo[k - lowestPower] = (powersOfTwo[k + 1 - lowestPower] ?? NaN) / 2;

/** 2^k for a whole k in −1022 … 1023. */
function powerOfTwo(k: number): number {
  return powersOfTwo[k - lowestPower] ?? NaN;
}

/** 1/n! for n = 2 … 17, the coefficients of (e^r − 1 − r)/r². */
const exponentialSeries: readonly number[] = Array.from({ length: 16 }, (_, index) => {
  let factorial = 1;
  for (let n = 2; n <= index + 2; n++) factorial *= n;
  return 1 / factorial;
});

/** e^r − 1 − r by its Taylor series, for |r| ≤ 0.7. */
function exponentialTail(r: number): number {
  let sum = 0;
  for (let index = exponentialSeries.length - 1; index >= 0; index--) sum = sum * r + (exponentialSeries[index] ?? 0);
  return r * r * sum;
}

/** e^x. */
export function exp(x: number): number {
  if (x !== x) return x;
  if (x > 709.782712893384) return Infinity;
  if (x < -745.1332191019412) return 0;
  const k = Math.round(x * inverseLn2);
  const high = x - k * ln2High;
  const low = k * ln2Low;
  const r = high - low;
  // What the subtraction above dropped comes back with the small terms.
  const fraction = 1 + (high - (low - exponentialTail(r)));
  if (k > 1022) return fraction * powerOfTwo(k - 1) * 2;
  if (k < -1021) return fraction * powerOfTwo(k + 60) * powerOfTwo(-60);
  return fraction * powerOfTwo(k);
}

/** e^x − 1, accurate where x is near 0. */
export function expm1(x: number): number {
  if (Math.abs(x) < 0.6) return x + exponentialTail(x);
  if (x > 40 || x !== x) return exp(x);
  if (x < -40) return -1;
  const k = Math.round(x * inverseLn2);
  const high = x - k * ln2High;
  const low = k * ln2Low;
  const r = high - low;
  const lost = high - r - low;
  const fraction = r + (exponentialTail(r) + lost);
  const scale = powerOfTwo(k);
  return k >= 53 ? (fraction + 1) * scale : scale * (fraction + (1 - powerOfTwo(-k)));
}

/** 2/(2n + 1) for n = 1 … 11, the coefficients of ln((1 + s)/(1 − s))/s − 2 in s². */
const logarithmSeries: readonly number[] = Array.from({ length: 11 }, (_, index) => 2 / (2 * index + 3));

/** k ln 2 + ln(1 + f) + correction, for 1 + f between √½ and √2; the form that loses no bits is fdlibm's e_log.c. */
function logarithm(f: number, k: number, correction: number): number {
  const s = f / (2 + f);
  const square = s * s;
  let series = 0;
  for (let index = logarithmSeries.length - 1; index >= 0; index--) {
    series = (series + (logarithmSeries[index] ?? 0)) * square;
  }
  const half = 0.5 * f * f;
  return k * ln2High - (half - (s * (half + series) + (k * ln2Low + correction)) - f);
}

/** Splits u > 0 (normal) into 2^k (1 + f) and returns ln u + correction. */
function logarithmOfNormal(u: number, exponent: number, correction: number): number {
  bits.setFloat64(0, u);
  const word = bits.getInt32(0);
  let k = (word >>> 20) - 1023;
  const mantissa = word & 0xfffff;
  // Mantissas above √2 go down a binade, so that f lies evenly about 0.
  const up = mantissa > 0x6a09e ? 1 : 0;
  bits.setInt32(0, mantissa | ((1023 - up) << 20));
  k += up + exponent;
  return logarithm(bits.getFloat64(0) - 1, k, correction);
}

/** ln x; −∞ at 0, NaN below. */
export function log(x: number): number {
  if (x === 0) return -Infinity;
  if (!(x > 0) || x === Infinity) return x > 0 ? x : NaN;
  return x < 2.2250738585072014e-308 ? logarithmOfNormal(x * 18014398509481984, -54, 0) : logarithmOfNormal(x, 0, 0);
}

/** ln(1 + x), accurate where x is near 0; −∞ at −1, NaN below. */
export function log1p(x: number): number {
  if (x <= -1) return x === -1 ? -Infinity : NaN;
  if (x !== x || x === Infinity) return x;
  if (x > -0.29 && x < 0.41) return Math.abs(x) < 1e-300 ? x : logarithm(x, 0, 0);
  const u = 1 + x;
  const lost = x > 1 ? 1 - (u - x) : x - (u - 1);
  return logarithmOfNormal(u, 0, lost / u);
}

/** Hyperbolic tangent. */
export function tanh(x: number): number {
  const size = Math.abs(x);
  if (size > 22) return x > 0 ? 1 : -1;
  if (size < 1e-8 || x !== x) return x;
  const t = expm1(2 * size);
  const value = size < 1 ? t / (t + 2) : 1 - 2 / (t + 2);
  return x < 0 ? -value : value;
}

/** 1/(1 + e^−x). */
export function sigmoid(x: number): number {
  if (x >= 0) return 1 / (1 + exp(-x));
  const e = exp(x);
  return e / (1 + e);
}

/** 1/√(2π) */
const inverseRootTwoPi = 0.3989422804014327;

/** The density of the standard normal distribution. */
export function normalDensity(z: number): number {
  // The square of a float32 is exact, so that the exponent loses nothing however large it is.
  const high = Math.fround(z);
  if (!Number.isFinite(high)) return z !== z ? z : 0;
  return inverseRootTwoPi * exp(-0.5 * high * high) * exp(-0.5 * (z - high) * (z + high));
}

/** The standard normal distribution function: near 0 a series of terms of one sign, in the tails Laplace's continued fraction. */
export function normalDistribution(z: number): number {
  const size = Math.abs(z);
  if (z > -0.6 && z < 1) {
    const square = z * z;
    let term = z;
    let sum = z;
    for (let odd = 3; odd < 45; odd += 2) {
      term *= square / odd;
      sum += term;
    }
    return 0.5 + normalDensity(z) * sum;
  }
  if (!(size < 40)) return z !== z ? z : z > 0 ? 1 : 0;
  let fraction = size;
  for (let k = Math.ceil(450 / (size * size)) + 20; k > 0; k--) fraction = size + k / fraction;
  const tail = normalDensity(z) / fraction;
  return z < 0 ? tail : 1 - tail;
}
