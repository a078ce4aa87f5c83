import { expect, test } from "vitest";
import { listedRecord } from "../../../src/experiment/listedRecord.ts";
import type { SplitMetrics } from "../../../src/experiment/metrics.ts";
import { metricTable } from "../../../src/experiment/metricTable.ts";
import { packRecord, unpackRecord } from "../../../src/experiment/packedRecord.ts";
import { record, splitMetrics } from "../platform/records.ts";

const whole = Object.fromEntries(metricTable.map(({ id }, at) => [id, at / 7]));
const all = { examples: 9, ...whole } as unknown as SplitMetrics;
const margins = { ...all, brier: null, calibrationError: null };
const older = splitMetrics(0.5);
const broken: SplitMetrics = { ...older, loss: null, nonFinite: { loss: "+inf" }, undefinedFigures: ["macroF1"] };

test.each([
  ["all figures", { train: all, validation: margins, test: all }],
  ["only those of older records", { train: older, test: older }],
  ["figures that are not finite", { train: broken, validation: all }],
  ["none", {}],
])("a record is the same after packing: %s", (_, metrics) => {
  const written = listedRecord(record("20260101-000000-aaaaaa", { metrics, sweep: { id: "s", trial: 3, repeat: 1 } }));
  const { head, rest } = packRecord(written);
  expect(rest).not.toContain("\n");
  const read = unpackRecord(JSON.parse(head) as object, rest);
  const keys = Object.keys(written) as (keyof typeof written)[];
  expect(Object.fromEntries(keys.map((key) => [key, read[key]]))).toEqual(JSON.parse(JSON.stringify(written)));
});
