import { describe, expect, it, test } from "vitest";
import { listedRecord } from "../../../src/experiment/listedRecord.ts";
import type { RunAnnotations, RunRecord } from "../../../src/experiment/record.ts";
import { filterChoices, runFilter } from "../../../src/services/runFilter.ts";
import { record } from "../platform/records.ts";

function run(id: string, annotations: Partial<RunAnnotations>, change: Partial<RunRecord> = {}, reproduced?: boolean) {
  const listed = listedRecord(record(id, change), reproduced);
  return { record: listed, annotations: { schemaVersion: 1 as const, ...annotations } };
}

const runs = [
  run("a", { name: "First flight", star: true, tags: ["paper", "Long Run"] }, {}, true),
  run("b", { note: "Overfits after the third epoch", tags: ["paper"] }, { status: "failed" }, false),
  run("c", {}, { status: "stopped", experimentFile: "bow/odia.experiment.json" }),
];

function fitting(filter: string): string {
  return runs
    .filter(runFilter(filter))
    .map(({ record: { id } }) => id)
    .join("");
}

describe("a filter of runs", () => {
  test.each([
    ["", "abc"],
    ["   ", "abc"],
    ["FLIGHT", "a"],
    ["third overfits", "b"],
    ["odia", "c"],
    ["reviews.tsv", "abc"],
    ["flight third", ""],
    ["is:starred", "a"],
    ["is:verified", "a"],
    ["IS:not-reproduced", "b"],
    ["is:verified is:not-reproduced", ""],
    ["is:starred is:verified", "a"],
    // A word like any other, whatever an object has of this name.
    ["constructor", ""],
    ["status:failed", "b"],
    ["status:failed status:stopped", "bc"],
    ["tag:paper", "ab"],
    ["tag:pap", ""],
    ["tag:long-run", "a"],
    ["tag:paper status:failed", "b"],
    ["tag:paper tag:long-run", "a"],
    ["status:", ""],
  ])("%j leaves %j", (filter, expected) => {
    expect(fitting(filter)).toBe(expected);
  });

  it("offers what some run has, and each offer fits a run", () => {
    const choices = filterChoices(runs);
    expect(choices).toEqual([
      "is:starred",
      "is:verified",
      "is:not-reproduced",
      "tag:long-run",
      "tag:paper",
      "status:failed",
      "status:finished",
      "status:stopped",
    ]);
    for (const choice of choices) expect(fitting(choice)).not.toBe("");
    expect(filterChoices([])).toEqual([]);
  });
});
