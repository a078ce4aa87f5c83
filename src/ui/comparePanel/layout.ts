import type { Memento } from "vscode";
import type { CompareLayout } from "../../protocol/comparePanel.ts";

const memory = "benchtop.compareLayout";
const initial: CompareLayout = { columns: null, widths: {}, onlyChanged: true };

/** What the workspace remembers of the table; what is missing or of an older shape is as at first. */
export function readLayout(state: Memento): CompareLayout {
  const stored = state.get<unknown>(memory);
  const { columns, widths, onlyChanged } = (typeof stored === "object" && stored !== null ? stored : {}) as Partial<
    Record<keyof CompareLayout, unknown>
  >;
  return {
    columns: Array.isArray(columns) && columns.every((id) => typeof id === "string") ? columns : null,
    widths: typeof widths === "object" && widths !== null ? numbersOf(widths) : {},
    onlyChanged: typeof onlyChanged === "boolean" ? onlyChanged : initial.onlyChanged,
  };
}

export function writeLayout(state: Memento, layout: CompareLayout): Thenable<void> {
  return state.update(memory, layout);
}

function numbersOf(widths: object): Record<string, number> {
  return Object.fromEntries(
    Object.entries(widths).filter((entry): entry is [string, number] => Number.isFinite(entry[1])),
  );
}
