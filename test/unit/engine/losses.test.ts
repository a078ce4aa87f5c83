import { describe, expect, it } from "vitest";
import { RandomStream } from "../../../src/base/random.ts";
import { argmax, lossOf, softmax, softmaxRows } from "../../../src/engine/losses.ts";
import { Tensor } from "../../../src/engine/tensor.ts";
import { allBackends } from "./support.ts";

const crossEntropy = (logits: readonly number[], start: number, classes: number, label: number): number =>
  lossOf({ kind: "crossEntropy" }, logits, start, classes, label);

describe("softmax cross-entropy", async () => {
  const backends = await allBackends();

  it("is exact for logits of ±1e4, where exponentials overflow", () => {
    expect(crossEntropy([1e4, -1e4], 0, 2, 0)).toBe(0);
    expect(crossEntropy([1e4, -1e4], 0, 2, 1)).toBe(2e4);
    expect(crossEntropy([1e4, 1e4, 1e4], 0, 3, 2)).toBeCloseTo(Math.log(3), 15);
  });

  it("keeps what is lost beside 1: a certain right answer costs e^(Z_j − Z_y)", () => {
    expect(crossEntropy([40, 0], 0, 2, 0)).toBeCloseTo(Math.exp(-40), 30);
    expect(crossEntropy([40, 0], 0, 2, 0)).toBeGreaterThan(0);
  });

  it("does not change when the same number is added to every logit", () => {
    const stream = new RandomStream(2, "shift");
    for (let round = 0; round < 50; round++) {
      const logits = [stream.normal(), stream.normal(), stream.normal()];
      const shifted = logits.map((z) => z + 512);
      expect(crossEntropy(shifted, 0, 3, 1)).toBeCloseTo(crossEntropy(logits, 0, 3, 1), 11);
    }
  });

  it("gives probabilities that sum to 1, and ties to the lowest class", () => {
    const into = new Float32Array(4);
    softmax([1e4, 1e4, -1e4, 3], 0, 4, into);
    expect([...into]).toEqual([0.5, 0.5, 0, 0]);
    expect(argmax([2, 7, 7, 1], 0, 4)).toBe(1);
  });

  it.each([32, 64])("is row by row what it is for all rows together, to the bit, in float%i", (bits) => {
    const stream = new RandomStream(5, "rows");
    for (const classes of [1, 2, 3, 50]) {
      const rows = 40;
      // Ties, numbers that overflow, and some that are none.
      const drawn = (): number =>
        [stream.normal() * 3, 1e4, -1e4, 0, -0, NaN, Infinity][stream.below(12)] ?? stream.normal();
      const numbers = Float64Array.from({ length: rows * classes }, drawn);
      const logits = bits === 32 ? new Float32Array(numbers) : numbers;
      const labels = Int32Array.from({ length: rows + 3 }, () => stream.below(classes));
      const one = new Float32Array(logits.length);
      let sum = 0.1;
      const sums: number[] = [];
      for (let row = 0; row < rows; row++) {
        sum += lossOf({ kind: "crossEntropy" }, logits, row * classes, classes, labels[row + 3] ?? NaN);
        sums.push(sum);
        softmax(logits, row * classes, classes, one);
      }
      const all = new Float32Array(logits.length);
      const given = { logits, classes, labels, first: 3 };
      expect(softmaxRows({ ...given, rows }, all, 0.1)).toBe(sums.at(-1));
      expect(all).toEqual(one);
      // Before the first number that is none the sums tell more.
      const finite = sums.findIndex((value) => !Number.isFinite(value));
      if (finite > 0) expect(softmaxRows({ ...given, rows: finite }, all, 0.1)).toBe(sums[finite - 1]);
    }
  });

  for (const backend of backends) {
    it(`on ${backend.flavour} is not finite where a logit is not, so that the run is seen to diverge`, () => {
      for (const broken of [NaN, Infinity]) {
        const { memory, kernels } = backend.createEngine();
        const z = new Tensor(memory, 1, 3);
        const g = new Tensor(memory, 1, 3);
        const labels = memory.reserve(1);
        memory.commit();
        z.set(0, 1, broken);
        expect(kernels.softmaxCrossEntropy(z.start, 1, 3, z.stride, labels, g.start, 1)).not.toSatisfy(Number.isFinite);
      }
    });

    it(`on ${backend.flavour} gives gradients of ±1e4 logits that are exact and sum to 0`, () => {
      const { memory, kernels } = backend.createEngine();
      const z = new Tensor(memory, 2, 3);
      const g = new Tensor(memory, 2, 3);
      const labels = memory.reserve(2);
      memory.commit();
      [1e4, -1e4, 0].forEach((value, j) => {
        z.set(0, j, value);
        z.set(1, j, value);
      });
      memory.integers[labels] = 0;
      memory.integers[labels + 1] = 1;
      const sum = kernels.softmaxCrossEntropy(z.start, 2, 3, z.stride, labels, g.start, 1);
      expect(sum).toBe(2e4);
      expect([...g.copy()].map((value) => value + 0)).toEqual([0, 0, 0, 1, -1, 0]);
    });
  }
});
