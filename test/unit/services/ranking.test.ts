import { describe, expect, it } from "vitest";
import type { StoredRun } from "../../../src/services/ports.ts";
import { sortRuns } from "../../../src/services/ranking.ts";
import { record, splitMetrics } from "../platform/records.ts";

function run(id: string, accuracy: number | null): StoredRun {
  const metrics = accuracy === null ? {} : { validation: splitMetrics(accuracy) };
  const annotations = { schemaVersion: 1 } as const;
  return { folder: id, baseFolder: "/data", record: record(id, { metrics }), annotations, owner: "none" };
}

describe("the list of runs", () => {
  it.each(["accuracy", "matthews", "rocAuc", "loss", "brier", "calibrationError"])(
    "has the best run first by %s, whichever way is better, and runs without it last",
    (metric) => {
      const runs = [run("a", 0.6), run("b", null), run("c", 0.9), run("d", 0.7)];
      expect(sortRuns(runs, `validation.${metric}`).map(({ folder }) => folder)).toEqual(["c", "d", "a", "b"]);
    },
  );

  it("has the newest first among equals, and by a metric that does not exist", () => {
    const runs = [run("a", 0.6), run("c", 0.6), run("b", 0.6)];
    for (const metric of ["validation.accuracy", "validation.magic"])
      expect(sortRuns(runs, metric).map(({ folder }) => folder)).toEqual(["c", "b", "a"]);
  });
});
