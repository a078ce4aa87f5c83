import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { RandomStream, philox4x32 } from "../../../src/base/random.ts";

const seeds = fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER });

describe("Philox4x32-10", () => {
  it("gives the known answers of Random123 (kat_vectors)", () => {
    const into = new Uint32Array(4);
    philox4x32(0, 0, 0, 0, 0, 0, into);
    expect([...into]).toEqual([0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8]);
    const ones = 0xffffffff;
    philox4x32(ones, ones, ones, ones, ones, ones, into);
    expect([...into]).toEqual([0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd]);
    philox4x32(0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344, 0xa4093822, 0x299f31d0, into);
    expect([...into]).toEqual([0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1]);
  });
});

describe("a random stream", () => {
  it("goes on from a saved state as if nothing had happened", () => {
    const draws = fc.array(fc.constantFrom("uint32", "float64", "normal", "below"), { maxLength: 40 });
    fc.assert(
      fc.property(seeds, fc.string(), draws, draws, (seed, name, before, after) => {
        const draw = (stream: RandomStream, kinds: readonly string[]): number[] =>
          kinds.map((kind) => {
            if (kind === "uint32") return stream.uint32();
            if (kind === "float64") return stream.float64();
            return kind === "normal" ? stream.normal() : stream.below(1000);
          });
        const stream = new RandomStream(seed, name);
        draw(stream, before);
        const restored = RandomStream.restore(JSON.parse(JSON.stringify(stream.state())) as never);
        expect(draw(restored, after)).toEqual(draw(stream, after));
      }),
    );
  });

  it("has fixed first words, so that old experiments stay reproducible", () => {
    const stream = new RandomStream(1, "order/1");
    expect([stream.uint32(), stream.uint32(), stream.uint32(), stream.uint32(), stream.uint32()]).toEqual([
      2676940156, 3141881114, 328282933, 267384269, 2749262543,
    ]);
  });

  it("does not depend on what other names or seeds draw", () => {
    const first = (seed: number, name: string): string => {
      const stream = new RandomStream(seed, name);
      return Array.from({ length: 4 }, () => stream.uint32()).join();
    };
    const all = [0, 1, 2, 4294967296, -1].flatMap((seed) =>
      ["split", "order/1", "order/2", "dropout/1"].map((name) => first(seed, name)),
    );
    expect(new Set(all).size).toBe(all.length);
    expect(first(1, "order/1")).toBe(all[5]);
  });

  it("streams of neighbouring seeds and names are not correlated", () => {
    const count = 20_000;
    const pairs: readonly (readonly [RandomStream, RandomStream])[] = [
      [new RandomStream(1, "order/1"), new RandomStream(1, "order/2")],
      [new RandomStream(1, "order/1"), new RandomStream(2, "order/1")],
    ];
    for (const [a, b] of pairs) {
      let sum = 0;
      for (let draw = 0; draw < count; draw++) sum += (a.float64() - 0.5) * (b.float64() - 0.5) * 12;
      // The mean of products has deviation 1/√count; five of them would be one chance in two million.
      expect(Math.abs(sum / count)).toBeLessThan(5 / Math.sqrt(count));
    }
  });

  it("draws every number below n equally often", () => {
    const counts = new Array<number>(7).fill(0);
    const stream = new RandomStream(5, "below");
    for (let draw = 0; draw < 70_000; draw++) {
      const value = stream.below(7);
      counts[value] = (counts[value] ?? 0) + 1;
    }
    const chiSquare = counts.reduce((sum, count) => sum + (count - 10_000) ** 2 / 10_000, 0);
    // Six degrees of freedom: 30 is exceeded once in 25,000.
    expect(chiSquare).toBeLessThan(30);
    expect(() => stream.below(0)).toThrow(RangeError);
    expect(stream.below(4294967296)).toBeLessThan(4294967296);
  });

  it("draws floats in [0, 1) and normals with mean 0 and deviation 1", () => {
    const stream = new RandomStream(9, "moments");
    const count = 40_000;
    let floats = 0;
    let sum = 0;
    let squares = 0;
    let fourths = 0;
    for (let draw = 0; draw < count; draw++) {
      const uniform = stream.float64();
      if (uniform < 0 || uniform >= 1) expect.fail(`${String(uniform)} is outside [0, 1)`);
      floats += uniform;
      const normal = stream.normal();
      sum += normal;
      squares += normal ** 2;
      fourths += normal ** 4;
    }
    expect(floats / count).toBeCloseTo(0.5, 2);
    expect(Math.abs(sum / count)).toBeLessThan(0.025);
    expect(Math.abs(squares / count - 1)).toBeLessThan(0.05);
    expect(Math.abs(fourths / count - 3)).toBeLessThan(0.3);
  });

  it("shuffles into a permutation and reaches all orders", () => {
    fc.assert(
      fc.property(seeds, fc.integer({ min: 0, max: 50 }), (seed, length) => {
        const values = Uint32Array.from({ length }, (_, index) => index);
        new RandomStream(seed, "shuffle").shuffle(values);
        expect([...values].sort((a, b) => a - b)).toEqual(Array.from({ length }, (_, index) => index));
      }),
    );
    const orders = new Map<string, number>();
    const stream = new RandomStream(3, "orders");
    for (let draw = 0; draw < 6000; draw++) {
      const values = Uint32Array.of(0, 1, 2);
      stream.shuffle(values);
      orders.set(values.join(), (orders.get(values.join()) ?? 0) + 1);
    }
    expect(orders.size).toBe(6);
    for (const count of orders.values()) expect(Math.abs(count - 1000)).toBeLessThan(150);
  });

  it("refuses a seed that is not a whole number", () => {
    expect(() => new RandomStream(0.5, "split")).toThrow("whole number");
  });
});
