import type { SplitName } from "../../src/data/table.ts";
import type { TableModel } from "./tableModel.ts";
import type { ViewState } from "./viewState.ts";

/** What of the panel's state a comparison is of. */
export interface ChosenRuns {
  /** The baseline first, then the others in the order they were chosen in. */
  readonly ids: readonly string[];
  /** Whether the baseline is only the first of the chosen, since a person named none of them. */
  readonly byOrder: boolean;
  /** Splits that a chosen run was evaluated on. */
  readonly splits: readonly SplitName[];
  /** The one that was asked for; null: Benchtop chooses. */
  readonly split: SplitName | null;
  /** Another once a chosen run has moved on: what was asked before is asked again. */
  readonly state: string;
}

const order: readonly SplitName[] = ["test", "validation", "train"];

export function chosenRuns(model: TableModel, view: ViewState): ChosenRuns {
  const chosen = view.chosen.filter((id) => model.data.ids.includes(id));
  const named = view.baseline !== null && chosen.includes(view.baseline) ? view.baseline : null;
  const baseline = named ?? chosen[0];
  const ids = baseline === undefined ? [] : [baseline, ...chosen.filter((id) => id !== baseline)];
  const runs = ids.map((id) => model.data.ids.indexOf(id));
  const splits = order.filter((split) => runs.some((run) => model.cell(`${split}.accuracy`, run) !== null));
  return {
    ids,
    byOrder: named === null,
    splits,
    split: splits.find((split) => split === view.split) ?? null,
    state: runs.map((run) => String(model.cell("status", run))).join(),
  };
}

export function titleOfRun(model: TableModel, id: string): string {
  const title = model.cell("title", model.data.ids.indexOf(id));
  return typeof title === "string" ? title : id;
}
