import { describe, expect, test } from "vitest";
import { listedRecord } from "../../../../src/experiment/listedRecord.ts";
import { progress, runDescription, runTooltip, titleUnderDataset } from "../../../../src/ui/runs/describe.ts";
import { contextValue, runView } from "../../../../src/ui/runs/view.ts";
import { epochMetrics, record, splitMetrics } from "../../platform/records.ts";
import { ticker, view } from "../support.ts";

const now = new Date(2026, 2, 5, 18, 0);
const created = new Date(2026, 2, 5, 7, 4).toISOString();
const seconds = { read: 0.1, features: 0.2, training: 11.7, evaluation: 0, total: 12 };

describe("a run in the tree", () => {
  test("a finished run shows its key metric, its seconds and when it was made", () => {
    const run = view("a", { created, seconds, metrics: { validation: splitMetrics(0.8523) } });
    expect(runDescription(run, "validation.accuracy", now)).toBe("accuracy .852 · 12 s · 07:04");
    expect(runDescription(run, "validation.balancedAccuracy", now)).toMatch(/^balanced accuracy \.852/);
    const tested = view("a", { metrics: { test: splitMetrics(0.5) } });
    expect(runDescription(tested, "test.logLoss", now)).toMatch(/^test log loss \.500/);
    expect(runDescription(tested, "test.rocAuc", now)).toMatch(/^test ROC AUC \.500/);
  });

  test("below its dataset a run does not repeat the dataset's name", () => {
    const { record: made } = view("a", {});
    const [file] = made.experiment.dataset.files;
    const name = (file?.path ?? "").replace(/^.*\//, "").replace(/\.[^.]+$/, "");
    expect(name).not.toBe("");
    expect(titleUnderDataset({ record: made, title: `${name}, tf-idf, network` })).toBe("tf-idf, network");
    expect(titleUnderDataset({ record: made, title: name })).toBe(name);
    expect(titleUnderDataset({ record: made, title: "First flight" })).toBe("First flight");
  });

  test("a run without the key metric shows the rest, and how it ended", () => {
    const run = view("a", { created, seconds, status: "diverged", stalled: true });
    expect(runDescription(run, "test.macroF1", now)).toBe("diverged · 12 s · 07:04 · stalled");
  });

  test.each([
    [true, "verified", /^verified: trained again, it came out the same bit for bit$/m],
    [false, "not reproduced", /^not reproduced: its panel says what was not the same$/m],
  ])("a run that was verified says what came of it (%s), in a word and in a sentence", (reproduced, word, sentence) => {
    const plain = view("a", { created, seconds });
    const run = { ...plain, record: listedRecord(record("a", { created, seconds }), reproduced) };
    expect(runDescription(run, "validation.accuracy", now)).toBe(`${word} · 12 s · 07:04`);
    expect(runTooltip(run)).toMatch(sentence);
    expect(runDescription(plain, "validation.accuracy", now)).toBe("12 s · 07:04");
    expect(runTooltip(plain)).not.toMatch(/verified|reproduced/);
  });

  test("a run that trains shows its epoch and the best so far", () => {
    const run = view("a", { status: "running", best: epochMetrics(2, 0.71) }, { ticker: ticker() });
    expect(runDescription(run, "validation.accuracy", now)).toBe("epoch 3/20 · accuracy .710");
  });

  test.each([
    [{ status: "queued" as const }, "queued"],
    [{ phase: "reading" as const, fraction: 0.4 }, "reading 40 %"],
    [{ phase: "evaluation" as const, fraction: null }, "evaluating"],
    [{ status: "paused" as const }, "paused at epoch 3/20"],
  ])("progress of %j reads %s", (change, words) => {
    const at = ticker(change);
    expect(progress({ ...view("a", { status: at.status }), ticker: at, status: at.status })).toBe(words);
  });

  test("a run of another process shows the progress of its record", () => {
    const at = { epoch: 5, epochs: 9, step: 50, stepsPerEpoch: 10, examplesPerSecond: null };
    expect(progress(view("a", { status: "running", progress: at }, { owner: "other" }))).toBe("epoch 5/9");
  });

  test("the tooltip lists metrics with the majority class beside, settings, and why a run failed", () => {
    const run = view("a", {
      status: "failed",
      message: "The disk is full. <b>Free some space.</b>",
      metrics: { validation: splitMetrics(0.75) },
    });
    const text = runTooltip(run);
    expect(text).toContain("The disk is full. <b>Free some space.</b>");
    expect(text).toContain("validation (10 examples): accuracy .750, majority class .500, macro F1 .750, loss .250");
    expect(text).toMatch(/^training: loss crossEntropy, .*batch size 32/m);
  });

  test("the tooltip says who trains a run that this window does not", () => {
    expect(runTooltip(view("a", { status: "running" }, { owner: "other" }))).toContain("in another window");
  });
});

describe("a view of a run", () => {
  const stored = {
    folder: "/r/a",
    baseFolder: "/data",
    record: record("a", { status: "running" }),
    owner: "other",
  } as const;

  test("lays what is live over what is stored", () => {
    const live = { ticker: ticker({ status: "paused", stalled: true }) };
    const shown = runView({ ...stored, annotations: { schemaVersion: 1, name: "<i>mine</i>" } }, live);
    expect(shown).toMatchObject({ title: "<i>mine</i>", status: "paused", stalled: true, owner: "self" });
    expect(contextValue(shown)).toBe("run.paused.self");
  });

  test("offers control of nothing that another process trains, and of nothing that ended", () => {
    const annotations = { schemaVersion: 1 } as const;
    expect(contextValue(runView({ ...stored, annotations }, undefined))).toBe("run.running.other");
    const ended = { ...stored, annotations, record: record("a", { status: "stopped" }), owner: "self" } as const;
    expect(contextValue(runView(ended, undefined))).toBe("run.stopped.none");
  });
});
