import { describe, expect, it } from "vitest";
import { UserError } from "../../../src/base/errors.ts";
import { parseExperiment } from "../../../src/experiment/parse.ts";
import { resolveExperiment } from "../../../src/experiment/resolve.ts";
import type { ResolvedTraining } from "../../../src/experiment/resolved.ts";
import { textLayout } from "./arbitrary.ts";

function resolve(training: Record<string, unknown>): ResolvedTraining {
  const spec = parseExperiment(JSON.stringify({ dataset: "a.csv", training }));
  return resolveExperiment(spec, { layout: textLayout, resolvePath: (path) => path }).training;
}

describe("what is said of evaluation", () => {
  it("is left out where it is off or the default", () => {
    expect(resolve({ keepBy: "loss" })).toEqual(resolve({}));
    expect(resolve({})).not.toHaveProperty("earlyStopping");
  });

  it("is written out where it is on", () => {
    expect(resolve({ earlyStopping: {}, keepBy: "loss" })).toMatchObject({
      keep: "best",
      earlyStopping: { metric: "loss", patience: 10, minChange: 0, counts: "epochs" },
    });
    expect(resolve({ schedule: { kind: "reduceOnPlateau" } }).schedule).toEqual({
      kind: "reduceOnPlateau",
      metric: "loss",
      factor: 0.1,
      patience: 10,
      minChange: 0.0001,
      minimumRate: 0,
    });
  });

  it("is refused where it contradicts itself, naming the key", () => {
    const cases: readonly (readonly [Record<string, unknown>, string])[] = [
      [{ keep: "last", earlyStopping: {} }, "training.keep"],
      [{ keep: "last", keepBy: "accuracy" }, "training.keepBy"],
      [{ keepBy: "accuracy", earlyStopping: { metric: "macroF1" } }, "training.keepBy"],
      [{ earlyStopping: { counts: "evaluations" } }, "training.earlyStopping.counts"],
      [
        { optimizer: { learningRate: 0.1 }, schedule: { kind: "reduceOnPlateau", minimumRate: 0.1 } },
        "training.schedule.minimumRate",
      ],
    ];
    for (const [training, field] of cases) {
      let refused: unknown;
      try {
        resolve(training);
      } catch (error) {
        refused = error;
      }
      expect(refused, field).toBeInstanceOf(UserError);
      expect(refused).toMatchObject({ place: { field } });
    }
  });

  it("cannot be a metric that is only known at the end or does not depend on the model", () => {
    for (const metric of ["rocAuc", "majorityAccuracy", "examples"])
      expect(() => resolve({ earlyStopping: { metric } }), metric).toThrow(UserError);
  });
});
