import { multiplyAdd } from "./lanes";

/** Masks from Philox4x32-10, word for word as src/base/random.ts draws them. */

const multiplier0: u64 = 0xd2511f53;
const multiplier1: u64 = 0xcd9e8d57;
const weyl0: u32 = 0x9e3779b9;
const weyl1: u32 = 0xbb67ae85;

export function dropoutMask(mask: usize, count: usize, key0: u32, key1: u32, threshold: u32, kept: f32): void {
  for (let cell: usize = 0; cell < count; cell += 4) {
    let c0 = u32(cell >> 2);
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
    const at = mask + (cell << 2);
    store<f32>(at, c0 >= threshold ? kept : 0);
    store<f32>(at, c1 >= threshold ? kept : 0, 4);
    store<f32>(at, c2 >= threshold ? kept : 0, 8);
    store<f32>(at, c3 >= threshold ? kept : 0, 12);
  }
}

/** into = a ∘ b, or into += a ∘ b. Counts are whole vectors. */
export function multiply(a: usize, b: usize, into: usize, count: usize, accumulate: bool): void {
  const bytes = count << 2;
  for (let at: usize = 0; at < bytes; at += 16) {
    const left = v128.load(a + at);
    const right = v128.load(b + at);
    v128.store(into + at, accumulate ? multiplyAdd(left, right, v128.load(into + at)) : f32x4.mul(left, right));
  }
}
