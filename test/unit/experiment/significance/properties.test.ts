import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { finish } from "../../../../src/base/work.ts";
import { ConfusionTally } from "../../../../src/experiment/confusion.ts";
import { splitMetrics } from "../../../../src/experiment/scores.ts";
import { holm } from "../../../../src/experiment/significance/holm.ts";
import {
  agreement,
  confusionDifference,
  jointOutcomes,
  type JointOutcomes,
} from "../../../../src/experiment/significance/jointOutcomes.ts";
import { mcNemarExact } from "../../../../src/experiment/significance/mcNemar.ts";
import { pairedBootstrap } from "../../../../src/experiment/significance/pairedBootstrap.ts";
import { correctedResampledT } from "../../../../src/experiment/significance/resampledT.ts";
import { wilcoxonSignedRank } from "../../../../src/experiment/significance/signedRank.ts";

const classes = 4;
const predictions = fc.array(fc.tuple(fc.nat(classes - 1), fc.nat(classes - 1), fc.nat(classes - 1)), {
  minLength: 1,
  maxLength: 60,
});
type Rows = readonly (readonly [number, number, number])[];
const column = (rows: Rows, at: 0 | 1 | 2): Int32Array => Int32Array.from(rows, (row) => row[at]);
const outcomesOf = (rows: Rows, turned = false): JointOutcomes =>
  jointOutcomes(column(rows, 0), column(rows, turned ? 2 : 1), column(rows, turned ? 1 : 2), classes);
const share = fc.double({ min: -1, max: 1, noNaN: true });
const isShare = (p: number): void => {
  expect(p).toBeGreaterThanOrEqual(0);
  expect(p).toBeLessThanOrEqual(1);
};

describe("McNemar", () => {
  it("is a share, the same from either side, and smaller the more lopsided", () => {
    fc.assert(
      fc.property(fc.nat(3000), fc.nat(3000), (b, c) => {
        const p = mcNemarExact(b, c);
        isShare(p);
        expect(mcNemarExact(c, b)).toBe(p);
        if (b > c && c > 0) expect(mcNemarExact(b + 1, c - 1)).toBeLessThanOrEqual(p);
      }),
    );
  });

  it("is 1 where nothing speaks for either run, and 0 at no count that it can hold", () => {
    expect(mcNemarExact(0, 0)).toBe(1);
    expect(mcNemarExact(7, 7)).toBe(1);
    expect(mcNemarExact(0, 1000)).toBeGreaterThan(0);
    expect(mcNemarExact(0, 5000)).toBe(0);
  });
});

describe("Wilcoxon", () => {
  it("is a share, and the same with all signs turned or the order changed", () => {
    fc.assert(
      fc.property(fc.array(share, { maxLength: 80 }), (differences) => {
        const own = wilcoxonSignedRank(differences);
        isShare(own.p);
        expect(wilcoxonSignedRank(differences.map((one) => -one))).toEqual(own);
        expect(wilcoxonSignedRank([...differences].reverse())).toEqual(own);
        expect(own.used + own.zeros).toBe(differences.length);
      }),
    );
  });

  it("takes differences that only rounding tells apart for equal", () => {
    // 0.9 − 0.8 and 0.3 − 0.2 are two doubles.
    expect(wilcoxonSignedRank([0.9 - 0.8, 0.2 - 0.3, 0.4]).statistic).toBe(1.5);
  });

  it("cannot come below 1/16 with five seeds, and can with six", () => {
    expect(wilcoxonSignedRank([0.1, 0.2, 0.3, 0.4, 0.5]).p).toBe(0.0625);
    expect(wilcoxonSignedRank([0.1, 0.2, 0.3, 0.4, 0.5, 0.6]).p).toBe(0.03125);
  });
});

describe("the corrected resampled t test", () => {
  it("is a share, the same with all signs turned, and larger the more training sets overlap", () => {
    fc.assert(
      fc.property(fc.array(share, { minLength: 2, maxLength: 30 }), (differences) => {
        const own = correctedResampledT(differences, 0.25);
        if (own === null) return;
        isShare(own.p);
        expect(
          correctedResampledT(
            differences.map((one) => -one),
            0.25,
          )?.p,
        ).toBe(own.p);
        expect(correctedResampledT(differences, 0.5)?.p ?? NaN).toBeGreaterThanOrEqual(own.p);
      }),
    );
  });

  it("says nothing where there is no spread", () => {
    expect(correctedResampledT([0.1], 0.25)).toBeNull();
    expect(correctedResampledT([0.3 - 0.2, 0.9 - 0.8], 0.25)).toBeNull();
  });
});

describe("Holm", () => {
  it("keeps the order of values, never lowers one, stays a share, and leaves a single one alone", () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 20 }), (values) => {
        const adjusted = holm(values);
        adjusted.forEach((one, at) => {
          expect(one).toBeGreaterThanOrEqual(values[at] ?? 0);
          isShare(one);
          values.forEach((other, place) => {
            if (other < (values[at] ?? 0)) expect(adjusted[place] ?? NaN).toBeLessThanOrEqual(one);
          });
        });
        if (values.length === 1) expect(adjusted).toEqual(values);
      }),
    );
  });
});

describe("the outcomes of two runs", () => {
  it("give the difference of their accuracies, of their macro F1 and of their confusion tables", () => {
    fc.assert(
      fc.property(predictions, (rows) => {
        const [first, second] = ([1, 2] as const).map((which) => {
          const tally = new ConfusionTally(classes);
          for (const row of rows) {
            const outputs = new Float32Array(classes);
            outputs[row[which]] = 1;
            tally.add(outputs, Int32Array.of(row[0]));
          }
          return tally.counts;
        });
        if (first === undefined || second === undefined) throw new Error("two runs");
        const outcomes = outcomesOf(rows);
        const metrics = [first, second].map((counts) =>
          splitMetrics({ counts, lossSum: 0, logLossSum: 0, outputs: "margins", majorityClass: 0 }),
        );
        const difference = (name: "accuracy" | "macroF1"): number =>
          (metrics[1]?.[name] ?? 0) - (metrics[0]?.[name] ?? 0);
        const own = finish(pairedBootstrap(outcomes));
        expect(own.accuracy.difference).toBeCloseTo(difference("accuracy"), 12);
        expect(own.macroF1.difference).toBeCloseTo(difference("macroF1"), 12);
        const counts = agreement(outcomes);
        expect(counts.bothRight + counts.onlyFirst + counts.onlySecond + counts.bothWrong).toBe(rows.length);
        expect((counts.onlySecond - counts.onlyFirst) / rows.length).toBeCloseTo(own.accuracy.difference, 12);
        expect(confusionDifference(outcomes)).toEqual(
          second.map((row, at) => row.map((count, id) => count - (first[at]?.[id] ?? 0))),
        );
      }),
      { numRuns: 20 },
    );
  });

  it("have the same bootstrap interval from either side, to the bit, with the signs turned", () => {
    fc.assert(
      fc.property(predictions, (rows) => {
        const own = finish(pairedBootstrap(outcomesOf(rows)));
        const other = finish(pairedBootstrap(outcomesOf(rows, true)));
        for (const name of ["accuracy", "macroF1"] as const) {
          expect(own[name].low).toBeLessThanOrEqual(own[name].high);
          expect(own[name]).toEqual({
            difference: 0 - other[name].difference,
            low: 0 - other[name].high,
            high: 0 - other[name].low,
          });
        }
      }),
      { numRuns: 20 },
    );
  });

  it("that are the same have an interval of no width", () => {
    const rows = [0, 1, 2, 3, 1].map((truth, at) => [truth, at % 4, at % 4] as const);
    expect(finish(pairedBootstrap(outcomesOf(rows)))).toMatchObject({
      accuracy: { difference: 0, low: 0, high: 0 },
      macroF1: { difference: 0, low: 0, high: 0 },
    });
  });
});
