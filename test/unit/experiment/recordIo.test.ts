import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { UserError } from "../../../src/base/errors.ts";
import { describeSettings, runTitle } from "../../../src/experiment/describe.ts";
import { experimentText } from "../../../src/experiment/document.ts";
import { isEpochMetrics, parseAnnotations, parseRecord } from "../../../src/experiment/recordIo.ts";

function fixture(name: string): string {
  return readFileSync(new URL(`../../fixtures/records/${name}`, import.meta.url), "utf8");
}

const text = fixture("run-v1.json");

/** The record's JSON with the value at a dotted path replaced; undefined takes the key away. */
function changed(path: string, value: unknown): string {
  const record = JSON.parse(text) as Record<string, unknown>;
  const keys = path.split(".");
  const last = keys.pop() ?? "";
  let at: Record<string, unknown> = record;
  for (const key of keys) at = at[key] as Record<string, unknown>;
  at[last] = value;
  return JSON.stringify(record);
}

describe("a run.json of schema version 1", () => {
  it("opens for ever, whole", () => {
    const record = parseRecord(text, "run.json");
    expect(record).toEqual(JSON.parse(text));
    expect(runTitle(record)).toBe("reviews");
    expect(describeSettings(record.experiment).length).toBeGreaterThan(20);
    expect(experimentText(record.experiment)).toContain('"activation": "tanh"');
  });

  it("has epochs and annotations that open for ever", () => {
    const epochs = fixture("metrics-v1.ndjson").trim().split("\n");
    expect(epochs.map((line) => isEpochMetrics(JSON.parse(line)))).toEqual([true, true, true, true]);
    expect(parseAnnotations(fixture("user-v1.json"), "user.json").tags).toEqual(["course"]);
  });

  it("opens without the metrics that came later, and with them", () => {
    const later = { matthews: 0.5, rocAuc: null, undefinedFigures: ["kappa"], nonFinite: { rocAuc: "nan" } };
    const { train } = parseRecord(text, "run.json").metrics;
    expect(Object.keys(train ?? {})).not.toContain("matthews");
    const record = parseRecord(changed("metrics.train", { ...train, ...later }), "run.json");
    expect(record.metrics.train).toEqual({ ...train, ...later });
  });

  it("keeps keys that it does not know", () => {
    expect(parseRecord(changed("later", { a: 1 }), "run.json")).toMatchObject({ later: { a: 1 } });
  });

  it.each([
    ["status", "canceled", "status"],
    ["id", "../../etc", "id"],
    ["confusion.test", [[1, 2]], "confusion"],
    [
      "confusion.test",
      [
        [-1, 0],
        [0, 1],
      ],
      "confusion.test.0.0",
    ],
    ["data.classes", Array.from({ length: 1001 }, String), "data.classes"],
    ["metrics.train.loss", "NaN", "metrics.train.loss"],
    ["metrics.test.rocAuc", "1", "metrics.test.rocAuc"],
    ["experiment.model.hidden", [{ units: 4, activation: "heaviside" }], "experiment.model.hidden.0.activation"],
    ["experiment.dataset.files", [], "experiment.dataset.files"],
    ["message", "x".repeat(100_001), "message"],
    ["experiment", undefined, "experiment"],
  ])("is refused with the field named when %s is wrong", (path, value, field) => {
    expect(() => parseRecord(changed(path, value), "/runs/x/run.json")).toThrow(
      new RegExp(`^/runs/x/run.json: ${field.replaceAll(".", "\\.")}: `),
    );
  });

  it("is refused with a hint when a newer version wrote it", () => {
    expect(() => parseRecord(changed("schemaVersion", 2), "run.json")).toThrow("Update Benchtop to open it.");
    expect(() => parseRecord(changed("schemaVersion", "2"), "run.json")).toThrow("schemaVersion");
  });

  it("is refused as a UserError whatever the text is", () => {
    const cut = fc.nat({ max: text.length - 2 }).map((length) => text.slice(0, length));
    fc.assert(
      fc.property(fc.oneof(cut, fc.json(), fc.string()), (hostile) => {
        expect(() => parseRecord(hostile, "run.json")).toThrow(UserError);
      }),
    );
  });
});
