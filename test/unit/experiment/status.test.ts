import { describe, expect, it } from "vitest";
import { canFollow, isActive, type RunStatus } from "../../../src/experiment/status.ts";

const all: readonly RunStatus[] = ["queued", "running", "paused", "finished", "stopped", "failed", "diverged"];

describe("the status of a run", () => {
  it("never leaves finished, failed and diverged", () => {
    for (const from of ["finished", "failed", "diverged"] as const)
      expect(all.filter((to) => canFollow(from, to))).toEqual([]);
  });

  it("reaches finished and diverged only while running", () => {
    for (const to of ["finished", "diverged"] as const)
      expect(all.filter((from) => canFollow(from, to))).toEqual(["running"]);
  });

  it("can be stopped or failed whenever it is active, and only then", () => {
    for (const to of ["stopped", "failed"] as const)
      expect(all.filter((from) => canFollow(from, to))).toEqual(all.filter(isActive));
  });

  it("pauses from running and goes on from paused or stopped", () => {
    expect(all.filter((from) => canFollow(from, "paused"))).toEqual(["running"]);
    expect(all.filter((from) => canFollow(from, "running"))).toEqual(["queued", "paused", "stopped"]);
  });

  it("never follows itself", () => {
    expect(all.filter((status) => canFollow(status, status))).toEqual([]);
  });
});
