import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { gatedSplit, judgeGates } from "../../../../src/experiment/gates/judge.ts";
import { gatesJsonSchema, parseGates } from "../../../../src/experiment/gates/parse.ts";
import type { RunRecord } from "../../../../src/experiment/record.ts";

const file = `{
  // what the next release must reach
  "experiment": "reviews.experiment.json",
  "minimum": { "macroF1": 0.8, "accuracy": 0.75 },
  "maximum": { "logLoss": 0.5 },
  "recall": { "bad": 0.7, "unknown": 0.1 },
  "regressions": { "baseline": "20260101-000000-abc123", "most": 1 }
}`;

/** 8 of 10 good found, 6 of 10 bad. */
const record = {
  metrics: {
    validation: { accuracy: 0.7, macroF1: 0.79999, logLoss: null },
    test: { accuracy: 0.75, macroF1: 0.79996, logLoss: 0.4 },
  },
  data: { classes: ["bad", "good"] },
  confusion: {
    test: [
      [6, 4],
      [2, 8],
    ],
  },
} as unknown as RunRecord;

test("gates stand in the order of the metrics, with their lines", () => {
  const { gates } = parseGates(file);
  expect(gates.map(({ id, line }) => `${String(line)} ${id}`)).toEqual([
    "4 minimum.accuracy",
    "4 minimum.macroF1",
    "5 maximum.logLoss",
    "6 recall.bad",
    "6 recall.unknown",
    "7 regressions",
  ]);
});

test("each gate is judged, and says in words what was expected and what came out", () => {
  const parsed = parseGates(file);
  expect(gatedSplit(parsed, record)).toBe("test");
  const regressions = { count: 2, examples: ["a.csv:3 good → bad: a view"] };
  const results = judgeGates(parsed, { record, split: "test", regressions });
  expect(results.map(({ passed, expected, actual }) => [passed, expected, actual])).toEqual([
    [true, "accuracy of at least 0.75 on test", "accuracy of 0.7500 on test"],
    // Rounded it would look as if it held.
    [false, "macro F1 of at least 0.8 on test", "macro F1 of 0.79996 on test"],
    [true, "log loss of at most 0.5 on test", "log loss of 0.4000 on test"],
    [false, "recall of “bad” of at least 0.7 on test", "recall of “bad” of 0.6000 on test"],
    [false, "a class “unknown”", "the classes “bad”, “good”"],
    [false, "at most 1 regressions on test", "2 regressions on test\n  a.csv:3 good → bad: a view"],
  ]);
});

test("a figure that is not there fails its gate", () => {
  const parsed = parseGates('{"run": "x", "split": "validation", "maximum": {"logLoss": 9}, "recall": {"bad": 0}}');
  const results = judgeGates(parsed, { record, split: gatedSplit(parsed, record), regressions: null });
  expect(results.map(({ passed, actual }) => [passed, actual])).toEqual([
    [false, "no log loss on validation"],
    [false, "no recall of “bad” on validation"],
  ]);
});

test.each([
  [
    '{"run": "x",\n "minimum": {"macroF2": 1}}',
    /x\.gates\.json:2: minimum\.macroF2: unknown key "macroF2" .* Known here: .*macroF1/,
  ],
  ['{"run": "x",\n "recall": {"bad": 2}}', /x\.gates\.json:2: recall\.bad: 2 cannot be used\. Allowed: at most 1\./],
  ['{"run": "x", "regressions": {"baseline": "y"}}', /regressions\.most: is missing\. Allowed: a whole number/],
  ['{"minimum": {"accuracy": 0.5}}', /x\.gates\.json:1: The file names no model\./],
  ['{"run": "x", "experiment": "y", "minimum": {"accuracy": 0.5}}', /names two models/],
  ['{"run": "x"}', /has no gate/],
  ['{"run": }', /x\.gates\.json:1: Not valid JSON/],
])("what is wrong is told by key and line: %s", (text, message) => {
  expect(() => parseGates(text, "x.gates.json")).toThrow(message);
});

test("the schema for editors is the one in media/gates.schema.json (else run: node test/run/schema.mjs)", () => {
  const stored = readFileSync(new URL("../../../../media/gates.schema.json", import.meta.url), "utf8");
  expect(JSON.parse(stored)).toEqual(gatesJsonSchema());
});
