import { describe, expect, it } from "vitest";
import { parseRecord } from "../../../src/experiment/recordIo.ts";
import { layerHints } from "../../../src/protocol/layerHints.ts";
import { layerFigures } from "../../../src/worker/layerFigures.ts";
import { Bench } from "./reviews.ts";

const layer = { name: "hidden1", kind: "linear", inputs: 2, outputs: 2, parameters: 6, activation: "relu" };
const weight = (...values: number[]) => ({ name: "hidden1.weight", shape: [2, 2], values: Float32Array.from(values) });

describe("the figures of layers", () => {
  it("are the length of the weights, of their change by that before, and of all gradients of the layer", () => {
    const figures = layerFigures({
      layers: [layer, { ...layer, name: "pooled" }],
      parameters: [weight(3, 4, 0, 0)],
      before: [weight(0, 4, 0, 0)],
      gradients: [
        { layer: "hidden1", norm: 3 },
        { layer: "hidden1.norm", norm: 4 },
        { layer: "hidden10", norm: 9 },
      ],
      units: [{ layer: "hidden1", slope: 0.5, dead: 0.25 }],
    });
    expect(figures).toEqual([
      { name: "hidden1", weightNorm: 5, gradientNorm: 5, updateRatio: 0.75, slope: 0.5, dead: 0.25 },
    ]);
  });

  it("leave out what is not known yet and hold null for what is not a number", () => {
    const known = { layers: [layer], gradients: [], units: [] };
    expect(layerFigures({ ...known, parameters: [weight(3, 4, 0, 0)], before: null })).toEqual([
      { name: "hidden1", weightNorm: 5 },
    ]);
    expect(layerFigures({ ...known, parameters: [weight(NaN)], before: [weight(0)] })).toEqual([
      { name: "hidden1", weightNorm: null, updateRatio: null },
    ]);
  });

  it("come near the length of a large matrix from a part of it", () => {
    const values = Float32Array.from({ length: 700_000 }, (_, at) => 1 + (at % 7) / 7);
    const sources = { layers: [layer], gradients: [], units: [], before: null };
    const [figures] = layerFigures({
      ...sources,
      parameters: [{ name: "hidden1.weight", shape: [100_000, 7], values }],
    });
    const exact = Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));
    expect((figures?.weightNorm ?? 0) / exact).toBeCloseTo(1, 3);
  });

  it("stand in every epoch's line of a run, and read back", async () => {
    const bench = new Bench();
    const hidden = [
      { units: 6, activation: "relu" },
      { units: 4, activation: "tanh" },
    ];
    const training = { epochs: 3, evaluateEvery: { steps: 2 } };
    const { epochs, steps, record } = await bench.train(bench.start({ model: { kind: "network", hidden }, training }));
    expect(parseRecord(JSON.stringify(record), "run.json")).toEqual(record);
    const whole = epochs.filter(({ epoch }) => Number.isInteger(epoch));
    expect(epochs.filter((epoch) => !whole.includes(epoch)).every(({ layers }) => layers === undefined)).toBe(true);
    expect(whole.map(({ layers }) => layers?.map(({ name }) => name))).toEqual(
      whole.map(() => ["hidden1", "hidden2", "output"]),
    );
    const [first, ...others] = whole;
    for (const figures of first?.layers ?? []) expect(Object.keys(figures)).not.toContain("gradientNorm");
    for (const { layers, step } of others) {
      // Over the layers and steps of an epoch the squares add up to those of the whole gradient.
      const norms = [2, 1, 0].map((back) => steps[(step - 1 - back) * 3 + 2] ?? NaN);
      const mean = norms.reduce((sum, norm) => sum + norm * norm, 0) / 3;
      const sum = (layers ?? []).reduce((all, { gradientNorm }) => all + (gradientNorm ?? NaN) ** 2, 0);
      expect(sum / mean).toBeCloseTo(1, 5);
      expect(layers?.every(({ updateRatio }) => (updateRatio ?? 0) > 0)).toBe(true);
      expect(layers?.[0]?.dead).toBeGreaterThanOrEqual(0);
      expect(layers?.[1]?.saturated).toBeGreaterThanOrEqual(0);
      expect(layers?.[2]).not.toHaveProperty("dead");
    }
  });

  it("tell of units that died of a learning rate that was too large", async () => {
    const bench = new Bench();
    const model = { kind: "network", hidden: [{ units: 16, activation: "relu" }] };
    const training = { epochs: 4, optimizer: { learningRate: 3000 } };
    const { record } = await bench.train(bench.start({ model, training }));
    const hints = layerHints(record.last?.layers ?? [], record.model?.layers ?? []);
    expect(hints.join(" ")).toMatch(/^\d+ % of hidden1's units are dead: try a smaller learning rate or leakyRelu\.$/);
  });
});

describe("hints", () => {
  it("come from half of a layer's units on, in words for its activation", () => {
    const figures = { name: "hidden1", weightNorm: 1 };
    expect(layerHints([{ ...figures, dead: 0.49, saturated: 0.4 }], [layer])).toEqual([]);
    expect(layerHints([{ ...figures, saturated: 0.5 }], [{ ...layer, activation: "tanh" }])).toEqual([
      "hidden1 is saturated for 50 % of units and examples: try a smaller learning rate or relu.",
    ]);
    expect(layerHints([{ ...figures, dead: 0.612 }], [{ ...layer, activation: "elu" }])).toEqual([
      "61 % of hidden1's units are dead: try a smaller learning rate or another initializer.",
    ]);
  });
});
