import { describe, expect, it } from "vitest";
import { finish } from "../../../../src/base/work.ts";
import { holm } from "../../../../src/experiment/significance/holm.ts";
import { mcNemarExact } from "../../../../src/experiment/significance/mcNemar.ts";
import { pairedBootstrap } from "../../../../src/experiment/significance/pairedBootstrap.ts";
import { correctedResampledT } from "../../../../src/experiment/significance/resampledT.ts";
import { wilcoxonSignedRank } from "../../../../src/experiment/significance/signedRank.ts";
import { studentTwoSided } from "../../../../src/experiment/significance/studentT.ts";
import stored from "../../../fixtures/significance/cases.json" with { type: "json" };

function close(own: number, theirs: number, relative: number): void {
  expect(Math.abs(own - theirs)).toBeLessThanOrEqual(relative * Math.abs(theirs) + 1e-300);
}

describe("significance of stored cases is SciPy's and statsmodels'", () => {
  it.each(stored.mcnemar)("McNemar, $onlyFirst against $onlySecond", ({ onlyFirst, onlySecond, p }) => {
    close(mcNemarExact(onlyFirst, onlySecond), p, 1e-11);
  });

  it.each(stored.wilcoxon)("Wilcoxon, $name", ({ differences, p, method, used }) => {
    const own = wilcoxonSignedRank(differences);
    expect(own).toMatchObject({ method, used, zeros: differences.length - used });
    close(own.p, p, 1e-11);
  });

  it.each(stored.resampled)("corrected resampled t, $name", ({ differences, testPerTrain, t, p }) => {
    const own = correctedResampledT(differences, testPerTrain);
    expect(own?.degrees).toBe(differences.length - 1);
    close(own?.t ?? NaN, t, 1e-11);
    close(own?.p ?? NaN, p, 1e-10);
  });

  it.each(stored.student)("Student's t at $t with $degrees degrees", ({ t, degrees, p }) => {
    close(studentTwoSided(t, degrees), p, 1e-10);
    expect(studentTwoSided(-t, degrees)).toBe(studentTwoSided(t, degrees));
  });

  it.each(stored.holm)("Holm of $values", ({ values, adjusted }) => {
    holm(values).forEach((own, at) => close(own, adjusted[at] ?? NaN, 1e-14));
  });

  it.each(stored.bootstrap)("bootstrap intervals within .002, $name", ({ classes, cells, accuracy, macroF1 }) => {
    const own = finish(
      pairedBootstrap({
        classes,
        examples: cells.reduce((sum, cell) => sum + (cell[3] ?? 0), 0),
        cells: cells.map(([truth = 0, first = 0, second = 0, count = 0]) => ({ truth, first, second, count })),
      }),
    );
    for (const [ours, theirs] of [
      [own.accuracy, accuracy],
      [own.macroF1, macroF1],
    ] as const) {
      expect(Math.abs(ours.difference - theirs.difference)).toBeLessThan(1e-12);
      expect(Math.abs(ours.low - theirs.low)).toBeLessThan(0.002);
      expect(Math.abs(ours.high - theirs.high)).toBeLessThan(0.002);
    }
  });
});
