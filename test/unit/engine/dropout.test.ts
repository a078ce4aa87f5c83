import { describe, expect, it } from "vitest";
import { RandomStream } from "../../../src/base/random.ts";
import type { Backend } from "../../../src/engine/backend.ts";
import { DropoutLayer } from "../../../src/engine/layers/dropout.ts";
import type { TrainingPoint } from "../../../src/engine/layers/layer.ts";
import { Tensor } from "../../../src/engine/tensor.ts";
import { allBackends } from "./support.ts";

const rows = 64;
const columns = 37;

function run(backend: Backend, rate: number, training?: TrainingPoint, name = "one") {
  const engine = backend.createEngine();
  const { memory } = engine;
  const tensor = (): Tensor => new Tensor(memory, rows, columns);
  const signal = { value: tensor(), gradient: tensor() };
  const upstream = { signal, accumulate: false };
  const layer = new DropoutLayer(engine, { name, batchSize: rows, rate, from: signal.value, upstream });
  memory.commit();
  signal.value.load(new Float32Array(rows * columns).fill(3));
  layer.output.gradient.load(new Float32Array(rows * columns).fill(5));
  layer.forward(rows, training);
  if (training !== undefined) layer.backward(rows);
  return { value: layer.output.value.copy(), gradient: signal.gradient.copy() };
}

describe("dropout", async () => {
  const backends = await allBackends();
  for (const backend of backends) {
    it(`on ${backend.flavour} zeroes its share of values and scales the rest, and lets the same gradients through`, () => {
      for (const rate of [0, 0.1, 0.5, 0.9]) {
        const { value, gradient } = run(backend, rate, { seed: 1, step: 1 });
        const kept = Math.fround(Math.fround(1 / (1 - rate)) * 3);
        expect(new Set(value)).toEqual(new Set(rate === 0 ? [3] : [0, kept]));
        const zeros = value.filter((each) => each === 0).length / value.length;
        expect(Math.abs(zeros - rate)).toBeLessThan(0.03);
        gradient.forEach((each, at) => expect(each === 0).toBe(value[at] === 0));
      }
    });

    it(`on ${backend.flavour} leaves evaluation as it is`, () => {
      expect(new Set(run(backend, 0.5).value)).toEqual(new Set([3]));
    });

    it(`on ${backend.flavour} draws the words of the stream dropout/<layer>/<step>`, () => {
      const { value } = run(backend, 0.3, { seed: 9, step: 12 }, "hidden2.dropout");
      const stream = new RandomStream(9, "dropout/hidden2.dropout/12");
      for (let row = 0; row < rows; row++) {
        // Rows are padded to whole vectors, and each cell has its word.
        for (let column = 0; column < Math.ceil(columns / 4) * 4; column++) {
          const kept = stream.uint32() >= Math.round(0.3 * 2 ** 32);
          if (column < columns) expect((value[row * columns + column] ?? NaN) > 0).toBe(kept);
        }
      }
    });
  }

  it("has other masks in another step, layer or seed, and the same in every flavour", () => {
    const [first] = backends;
    if (first === undefined) throw new Error("no backend");
    const mask = (backend: Backend, seed: number, step: number, name: string): string =>
      run(backend, 0.5, { seed, step }, name)
        .value.map((each) => Number(each > 0))
        .join("");
    const one = mask(first, 1, 1, "one");
    for (const backend of backends) expect(mask(backend, 1, 1, "one")).toBe(one);
    for (const other of [mask(first, 2, 1, "one"), mask(first, 1, 2, "one"), mask(first, 1, 1, "two")])
      expect(other).not.toBe(one);
  });
});
