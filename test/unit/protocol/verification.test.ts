import { describe, expect, it } from "vitest";
import { isTrainedSince } from "../../../src/protocol/verification.ts";

describe("a run was trained since its verification", () => {
  const run = { status: "finished" as const, ended: "2026-06-01T09:00:00.000Z" };
  const resume = { step: 1, versions: { benchtop: "0.1.0", node: "24.0.0", icu: "77" }, kernelFlavour: "scalar" };
  const at = (moment: string) => [{ ...resume, at: moment }];

  it.each([
    ["that ended before it", run, false],
    ["whose process died", { ...run, status: "stopped" as const, ended: null }, false],
    ["that was resumed before it", { ...run, resumes: at("2026-06-01T08:00:00.000Z") }, false],
    ["that ended after it", { ...run, ended: "2026-06-01T09:30:00.001Z" }, true],
    ["that trains now", { ...run, status: "running" as const, ended: null }, true],
    [
      "that was resumed after it, and died",
      { ...run, status: "stopped" as const, ended: null, resumes: at("2026-06-02T08:00:00.000Z") },
      true,
    ],
  ])("one %s", (_, record, expected) => {
    expect(isTrainedSince({ at: "2026-06-01T09:30:00.000Z" }, record)).toBe(expected);
  });
});
