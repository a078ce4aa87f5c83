import { describe, expect, it } from "vitest";
import { finish } from "../../../../src/base/work.ts";
import { curvesOfClass, macroCurves } from "../../../../src/experiment/errors/classCurves.ts";
import { confidenceOf, examplesOfBin } from "../../../../src/experiment/errors/confidence.ts";
import { thresholdsOf } from "../../../../src/experiment/errors/thresholds.ts";
import type { SplitOutputs } from "../../../../src/experiment/rankClass.ts";
import stored from "../../../fixtures/errors/curves.json" with { type: "json" };
import metrics from "../../../fixtures/metrics/cases.json" with { type: "json" };

function splitOf(name: string): SplitOutputs {
  const found = metrics.cases.find((each) => each.name === name);
  if (found === undefined) throw new Error(`no case ${name}`);
  return {
    outputs: Float32Array.from(found.outputs.flat()),
    labels: Int32Array.from(found.labels),
    classes: found.outputs[0]?.length ?? 0,
    kind: found.kind === "margins" ? "margins" : "probabilities",
  };
}

function expectNear(own: readonly number[], theirs: readonly number[]): void {
  expect(own).toHaveLength(theirs.length);
  own.forEach((value, at) => expect(value).toBeCloseTo(theirs[at] ?? NaN, 12));
}

describe.each(stored.cases)("the curves of stored outputs: $name", ({ name, classes, mean }) => {
  it("are scikit-learn's, point by point", () => {
    const split = splitOf(name);
    classes.forEach((theirs, id) => {
      const own = finish(curvesOfClass(split, id));
      if (theirs === null) {
        expect(own).toBeNull();
        return;
      }
      if (own === null) throw new Error("the class has a curve");
      expectNear(own.roc.x, theirs.falsePositiveRate);
      expectNear(own.roc.y, theirs.truePositiveRate);
      expectNear(own.precisionRecall.x, theirs.recall);
      expectNear(own.precisionRecall.y, theirs.precision);
      expect(own.area).toBeCloseTo(theirs.area, 12);
      expect(own.averagePrecision).toBeCloseTo(theirs.averagePrecision, 12);
    });
  });

  it("have NumPy's mean over the classes", () => {
    const own = finish(macroCurves(splitOf(name)));
    expectNear(own?.roc.y.slice(1) ?? [], mean.truePositiveRate);
    expectNear(own?.precisionRecall.y ?? [], mean.precision);
    expect(own?.members).toBe(classes.filter((each) => each !== null).length);
  });
});

describe("the confidence of stored outputs", () => {
  it.each(metrics.cases)("counts every example and has the calibration error of the metric: $name", (stored) => {
    const split = splitOf(stored.name);
    const own = finish(confidenceOf(split));
    const counted = own.bins.reduce((sum, { right, wrong }) => sum + right + wrong, 0);
    expect(counted).toBe(stored.labels.length);
    expect(1 - own.wrong / own.examples).toBeCloseTo(stored.expected.accuracy, 12);
    if (stored.expected.calibrationError === null) expect(own.reliability).toBeNull();
    else expect(own.reliability?.error).toBeCloseTo(stored.expected.calibrationError, 12);
  });

  it("leaves outputs that are no numbers out of the bins and counts them", () => {
    const outputs = Float32Array.of(NaN, NaN, 0.25, 0.75);
    const split = { outputs, labels: Int32Array.of(0, 1), classes: 2, kind: "probabilities" } as const;
    expect(finish(confidenceOf(split))).toMatchObject({ examples: 2, nonFinite: 1, wrong: 0 });
    expect(finish(thresholdsOf(split))).toBeNull();
    expect(finish(curvesOfClass(split, 1))).toBeNull();
  });

  it.each(metrics.cases)("lists in every bin the examples that it counts there: $name", ({ name }) => {
    const split = splitOf(name);
    const { bins, reliability } = finish(confidenceOf(split));
    const listed = (chart: "confidence" | "reliability", bin: number): number[] => {
      const { isIn } = finish(examplesOfBin(split, { chart, bin }));
      return [...isIn.keys()].filter((row) => isIn[row] === 1);
    };
    const bars = bins.map((_, bin) => listed("confidence", bin));
    expect(bars.map((rows) => rows.length)).toEqual(bins.map(({ right, wrong }) => right + wrong));
    expect(new Set(bars.flat()).size).toBe(split.labels.length);
    const points = Array.from({ length: 15 }, (_, bin) => listed("reliability", bin).length);
    expect(points).toEqual(reliability?.bins.map(({ examples }) => examples) ?? Array(15).fill(0));
  });

  it("puts a confidence on a border into the bin below", () => {
    const outputs = Float32Array.of(0.5, 0.5, 0.25, 0.75, 1, 0);
    const split = { outputs, labels: Int32Array.of(0, 0, 0), classes: 2, kind: "probabilities" } as const;
    const bins = finish(confidenceOf(split)).bins.filter(({ right, wrong }) => right + wrong > 0);
    expect(bins.map(({ to, right, wrong }) => [to, right, wrong])).toEqual([
      [0.5, 1, 0],
      [0.75, 0, 1],
      [1, 1, 0],
    ]);
  });
});

describe("the thresholds of two classes", () => {
  const twoClasses = metrics.cases.filter(({ outputs }) => outputs[0]?.length === 2);
  it.each(twoClasses)("count as a look at every example does: $name", ({ name }) => {
    const split = splitOf(name);
    const own = finish(thresholdsOf(split));
    if (own === null) throw new Error("two classes have thresholds");
    const scores = Array.from(split.labels, (_, row) => {
      const [first = NaN, second = NaN] = split.outputs.subarray(row * 2, row * 2 + 2);
      return split.kind === "margins" ? second - first : second;
    });
    for (const at of [0, 137, 500, 771, 1000]) {
      const threshold = own.values[at] ?? NaN;
      const taken = (label: number): number =>
        scores.filter((score, row) => score > threshold && split.labels[row] === label).length;
      expect([own.truePositives[at], own.falsePositives[at]]).toEqual([taken(1), taken(0)]);
    }
    // In the middle stands what the run predicted.
    const right = (own.truePositives[500] ?? 0) + own.others - (own.falsePositives[500] ?? 0);
    expect(right).toBe(own.members + own.others - finish(confidenceOf(split)).wrong);
  });

  it("are for two classes only", () => {
    expect(finish(thresholdsOf(splitOf("three classes")))).toBeNull();
  });
});
