import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { finish } from "../../../src/base/work.ts";
import { ConfusionTally } from "../../../src/experiment/confusion.ts";
import type { MetricId, SplitMetrics } from "../../../src/experiment/metrics.ts";
import { addOutputMetrics } from "../../../src/experiment/outputMetrics.ts";
import { splitMetrics } from "../../../src/experiment/scores.ts";
import stored from "../../fixtures/metrics/cases.json" with { type: "json" };

interface Rows {
  readonly labels: readonly number[];
  readonly outputs: readonly (readonly number[])[];
  readonly kind?: string;
}

/** All metrics of a split with these outputs; the losses, which no model computed, are 0. */
function metricsOf({ labels, outputs, kind = "probabilities" }: Rows): SplitMetrics {
  const classes = outputs[0]?.length ?? 0;
  const split = {
    outputs: Float32Array.from(outputs.flat()),
    labels: Int32Array.from(labels),
    classes,
    kind: kind === "margins" ? "margins" : "probabilities",
  } as const;
  const tally = new ConfusionTally(classes);
  tally.add(split.outputs, split.labels);
  const totals = { lossSum: 0, logLossSum: 0, outputs: split.kind, majorityClass: 0 };
  return finish(addOutputMetrics(splitMetrics({ ...totals, counts: tally.counts }), split));
}

const added = ["microF1", "weightedF1", "matthews", "kappa", "rocAuc", "averagePrecision", "brier", "calibrationError"];

describe("the metrics of stored outputs", () => {
  it.each(stored.cases)("are scikit-learn's: $name", ({ expected, ...rows }) => {
    const metrics = metricsOf(rows);
    for (const [name, value] of Object.entries(expected)) {
      const own = metrics[name as MetricId];
      if (value === null) expect(own, name).toBeNull();
      // Some of theirs are differences of numbers near 1: they lose digits where they are near 0.
      else expect(Math.abs((own ?? NaN) - value), name).toBeLessThanOrEqual(1e-12 * Math.abs(value) + 1e-15);
    }
  });

  it("count 0/0 as 0 and mark it", () => {
    const alone = metricsOf({ labels: [0, 0], outputs: Array<number[]>(2).fill([0.75, 0.25]) });
    expect(alone).toMatchObject({ matthews: 0, kappa: 0, rocAuc: 0, averagePrecision: 0, brier: 0.0625 });
    expect(alone.undefinedFigures).toEqual(["matthews", "kappa", "rocAuc", "averagePrecision"]);
    const told = metricsOf({
      labels: [0, 1],
      outputs: [
        [1, 0],
        [0, 1],
      ],
    });
    expect(told.undefinedFigures).toBeUndefined();
  });

  it("hold null and say why where a probability is not a number, after what was said before", () => {
    const rows = {
      labels: [0, 1],
      outputs: [
        [NaN, NaN],
        [0, 1],
      ],
    };
    const names = ["rocAuc", "averagePrecision", "brier", "calibrationError"];
    const metrics = metricsOf(rows);
    expect(metrics).toMatchObject(Object.fromEntries(names.map((name) => [name, null])));
    expect(metrics.nonFinite).toEqual(Object.fromEntries(names.map((name) => [name, "nan"])));
  });

  it("rank margins that are infinite, and have no Brier score or calibration error for any", () => {
    const metrics = metricsOf({
      labels: [0, 1, 2],
      outputs: [
        [Number.POSITIVE_INFINITY, 0, 0],
        [0, 2, Number.NEGATIVE_INFINITY],
        [0, -1, 3],
      ],
      kind: "margins",
    });
    expect(metrics).toMatchObject({ rocAuc: 1, averagePrecision: 1, brier: null, calibrationError: null });
    expect(metrics.nonFinite).toBeUndefined();
  });

  it("are worked out in pieces", () => {
    const rows = 20_000;
    const split = { outputs: new Float32Array(rows * 2), labels: new Int32Array(rows), classes: 2, kind: "margins" };
    const counts = [
      [rows, 0],
      [0, 0],
    ];
    const totals = { counts, lossSum: 0, logLossSum: 0, outputs: "margins", majorityClass: 0 } as const;
    const pieces = [...addOutputMetrics(splitMetrics(totals), { ...split, kind: "margins" })];
    expect(pieces.length).toBeGreaterThan(10);
  });
});

const classes = 4;
/** A few rows with many ties. */
const someRows = fc.array(
  fc.record({
    label: fc.nat({ max: classes - 1 }),
    weights: fc.array(fc.nat({ max: 5 }), { minLength: classes, maxLength: classes }),
  }),
  { minLength: 1, maxLength: 40 },
);
type SomeRows = readonly { readonly label: number; readonly weights: readonly number[] }[];

function asRows(rows: SomeRows): { labels: number[]; outputs: number[][] } {
  const outputs = rows.map(({ weights }) => {
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    return weights.map((weight) => (total === 0 ? 1 / classes : weight / total));
  });
  return { labels: rows.map(({ label }) => label), outputs };
}

/** The chance that a member of the class has the higher output, counted pair by pair; null without pairs. */
function areaByPairs({ labels, outputs }: Rows, id: number): number | null {
  const of = (member: boolean): number[] =>
    outputs.flatMap((row, at) => ((labels[at] === id) === member ? [Math.fround(row[id] ?? NaN)] : []));
  const pairs = of(true).flatMap((own) => of(false).map((other) => (own > other ? 1 : own === other ? 0.5 : 0)));
  return pairs.length === 0 ? null : pairs.reduce<number>((sum, pair) => sum + pair, 0) / pairs.length;
}

describe("the metrics of any outputs", () => {
  it("lie in their ranges", () => {
    fc.assert(
      fc.property(someRows, (rows) => {
        const metrics = metricsOf(asRows(rows));
        for (const name of added) {
          const value = metrics[name as MetricId] ?? NaN;
          const signed = name === "matthews" || name === "kappa";
          expect(value, name).toBeGreaterThanOrEqual(signed ? -1 - 1e-12 : 0);
          expect(value, name).toBeLessThanOrEqual(name === "brier" ? 2 + 1e-6 : 1 + 1e-6);
        }
        expect(metrics.microF1).toBe(metrics.accuracy);
        expect(metrics.nonFinite).toBeUndefined();
      }),
    );
  });

  it("do not depend on the order of the examples", () => {
    const shuffled = someRows.chain((rows) =>
      fc.tuple(fc.constant(rows), fc.shuffledSubarray(rows, { minLength: rows.length })),
    );
    fc.assert(
      fc.property(shuffled, ([rows, others]) => {
        const [one, other] = [metricsOf(asRows(rows)), metricsOf(asRows(others))];
        for (const name of ["microF1", "weightedF1", "matthews", "kappa", "rocAuc", "averagePrecision"] as const)
          expect(other[name], name).toBe(one[name]);
        for (const name of ["brier", "calibrationError"] as const)
          expect(other[name], name).toBeCloseTo(one[name] ?? NaN, 12);
        expect(other.undefinedFigures).toEqual(one.undefinedFigures);
      }),
    );
  });

  it("have the ROC AUC that counting every pair gives", () => {
    fc.assert(
      fc.property(someRows, (rows) => {
        const all = asRows(rows);
        const areas = Array.from({ length: classes }, (_, id) => areaByPairs(all, id)).filter((area) => area !== null);
        const mean = areas.reduce((sum, area) => sum + area, 0) / Math.max(1, areas.length);
        expect(metricsOf(all).rocAuc).toBeCloseTo(mean, 12);
      }),
    );
  });

  it("rank by order alone: margins twice as large have the same ROC AUC and average precision", () => {
    fc.assert(
      fc.property(someRows, (rows) => {
        const margins = { labels: rows.map(({ label }) => label), kind: "margins" };
        const one = metricsOf({ ...margins, outputs: rows.map(({ weights }) => weights) });
        const twice = rows.map(({ weights }) => weights.map((weight) => 2 * weight - 3));
        const other = metricsOf({ ...margins, outputs: twice });
        expect([other.rocAuc, other.averagePrecision]).toEqual([one.rocAuc, one.averagePrecision]);
      }),
    );
  });

  it("have a Matthews correlation of two classes that its own formula gives", () => {
    const count = fc.nat({ max: 50 });
    fc.assert(
      fc.property(count, count, count, count, (tn, fp, fn, tp) => {
        const totals = { lossSum: 0, logLossSum: 0, outputs: "probabilities", majorityClass: 0 } as const;
        const counts = [
          [tn, fp],
          [fn, tp],
        ];
        const spread = Math.sqrt((tp + fp) * (tp + fn) * (tn + fp) * (tn + fn));
        const expected = spread === 0 ? 0 : (tp * tn - fp * fn) / spread;
        expect(splitMetrics({ ...totals, counts }).matthews).toBeCloseTo(expected, 12);
      }),
    );
  });
});
