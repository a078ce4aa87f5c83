import { posix } from "node:path";
import { describe, expect, it } from "vitest";
import type { RunRecord } from "../../../src/experiment/record.ts";
import type { StoredRun } from "../../../src/services/ports.ts";
import { resumeOf } from "../../../src/services/resumes.ts";
import { record } from "../platform/records.ts";

const id = "20260102-030405-abc123";

function stored(change: Partial<RunRecord> = {}, owner: StoredRun["owner"] = "none"): StoredRun {
  return {
    folder: `/home/ws/.benchtop/runs/${id}`,
    baseFolder: "/home/ws",
    record: record(id, { status: "stopped", ...change }),
    annotations: { schemaVersion: 1 },
    owner,
  };
}

const resume = (run: StoredRun) => resumeOf(run, (folder, path) => posix.resolve(folder, path));

describe("what a stopped run is resumed with", () => {
  it("is its own folder and experiment, its paths made absolute", () => {
    const start = resume(stored());
    expect(start).toMatchObject({ runId: id, runFolder: `/home/ws/.benchtop/runs/${id}`, resume: true, generation: 2 });
    for (const { path } of start.experiment.dataset.files) expect(path.startsWith("/home/ws/")).toBe(true);
    expect(start).not.toHaveProperty("sweep");
  });

  it("is a later generation each time, so that screens take its frames", () => {
    const once = { at: "", step: 3, versions: { benchtop: "0", node: "24" }, kernelFlavour: "reference" };
    expect(resume(stored({ resumes: [once, once] })).generation).toBe(4);
  });

  it("is nothing for a run of a sweep, one in training, and one that has ended by itself", () => {
    const sweep = { id: "20260102-030405-aaaaaa", trial: 1, repeat: 0 };
    expect(() => resume(stored({ sweep }))).toThrow("benchtop sweep FILE --resume 20260102-030405-aaaaaa");
    expect(() => resume(stored({}, "self"))).toThrow("being trained");
    expect(() => resume(stored({}, "other"))).toThrow("Another window or command line is training this run");
    for (const status of ["finished", "diverged"] as const)
      expect(() => resume(stored({ status }))).toThrow("ended by itself");
  });

  it("goes by whether training had begun where the run failed", () => {
    const { progress } = record(id);
    expect(resume(stored({ status: "failed", progress: { ...progress, step: 7 } })).resume).toBe(true);
    expect(() => resume(stored({ status: "failed", progress: { ...progress, step: 0 } }))).toThrow(
      "failed before it was trained",
    );
  });
});
