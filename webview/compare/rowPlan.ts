import type { CellValue, CompareColumn } from "../../src/protocol/comparePanel.ts";
import { cellText } from "./cellText.ts";
import type { TableModel } from "./tableModel.ts";

/** One line of the table. */
export type PlannedRow =
  | { readonly kind: "run"; readonly run: number; readonly inGroup: boolean }
  | {
      readonly kind: "group";
      readonly key: string;
      readonly title: string;
      readonly runs: readonly number[];
      readonly open: boolean;
    };

/** Puts rows together by all settings but seeds and folds. */
export const repeats = "repeats";

/** The lines to show: runs, or groups in the order of their first run, with the runs of the open ones below them. */
export function planRows(
  model: TableModel,
  runs: readonly number[],
  groupBy: string | null,
  opened: readonly string[],
): readonly PlannedRow[] {
  if (groupBy === null) return runs.map((run) => ({ kind: "run", run, inGroup: false }));
  const groups = new Map<string, number[]>();
  const keyOf = groupBy === repeats ? repeatKey(model) : (run: number) => JSON.stringify(model.cell(groupBy, run));
  for (const run of runs) {
    const key = keyOf(run);
    groups.set(key, [...(groups.get(key) ?? []), run]);
  }
  const open = new Set(opened);
  return [...groups].flatMap(([key, members]): PlannedRow[] => {
    const [first = 0] = members;
    const group: PlannedRow = {
      kind: "group",
      key,
      title: groupTitle(model, groupBy, first),
      runs: members,
      open: open.has(key),
    };
    return [group, ...(open.has(key) ? members.map((run): PlannedRow => ({ kind: "run", run, inGroup: true })) : [])];
  });
}

function groupTitle(model: TableModel, groupBy: string, run: number): string {
  if (groupBy === repeats) return String(model.cell("title", run) ?? "");
  const column = model.column(groupBy);
  return column === undefined ? "" : `${column.title}: ${cellText(column, model.cell(groupBy, run))}`;
}

/** Runs are repeats of one another when no setting but a seed or the fold held out differs. */
export function repeatKey(model: TableModel): (run: number) => string {
  const settings = model.data.columns.filter(({ group, id }) => group === "setting" && !/\.(seed|fold)$/.test(id));
  return (run) => JSON.stringify(settings.map(({ id }) => model.cell(id, run)));
}

/** The columns of a group's line: what all members share, else mean and deviation. */
export function sharedValue(model: TableModel, column: CompareColumn, runs: readonly number[]): CellValue | undefined {
  const [first = 0] = runs;
  return model.varies(column.id, runs) ? undefined : model.cell(column.id, first);
}
