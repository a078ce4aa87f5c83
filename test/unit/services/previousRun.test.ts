import { describe, expect, it } from "vitest";
import type { RunRecord } from "../../../src/experiment/record.ts";
import type { StoredRun } from "../../../src/services/ports.ts";
import { changesBetween, previousRun } from "../../../src/services/previousRun.ts";
import { experiment, record, splitMetrics } from "../platform/records.ts";

function run(minute: number, change: Partial<RunRecord> = {}): StoredRun {
  const two = String(minute).padStart(2, "0");
  const created = `2026-01-01T00:${two}:00.000Z`;
  const whole = record(`20260101-00${two}00-aaaaaa`, { status: "finished", created, experimentFile: null, ...change });
  return {
    folder: `/runs/${two}`,
    baseFolder: "/data",
    record: whole,
    annotations: { schemaVersion: 1 },
    owner: "none",
  };
}
const file = { experimentFile: "a.experiment.json" };
const elsewhere = {
  ...experiment,
  dataset: { ...experiment.dataset, files: [{ role: "all" as const, path: "/data/b.tsv" }] },
};

describe("the run before a run", () => {
  it("is the newest earlier one of its experiment file that has ended", () => {
    const all = [
      run(1, file),
      run(2, { ...file, experiment: elsewhere }),
      run(3, { ...file, status: "running" }),
      run(4),
      run(5, file),
      run(6, file),
    ];
    const current = all[4];
    if (current === undefined) throw new Error("it is there");
    expect(previousRun(current, all)?.record.id).toBe(all[1]?.record.id);
  });

  it("is the newest on its data where its file has no other, and nothing for a first one", () => {
    const all = [run(1), run(2, { experiment: elsewhere }), run(3, file)];
    const [first, other, current] = all;
    if (first === undefined || other === undefined || current === undefined) throw new Error("they are there");
    expect(previousRun(current, all)).toBe(first);
    expect(previousRun(other, all)).toBeUndefined();
    expect(previousRun({ ...current, baseFolder: "/another" }, all)).toBeUndefined();
  });
});

describe("what changed since", () => {
  const before = run(1, {
    metrics: { validation: { ...splitMetrics(0.75), loss: 0.5 }, train: { ...splitMetrics(0.9), loss: null } },
    fingerprints: { data: "one", features: null },
    kernelFlavour: "reference",
  });

  it("is every setting, and the metrics that both have, with the way that is better", () => {
    const after = run(2, {
      experiment: { ...before.record.experiment, training: { ...experiment.training, seed: 2 } },
      metrics: { validation: { ...splitMetrics(0.5), loss: 0.25 }, test: splitMetrics(0.5) },
      fingerprints: { data: "two", features: null },
      kernelFlavour: "reference",
    });
    const changes = changesBetween(before, after);
    expect(changes.settings).toEqual([{ path: "training.seed", before: "1", after: "2" }]);
    expect(changes).toMatchObject({ dataChanged: true, kernelsChanged: false });
    expect(changes.metrics.every(({ split }) => split === "validation")).toBe(true);
    const told = changes.metrics.map(({ title, before, after, better }) => [title, before, after, better]);
    expect(told).toContainEqual(["accuracy", 0.75, 0.5, false]);
    expect(told).toContainEqual(["loss", 0.5, 0.25, true]);
  });

  it("is nothing between equal runs, and what is not known yet is no difference", () => {
    const changes = changesBetween(before, run(2, { metrics: before.record.metrics }));
    expect(changes).toMatchObject({ settings: [], dataChanged: false, kernelsChanged: false });
    expect(changes.metrics.map(({ better }) => better)).toEqual(changes.metrics.map(() => null));
    expect(changes.metrics.length).toBeGreaterThan(2);
  });
});
