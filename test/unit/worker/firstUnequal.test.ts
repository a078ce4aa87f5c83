import { describe, expect, it } from "vitest";
import { firstUnequal } from "../../../src/worker/verification/firstUnequal.ts";

const floats = (...bits: readonly number[]): Float32Array => new Float32Array(Uint32Array.from(bits).buffer);

describe("the first number that differs", () => {
  it("is told by its bits: the sign of zero and the last place count", () => {
    expect(firstUnequal(Float32Array.of(1, 0), Float32Array.of(1, -0))).toBe(1);
    expect(firstUnequal(floats(0x3f80_0000), floats(0x3f80_0001))).toBe(0);
    expect(firstUnequal(Int32Array.of(3, 4), Int32Array.of(3, 5))).toBe(1);
    expect(firstUnequal(Float32Array.of(1, 2), Float32Array.of(1, 2))).toBe(-1);
  });

  it("is where the shorter array ends", () => {
    expect(firstUnequal(Float32Array.of(1), Float32Array.of(1, 2))).toBe(1);
    expect(firstUnequal(Float32Array.of(1, 2), Float32Array.of(1))).toBe(1);
  });

  it("is no NaN beside another, whatever their signs and payloads, but one beside a number", () => {
    expect(firstUnequal(floats(0x7fc0_0000, 0xffc0_0001), floats(0xffc0_0000, 0x7fc0_0000))).toBe(-1);
    expect(firstUnequal(floats(0x7fc0_0000), floats(0x7f80_0000))).toBe(0);
    expect(firstUnequal(Float32Array.of(1), Float32Array.of(NaN))).toBe(0);
  });
});
