import { describe, expect, it } from "vitest";
import { isTrainedSince, parseVerification } from "../../../../src/services/verification/stored.ts";

const stored = {
  schemaVersion: 1,
  outcome: "same",
  at: "2026-06-01T09:30:00.000Z",
  words: ["Reproduced."],
  figures: {},
};

describe("the verification beside a run", () => {
  it("is read as it was kept, without what screens have no use for", () => {
    const { outcome, at, words } = stored;
    expect(parseVerification(JSON.stringify(stored))).toEqual({ outcome, at, words });
  });

  it.each([
    ["no JSON", "{"],
    ["a list", "[]"],
    ["nothing", "null"],
    ["another outcome", JSON.stringify({ ...stored, outcome: "perhaps" })],
    ["no date", JSON.stringify({ ...stored, at: "yesterday" })],
    ["no words", JSON.stringify({ ...stored, words: [] })],
    ["words that are none", JSON.stringify({ ...stored, words: ["Reproduced.", { html: "<b>" }] })],
  ])("is none where the file holds %s", (_, text) => {
    expect(parseVerification(text)).toBeUndefined();
  });
});

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
    expect(isTrainedSince(stored, record)).toBe(expected);
  });
});
