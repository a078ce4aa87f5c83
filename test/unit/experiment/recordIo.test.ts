import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { UserError } from "../../../src/base/errors.ts";
import { describeSettings, runTitle } from "../../../src/experiment/describe.ts";
import { experimentText } from "../../../src/experiment/document.ts";
import { parseExperiment } from "../../../src/experiment/parse.ts";
import { isEpochMetrics, parseAnnotations, parseRecord } from "../../../src/experiment/recordIo.ts";
import { resolveExperiment } from "../../../src/experiment/resolve.ts";
import { experimentCase } from "./arbitrary.ts";

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
  it("with the names that features had before opens for ever, under the names of today", () => {
    const record = parseRecord(fixture("run-v1-features.json"), "run.json");
    const tokenizer = { kind: "words", lowercase: true };
    expect(record.experiment.features).toEqual({
      kind: "union",
      of: [
        { kind: "tfidf", ngrams: [1, 2], minDocumentFrequency: 2, maxDocumentFrequency: 0.5, tokenizer },
        { kind: "tfidf", characterNgrams: [2, 5], minDocumentFrequency: 1, norm: "none", tokenizer },
        { kind: "counts", ngrams: [3, 3], minDocumentFrequency: 1, tokenizer: { ...tokenizer, kind: "characters" } },
      ],
    });
    expect(runTitle(record)).toBe("reviews");
    const rows = describeSettings(record.experiment).filter(({ group }) => group === "features");
    expect(rows).toContainEqual(expect.objectContaining({ name: "part 1 kind", value: "tfidf" }));
    expect(rows).toContainEqual(expect.objectContaining({ name: "part 2 character ngrams", value: "2, 5" }));
    expect(rows).toContainEqual(expect.objectContaining({ name: "part 3 tokenizer", value: "characters" }));
    // What it writes is an experiment file of today: a list, each default left out.
    expect(experimentText(record.experiment)).toContain(
      '    { "kind": "tfidf", "characterNgrams": [2, 5], "norm": "none" },\n',
    );
  });

  it("with old names in features alone opens too", () => {
    const old = { kind: "counts", analyzer: "charactersInWords", ngrams: [2, 3], minDocumentFrequency: 1 };
    const features = { ...old, maxDocumentShare: 0.25, tokenizer: { kind: "words", lowercase: true } };
    expect(parseRecord(changed("experiment.features", features), "run.json").experiment.features).toEqual({
      ...{ kind: "counts", characterNgrams: [2, 3], minDocumentFrequency: 1, maxDocumentFrequency: 0.25 },
      tokenizer: { kind: "words", lowercase: true },
    });
  });

  it("opens for ever, whole", () => {
    const record = parseRecord(text, "run.json");
    expect(record).toEqual(JSON.parse(text));
    expect(runTitle(record)).toBe("reviews");
    expect(describeSettings(record.experiment).length).toBeGreaterThan(20);
    expect(experimentText(record.experiment)).toContain('"activation": "tanh"');
  });

  it("opens with whatever experiment can be trained", () => {
    fc.assert(
      fc.property(experimentCase, ({ input, layout }) => {
        const spec = parseExperiment(JSON.stringify(input));
        const experiment = resolveExperiment(spec, { layout, resolvePath: (path) => path });
        const written = JSON.parse(JSON.stringify(experiment)) as unknown;
        expect(parseRecord(changed("experiment", written), "run.json").experiment).toEqual(written);
      }),
    );
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
    [
      "experiment.features",
      { kind: "tfidf", minDocumentFrequency: 1, tokenizer: { kind: "words", lowercase: true } },
      "experiment.features",
    ],
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
