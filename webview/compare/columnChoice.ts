import type { CompareColumn, CompareLayout } from "../../src/protocol/comparePanel.ts";
import type { TableModel } from "./tableModel.ts";

const always = ["title"];
const usual = ["status", "validation.accuracy", "test.accuracy", "validation.loss", "bestEpoch"];
const usualAfter = ["seconds.total", "parameters", "created"];

/** The columns that are shown, in order: the person's, else the usual ones with the settings that differ. */
export function shownColumns(
  model: TableModel,
  layout: CompareLayout,
  runs: readonly number[],
  keyMetric: string,
): readonly CompareColumn[] {
  const settings = model.data.columns.filter(({ group }) => group === "setting").map(({ id }) => id);
  const asked = layout.columns ?? [
    ...new Set([...usual.slice(0, 1), keyMetric, ...usual.slice(1), ...settings, ...usualAfter]),
  ];
  const differs = (column: CompareColumn): boolean =>
    column.group !== "setting" || !layout.onlyChanged || model.varies(column.id, runs);
  return [...new Set([...always, ...asked])]
    .map((id) => model.column(id))
    .filter((column) => column !== undefined)
    .filter(differs);
}

/** CSS pixels: as dragged, else by what the column holds. */
export function widthOf({ id, kind, title }: CompareColumn, layout: CompareLayout): number {
  const dragged = layout.widths[id];
  if (dragged !== undefined) return dragged;
  if (id === "title") return 220;
  const least = Math.min(220, 34 + title.length * 7);
  const own = { text: 120, number: 96, count: 96, share: 112, seconds: 100, date: 150 }[kind];
  return Math.max(least, own);
}

export const narrowest = 48;
export const widest = 800;
