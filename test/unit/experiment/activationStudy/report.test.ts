import { describe, expect, test } from "vitest";
import { initializerText, studyReport } from "../../../../src/experiment/activationStudy/report.ts";
import { falling, series } from "./series.ts";

const flat = [1.1, 1.1, 1.09, 1.09, 1.09, 1.09];

function told(runs: Parameters<typeof studyReport>[0], threshold: number | null = 0.5): string {
  return studyReport(runs, threshold).sentences.join("\n");
}

describe("the report of a study", () => {
  test("names sigmoid where sigmoid wins", () => {
    const report = studyReport([series("relu", falling(1, 0.9)), series("sigmoid", falling(1, 0.6))], 0.5);
    expect(report.rows.map(({ activation, epochsToReach }) => [activation, epochsToReach?.mean])).toEqual([
      ["relu", 7],
      ["sigmoid", 2],
    ]);
    expect(report.sentences).toContain("sigmoid was fastest to a train loss of 0.500: 2 epochs; then relu 7 epochs.");
  });

  test("says that all stalled, and why", () => {
    const text = told([
      series("relu", flat, { stalled: true, layer: { dead: 1, gradientNorm: 0.2 } }),
      series("sigmoid", flat, { layer: { saturated: 0.62, slope: 0.07, gradientNorm: 0.01 } }),
    ]);
    expect(text).toContain("All stalled: none reached a train loss of 0.500.");
    expect(text).toContain("relu stalled (lowest train loss 1.090): 100 % of hidden1's units are dead.");
    expect(text).toContain(
      "sigmoid stalled (lowest train loss 1.090): hidden1 is saturated for 62 % of units and examples, mean |f′| is 0.070 in hidden1 and its gradient norm in hidden1 is 20 × smaller than relu's.",
    );
    expect(text).not.toContain("fastest");
  });

  test("says that two tie, also where only the seeds' spread makes them equal", () => {
    const equal = told([
      series("relu", falling(1, 0.8)),
      series("tanh", falling(1, 0.8)),
      series("selu", falling(1, 0.9)),
    ]);
    expect(equal).toContain(
      "relu and tanh were equally fast to a train loss of 0.500 (relu 4 epochs and tanh 4 epochs); then selu 7 epochs.",
    );
    const spread = told([
      series("relu", falling(1, 0.7), { seed: 1 }),
      series("relu", falling(1, 0.9), { seed: 2 }),
      series("tanh", falling(1, 0.8), { seed: 1 }),
      series("tanh", falling(1, 0.9), { seed: 2 }),
    ]);
    expect(spread).toContain("relu and tanh were equally fast");
    expect(spread).toContain("relu 4.5 ± 3.5 epochs and tanh 5.5 ± 2.1 epochs");
  });

  test("tells of a run that diverged, and does not call it stalled", () => {
    const text = told([
      series("relu", [1.1, 4, null], { status: "diverged", layer: { gradientNorm: 1e9 } }),
      series("tanh", falling(1, 0.7), { layer: { gradientNorm: 0.1 } }),
    ]);
    expect(text).toContain("relu diverged: its loss grew without bound.");
    expect(text).toContain("tanh alone reached a train loss of 0.500: 2 epochs.");
    expect(text).not.toContain("stalled");
    expect(
      told([series("relu", [1, 4], { status: "diverged", seed: 1 }), series("relu", falling(1, 0.7), { seed: 2 })]),
    ).toContain("relu diverged in 1 of 2 runs");
  });

  test("sets gradients against those of the fastest", () => {
    const text = told([
      series("relu", falling(1, 0.6), { layer: { gradientNorm: 0.55, dead: 0.1 } }),
      series("sigmoid", falling(1, 0.97), { layer: { gradientNorm: 0.05, saturated: 0 } }),
    ]);
    expect(text).toContain(
      "sigmoid did not get there in 10 epochs (lowest train loss 0.737): its gradient norm in hidden1 is 11 × smaller than relu's.",
    );
  });

  test("does not invent a reason where the layers show none", () => {
    const layer = { gradientNorm: 0.5 };
    const text = told([series("relu", falling(1, 0.6), { layer }), series("identity", flat, { layer })]);
    expect(text).toMatch(/identity stalled .*: its units are neither dead nor saturated/);
  });

  test("says what the runs have in common, and what not", () => {
    expect(told([series("relu", [1]), series("tanh", [1])])).toContain(
      "all began with the same weights (xavierUniform)",
    );
    const suited = told([
      series("relu", [1], { initializer: "heUniform" }),
      series("elu", [1], { initializer: "heUniform" }),
      series("tanh", [1]),
    ]);
    expect(suited).toContain("suited each activation: relu and elu heUniform; tanh xavierUniform.");
    expect(suited).not.toContain("same weights");
  });

  test("gives mean and deviation over seeds, and none for one seed", () => {
    const { rows } = studyReport(
      [
        series("relu", falling(1, 0.7), { seed: 1, accuracy: 0.8, layer: { gradientNorm: 1, dead: 0.25 } }),
        series("relu", falling(1, 0.8), { seed: 2, accuracy: 0.9, layer: { gradientNorm: 3, dead: 0.75 } }),
        series("tanh", falling(1, 0.7)),
      ],
      0.5,
    );
    expect(rows[0]?.epochsToReach).toMatchObject({ mean: 3, n: 2 });
    expect(rows[0]?.validationAccuracy?.mean).toBeCloseTo(0.85);
    expect(rows[0]?.validationAccuracy?.deviation).toBeCloseTo(Math.SQRT1_2 / 10);
    expect(rows[0]?.layers).toMatchObject([{ name: "hidden1", dead: { mean: 0.5 }, gradientNorm: { mean: 2 } }]);
    expect(rows[1]?.epochsToReach?.deviation).toBeNull();
  });

  test("aims at half of the first loss unless told otherwise, and knows nothing before the first epoch", () => {
    expect(studyReport([series("relu", [1]), series("tanh", [3])], null).threshold).toBe(1);
    const nothing = studyReport([series("relu", [], { status: "queued" })], null);
    expect(nothing).toMatchObject({ threshold: null, sentences: [] });
    expect(nothing.rows[0]).toMatchObject({ training: 1, trainLoss: null, layers: [] });
  });

  test("says that runs are still to end, and that one seed is little", () => {
    const text = told([series("relu", [1, 0.4], { status: "running" }), series("tanh", [1, 0.6])]);
    expect(text).toContain("1 of 2 runs are still to end");
    expect(text).toContain("One seed each");
    expect(text).not.toContain("tanh stalled");
  });
});

test("an initialiser is written with its deviation where it has one", () => {
  expect(initializerText({ kind: "normal", deviation: 0.01 })).toBe("normal 0.01");
  expect(initializerText({ kind: "heUniform" })).toBe("heUniform");
});
