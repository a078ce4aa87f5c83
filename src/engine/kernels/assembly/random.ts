/** What is drawn from Philox4x32-10, word for word as src/base/random.ts draws them. */

const multiplier0: u64 = 0xd2511f53;
const multiplier1: u64 = 0xcd9e8d57;
const weyl0: u32 = 0x9e3779b9;
const weyl1: u32 = 0xbb67ae85;
/** 2^−32 and 2^−53: to multiply by them is exact, and quicker than to divide. */
const per32: f64 = 1.0 / 4294967296;
const per53: f64 = 1.0 / 9007199254740992;

/** Four blocks that follow each other, drawn last: word n of each in the lanes of words n. */
let words0: v128 = i32x4(0, 0, 0, 0);
let words1: v128 = i32x4(0, 0, 0, 0);
let words2: v128 = i32x4(0, 0, 0, 0);
let words3: v128 = i32x4(0, 0, 0, 0);

/** The lower and the upper halves of the products of four lanes with a number. */
// @ts-ignore: decorator
@inline
function lowHalves(a: v128, b: v128): v128 {
  return v128.shuffle<u32>(v128.extmul_low<u32>(a, b), v128.extmul_high<u32>(a, b), 0, 2, 4, 6);
}

// @ts-ignore: decorator
@inline
function highHalves(a: v128, b: v128): v128 {
  return v128.shuffle<u32>(v128.extmul_low<u32>(a, b), v128.extmul_high<u32>(a, b), 1, 3, 5, 7);
}

function drawFour(block: u32, key0: u32, key1: u32): void {
  const factor0 = i32x4.splat(i32(multiplier0));
  const factor1 = i32x4.splat(i32(multiplier1));
  let c0 = i32x4.add(i32x4.splat(i32(block)), i32x4(0, 1, 2, 3));
  let c1 = i32x4.splat(0);
  let c2 = i32x4.splat(0);
  let c3 = i32x4.splat(0);
  let k0 = key0;
  let k1 = key1;
  for (let round = 0; round < 10; round++) {
    const high0 = highHalves(c0, factor0);
    const low0 = lowHalves(c0, factor0);
    const high1 = highHalves(c2, factor1);
    const low1 = lowHalves(c2, factor1);
    c0 = v128.xor(v128.xor(high1, c1), i32x4.splat(i32(k0)));
    c1 = low1;
    c2 = v128.xor(v128.xor(high0, c3), i32x4.splat(i32(k1)));
    c3 = low0;
    k0 += weyl0;
    k1 += weyl1;
  }
  words0 = c0;
  words1 = c1;
  words2 = c2;
  words3 = c3;
}

/** The block drawn last. */
let word0: u32 = 0;
let word1: u32 = 0;
let word2: u32 = 0;
let word3: u32 = 0;

function drawOne(block: u32, key0: u32, key1: u32): void {
  let c0 = block;
  let c1: u32 = 0;
  let c2: u32 = 0;
  let c3: u32 = 0;
  let k0 = key0;
  let k1 = key1;
  for (let round = 0; round < 10; round++) {
    const product0 = multiplier0 * u64(c0);
    const product1 = multiplier1 * u64(c2);
    c0 = u32(product1 >> 32) ^ c1 ^ k0;
    c1 = u32(product1);
    c2 = u32(product0 >> 32) ^ c3 ^ k1;
    c3 = u32(product0);
    k0 += weyl0;
    k1 += weyl1;
  }
  word0 = c0;
  word1 = c1;
  word2 = c2;
  word3 = c3;
}

/** `kept` where a word is at least the threshold, else 0. */
// @ts-ignore: decorator
@inline
function masked(words: v128, threshold: v128, kept: v128): v128 {
  return v128.and(v128.ge<u32>(words, threshold), kept);
}

export function dropoutMask(mask: usize, count: usize, key0: u32, key1: u32, threshold: u32, kept: f32): void {
  const limit = i32x4.splat(i32(threshold));
  const lanes = f32x4.splat(kept);
  let cell: usize = 0;
  for (; cell + 16 <= count; cell += 16) {
    drawFour(u32(cell >> 2), key0, key1);
    // From word by word to block by block.
    const low01 = v128.shuffle<u32>(words0, words1, 0, 4, 1, 5);
    const low23 = v128.shuffle<u32>(words2, words3, 0, 4, 1, 5);
    const high01 = v128.shuffle<u32>(words0, words1, 2, 6, 3, 7);
    const high23 = v128.shuffle<u32>(words2, words3, 2, 6, 3, 7);
    const at = mask + (cell << 2);
    v128.store(at, masked(v128.shuffle<u64>(low01, low23, 0, 2), limit, lanes));
    v128.store(at, masked(v128.shuffle<u64>(low01, low23, 1, 3), limit, lanes), 16);
    v128.store(at, masked(v128.shuffle<u64>(high01, high23, 0, 2), limit, lanes), 32);
    v128.store(at, masked(v128.shuffle<u64>(high01, high23, 1, 3), limit, lanes), 48);
  }
  for (; cell < count; cell += 4) {
    drawOne(u32(cell >> 2), key0, key1);
    const at = mask + (cell << 2);
    store<f32>(at, word0 >= threshold ? kept : 0);
    store<f32>(at, word1 >= threshold ? kept : 0, 4);
    store<f32>(at, word2 >= threshold ? kept : 0, 8);
    store<f32>(at, word3 >= threshold ? kept : 0, 12);
  }
}

/** Shares u of two lanes as numbers, in the lower two lanes of float32. */
// @ts-ignore: decorator
@inline
function scaled(share: v128, factor: v128, divisor: v128): v128 {
  const around0 = f64x2.sub(f64x2.add(share, share), f64x2.splat(1));
  return f32x4.demote_f64x2_zero(f64x2.div(f64x2.mul(around0, factor), divisor));
}

/** The shares that two words each make, of the lower two lanes. */
// @ts-ignore: decorator
@inline
function wideShares(first: v128, second: v128): v128 {
  const high = f64x2.convert_low_i32x4_u(v128.shr<u32>(first, 5));
  const low = f64x2.convert_low_i32x4_u(v128.shr<u32>(second, 6));
  return f64x2.mul(f64x2.add(f64x2.mul(high, f64x2.splat(67108864)), low), f64x2.splat(per53));
}

// @ts-ignore: decorator
@inline
function shares(words: v128): v128 {
  return f64x2.mul(f64x2.convert_low_i32x4_u(words), f64x2.splat(per32));
}

/** The upper two lanes below. */
// @ts-ignore: decorator
@inline
function upper(words: v128): v128 {
  return v128.shuffle<u64>(words, words, 1, 0);
}

export function uniformRows(
  into: usize,
  rows: usize,
  columns: usize,
  stride: usize,
  key0: u32,
  key1: u32,
  words: u32,
  factor: f64,
  divisor: f64,
): void {
  const count = rows * columns;
  const times = f64x2.splat(factor);
  const over = f64x2.splat(divisor);
  // A block of four words makes 2 or 4 numbers; all of them one after the other first, then row by row to their places.
  const each: usize = words == 2 ? 2 : 4;
  let made: usize = 0;
  let block: u32 = 0;
  for (; made + 4 * each <= count; made += 4 * each, block += 4) {
    drawFour(block, key0, key1);
    const at = into + (made << 2);
    if (words == 2) {
      const firsts = scaled(wideShares(words0, words1), times, over);
      const seconds = scaled(wideShares(words2, words3), times, over);
      const laterFirsts = scaled(wideShares(upper(words0), upper(words1)), times, over);
      const laterSeconds = scaled(wideShares(upper(words2), upper(words3)), times, over);
      v128.store(at, v128.shuffle<u32>(firsts, seconds, 0, 4, 1, 5));
      v128.store(at, v128.shuffle<u32>(laterFirsts, laterSeconds, 0, 4, 1, 5), 16);
    } else {
      const low01 = v128.shuffle<u32>(words0, words1, 0, 4, 1, 5);
      const low23 = v128.shuffle<u32>(words2, words3, 0, 4, 1, 5);
      const high01 = v128.shuffle<u32>(words0, words1, 2, 6, 3, 7);
      const high23 = v128.shuffle<u32>(words2, words3, 2, 6, 3, 7);
      v128.store(at, both(low01, low23, times, over));
      v128.store(at, both(upper(low01), upper(low23), times, over), 16);
      v128.store(at, both(high01, high23, times, over), 32);
      v128.store(at, both(upper(high01), upper(high23), times, over), 48);
    }
  }
  for (; made < count; block++) {
    drawOne(block, key0, key1);
    for (let lane: u32 = 0; lane < 4 && made < count; lane += words, made++) {
      const share =
        words == 2
          ? (f64(wordOf(lane) >> 5) * 67108864 + f64(wordOf(lane + 1) >> 6)) * per53
          : f64(wordOf(lane)) * per32;
      store<f32>(into + (made << 2), f32(((2 * share - 1) * factor) / divisor));
    }
  }
  if (stride == columns) return;
  for (let row = rows; row > 0; row--) {
    const at = into + (((row - 1) * stride) << 2);
    memory.copy(at, into + (((row - 1) * columns) << 2), columns << 2);
    memory.fill(at + (columns << 2), 0, (stride - columns) << 2);
  }
}

/** Four numbers of a word each: those of two pairs of lower lanes. */
// @ts-ignore: decorator
@inline
function both(first: v128, second: v128, factor: v128, divisor: v128): v128 {
  return v128.shuffle<u64>(scaled(shares(first), factor, divisor), scaled(shares(second), factor, divisor), 0, 2);
}

// @ts-ignore: decorator
@inline
function wordOf(lane: u32): u32 {
  return lane == 0 ? word0 : lane == 1 ? word1 : lane == 2 ? word2 : word3;
}
