import { expect, test } from "vitest";
import { usualChoice } from "../../../src/services/compareChoice.ts";
import type { ListedRun } from "../../../src/services/ports.ts";
import { record, splitMetrics } from "../platform/records.ts";

const id = (letter: string): string => `20260101-000000-${letter.repeat(6)}`;

function run(letter: string, change: { readonly star?: boolean; readonly measured?: boolean } = {}): ListedRun {
  const { star, measured = true } = change;
  return {
    folder: `/runs/${id(letter)}`,
    baseFolder: "/",
    record: record(id(letter), { metrics: measured ? { validation: splitMetrics(0.5) } : {} }),
    annotations: { schemaVersion: 1, ...(star !== undefined && { star }) },
    owner: "none",
  };
}

test("the baseline comes first, then starred runs, then the most recent, five in all", () => {
  const runs = ["c", "a", "g", "e", "f", "d"].map((letter) => run(letter));
  const all = [...runs, run("b", { star: true })];
  expect(usualChoice(all, id("a"))).toEqual(["a", "b", "g", "f", "e"].map(id));
  expect(usualChoice(all, null)).toEqual(["b", "g", "f", "e", "d"].map(id));
});

test("runs without figures are left out, and a single one is no comparison", () => {
  const runs = [run("a"), run("b", { measured: false, star: true }), run("c", { measured: false })];
  expect(usualChoice(runs, id("b"))).toEqual([]);
  expect(usualChoice([...runs, run("d")], "gone")).toEqual([id("d"), id("a")]);
});
