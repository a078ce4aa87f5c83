import { describe, expect, it } from "vitest";
import { parseVerification } from "../../../../src/services/verification/stored.ts";

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
