import { expect, test } from "vitest";
import { listedRecord } from "../../../src/experiment/listedRecord.ts";
import type { SplitMetrics } from "../../../src/experiment/metrics.ts";
import type { RunRecord } from "../../../src/experiment/record.ts";
import { metricTable } from "../../../src/experiment/metricTable.ts";
import { RecordShape, packRecord, unpackRecord } from "../../../src/experiment/packedRecord.ts";
import { experiment, record, splitMetrics } from "../platform/records.ts";

const whole = Object.fromEntries(metricTable.map(({ id }, at) => [id, at / 7]));
const all = { examples: 9, ...whole } as unknown as SplitMetrics;
const margins = { ...all, brier: null, calibrationError: null };
const older = splitMetrics(0.5);
const broken: SplitMetrics = { ...older, loss: null, nonFinite: { loss: "+inf" }, undefinedFigures: ["macroF1"] };

const classWeights = JSON.parse('{"__proto__":2.5,"10":1,"a":0.25}') as Record<string, number>;
const weighted = { ...experiment, training: { ...experiment.training, classWeights } } as unknown as typeof experiment;
const moments = { created: "2026-01-01T00:00:00.000Z", started: "2026-01-01T01:00:00+01:00", ended: "soon" };

test.each<[string, Partial<RunRecord>, boolean?]>([
  ["all figures", { metrics: { train: all, validation: margins, test: all } }],
  ["only those of older records", { metrics: { train: older, test: older } }],
  ["figures that are not finite", { metrics: { train: broken, validation: all } }],
  ["no figures", { metrics: {} }],
  ["classes of any name", { experiment: weighted }],
  ["moments written in any way", moments],
  ["verified", {}, true],
  ["not reproduced", {}, false],
])("a record is the same after packing: %s", (_, change, reproduced) => {
  const sweep = { id: "s", trial: 3, repeat: 1 };
  const written = listedRecord(record("20260101-000000-aaaaaa", { sweep, message: "why", ...change }), reproduced);
  expect(written.reproduced).toBe(reproduced);
  const { shape, figures, own } = packRecord(written);
  const parsed = new RecordShape(shape);
  expect(parsed.figures).toBe(figures.length);
  const read = unpackRecord(written.id, own, parsed, Float64Array.of(7, ...figures), 1);
  const keys = Object.keys(written) as (keyof typeof written)[];
  expect(Object.fromEntries(keys.map((key) => [key, read[key]]))).toEqual(JSON.parse(JSON.stringify(written)));
});

test("what numbers have no part in is one object for all records of a shape", () => {
  const { shape, figures, own } = packRecord(listedRecord(record("20260101-000000-aaaaaa")));
  const parsed = new RecordShape(shape);
  const [one, other] = ["a", "b"].map((id) => unpackRecord(id, own, parsed, figures));
  expect(one?.experiment).not.toBe(other?.experiment);
  expect(one?.experiment.dataset).toBe(other?.experiment.dataset);
  expect(one?.experiment).toBe(one?.experiment);
});
