import type { CompareColumn } from "../../src/protocol/comparePanel.ts";
import { durationsUpTo } from "../format.ts";
import type { TableModel } from "./tableModel.ts";

/** How the seconds of each column are written, by its id. */
export type ColumnTimes = ReadonlyMap<string, (seconds: number) => string>;

/** The times of a column are written all alike, by the longest of the runs that are listed. */
export function columnTimes(
  model: TableModel,
  columns: readonly CompareColumn[],
  runs: readonly number[],
): ColumnTimes {
  const longest = ({ id }: CompareColumn): number =>
    runs.reduce((most, run) => {
      const value = model.cell(id, run);
      return typeof value === "number" ? Math.max(most, value) : most;
    }, 0);
  return new Map(
    columns.filter(({ kind }) => kind === "seconds").map((column) => [column.id, durationsUpTo(longest(column))]),
  );
}
