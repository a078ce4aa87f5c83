import type { CompareColumn } from "../../src/protocol/comparePanel.ts";
import { cellText, spreadText } from "./cellText.ts";
import { sharedValue } from "./rowPlan.ts";
import type { TableModel } from "./tableModel.ts";

/** Values of a group that are named one by one. */
const mostListed = 5;

/** What the runs of a group share; else mean and deviation of figures, and the few values of anything else. */
export function groupText(
  model: TableModel,
  column: CompareColumn,
  runs: readonly number[],
  time?: (seconds: number) => string,
): string {
  const shared = sharedValue(model, column, runs);
  if (shared !== undefined) return cellText(column, shared, time);
  const values = runs.map((run) => model.cell(column.id, run));
  const figures = column.group === "metric" || column.group === "time";
  if (figures && isNumeric(column) && column.kind !== "date") return spreadText(column, values, time);
  const distinct = [...new Set(values.map((value) => cellText(column, value)))];
  return distinct.length <= mostListed ? distinct.join(", ") : `${distinct.length} values`;
}

/** Whether a column is aligned as numbers are. */
export function isNumeric({ kind }: CompareColumn): boolean {
  return kind !== "text";
}
