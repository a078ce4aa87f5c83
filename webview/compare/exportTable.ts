import type { CellValue, CompareColumn, OutgoingTable } from "../../src/protocol/comparePanel.ts";
import { deltaText, spreadOf } from "./cellText.ts";
import { type PlannedRow, sharedValue } from "./rowPlan.ts";
import type { TableModel } from "./tableModel.ts";

/** The table as it is listed, with a column of differences beside every metric while there is a baseline. */
export function outgoingTable(
  model: TableModel,
  rows: readonly PlannedRow[],
  columns: readonly CompareColumn[],
  baseline: string | null,
): OutgoingTable {
  const base = baseline === null ? -1 : model.data.ids.indexOf(baseline);
  const withDelta = (column: CompareColumn): boolean =>
    base >= 0 && column.group === "metric" && column.better !== "neither";
  return {
    columns: columns.flatMap((column) => {
      const numeric = column.kind !== "text" && column.kind !== "date";
      return [
        { title: column.title, numeric },
        ...(withDelta(column) ? [{ title: `${column.title}, difference`, numeric: true }] : []),
      ];
    }),
    rows: rows.map((row) =>
      columns.flatMap((column) => {
        const value = valueOf(model, row, column);
        if (!withDelta(column)) return [value];
        const own = row.kind === "run" ? model.cell(column.id, row.run) : null;
        const of = model.cell(column.id, base);
        const known = row.kind === "run" && row.run !== base && typeof own === "number" && typeof of === "number";
        return [value, known ? deltaText({ kind: "number" }, own - of) : null];
      }),
    ),
  };
}

function valueOf(model: TableModel, row: PlannedRow, column: CompareColumn): string | number | null {
  if (row.kind === "run") return plain(model.cell(column.id, row.run));
  if (column.id === "title") return `${row.title} (${row.runs.length} runs)`;
  const shared = sharedValue(model, column, row.runs);
  if (shared !== undefined) return plain(shared);
  if (column.kind === "text" || column.kind === "date") return null;
  const spread = spreadOf(row.runs.map((run) => model.cell(column.id, run)));
  if (spread === null) return null;
  return spread.deviation === null ? spread.mean : `${spread.mean.toFixed(4)} ± ${spread.deviation.toFixed(4)}`;
}

function plain(value: CellValue): string | number | null {
  return value === null || typeof value === "number" ? value : String(value);
}
