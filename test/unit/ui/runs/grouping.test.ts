import { describe, expect, test } from "vitest";
import { groupRuns, isGrouping } from "../../../../src/ui/runs/grouping.ts";
import { experiment } from "../../platform/records.ts";
import { view } from "../support.ts";

function on(id: string, path: string, change = {}) {
  const dataset = { ...experiment.dataset, files: [{ role: "all" as const, path }] };
  return view(id, { experiment: { ...experiment, dataset }, ...change });
}

describe("groups of runs", () => {
  const runs = [
    on("20260101-000000-b", "a.csv", { experimentFile: "a.experiment.json" }),
    on("20260102-000000-c", "b.csv", { status: "failed" }),
    on("20260101-000000-a", "a.csv"),
  ];

  test("stand in the order of their latest run", () => {
    expect(groupRuns(runs, "dataset").map(({ label }) => label)).toEqual(["b.csv", "a.csv"]);
  });

  test("keep the order of the list, which is best first", () => {
    expect(groupRuns(runs, "dataset")[1]?.runs.map(({ id }) => id)).toEqual(["20260101-000000-b", "20260101-000000-a"]);
  });

  test("keep the runs of a sweep together, apart from another sweep of the same file", () => {
    const of = (id: string) => ({ experimentFile: "a.experiment.json", sweep: { id, trial: 1, repeat: 0 } });
    const swept = [...runs, on("20260103-000000-d", "a.csv", of("one")), on("20260103-000000-e", "a.csv", of("two"))];
    expect(groupRuns(swept, "sweep").map(({ label, runs: members }) => [label, members.length])).toEqual([
      ["a.experiment.json, two", 1],
      ["a.experiment.json, one", 1],
      ["Without a sweep", 3],
    ]);
  });

  test("gather what has no experiment file", () => {
    expect(groupRuns(runs, "experiment").map(({ label }) => label)).toEqual([
      "Without an experiment file",
      "a.experiment.json",
    ]);
    expect(groupRuns(runs, "status").map(({ label }) => label)).toEqual(["failed", "finished"]);
  });

  test("are one for no grouping, and none for no runs", () => {
    expect(groupRuns(runs, "none")).toHaveLength(1);
    expect(groupRuns([], "none")).toEqual([]);
  });

  test("keep their id while runs come and go", () => {
    const [first] = groupRuns(runs.slice(0, 1), "dataset");
    expect(groupRuns(runs, "dataset").map(({ id }) => id)).toContain(first?.id);
  });

  test("a grouping that is remembered wrongly is none", () => {
    expect([isGrouping("status"), isGrouping("colour"), isGrouping(3)]).toEqual([true, false, false]);
  });
});
