/** What is drawn from Philox4x32-10, word for word as src/base/random.ts draws them. */

const multiplier0: u64 = 0xd2511f53;
const multiplier1: u64 = 0xcd9e8d57;
const weyl0: u32 = 0x9e3779b9;
const weyl1: u32 = 0xbb67ae85;
const two32: f64 = 4294967296;
const two53: f64 = 9007199254740992;

/** The block drawn last. */
let word0: u32 = 0;
let word1: u32 = 0;
let word2: u32 = 0;
let word3: u32 = 0;

function draw(block: u32, key0: u32, key1: u32): void {
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

export function dropoutMask(mask: usize, count: usize, key0: u32, key1: u32, threshold: u32, kept: f32): void {
  for (let cell: usize = 0; cell < count; cell += 4) {
    draw(u32(cell >> 2), key0, key1);
    const at = mask + (cell << 2);
    store<f32>(at, word0 >= threshold ? kept : 0);
    store<f32>(at, word1 >= threshold ? kept : 0, 4);
    store<f32>(at, word2 >= threshold ? kept : 0, 8);
    store<f32>(at, word3 >= threshold ? kept : 0, 12);
  }
}

/** Padding between rows is left as it is. */
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
  let drawn: u32 = 0;
  for (let row: usize = 0; row < rows; row++) {
    let at = into + ((row * stride) << 2);
    const end = at + (columns << 2);
    for (; at < end; at += 4) {
      const lane = drawn & 3;
      if (lane == 0) draw(drawn >> 2, key0, key1);
      drawn += words;
      const first = lane == 0 ? word0 : lane == 1 ? word1 : lane == 2 ? word2 : word3;
      let value: f64;
      if (words == 1) {
        value = f64(first) / two32;
      } else {
        // Two words are drawn at an even place.
        const second = lane == 0 ? word1 : word3;
        value = (f64(first >> 5) * 67108864 + f64(second >> 6)) / two53;
      }
      store<f32>(at, f32(((2 * value - 1) * factor) / divisor));
    }
  }
}
