import type { FlipKind } from "../experiment/comparison/pair.ts";
import type { FlippedExample } from "../protocol/trainer.ts";
import { counted, type Table } from "./table.ts";

export const flipWords: Readonly<Record<FlipKind, string>> = {
  rightToWrong: "right → wrong",
  wrongToRight: "wrong → right",
  wrongToWrong: "wrong → other wrong",
};

/** Flipped examples of several runs against one baseline, a row each. */
export function flipsTable(
  runs: readonly { readonly letter: string; readonly flips: readonly FlippedExample[] }[],
  classes: readonly string[],
): Table {
  const nameOf = (id: number): string => classes[id] ?? String(id);
  const text = (title: string) => ({ title, numeric: false });
  return {
    columns: [
      text("run"),
      text("change"),
      text("file"),
      { title: "line", numeric: true },
      ...["true class", "baseline", "this run", "example"].map(text),
    ],
    rows: runs.flatMap(({ letter, flips }) =>
      flips.map(({ kind, file, line, trueClass, before, after, excerpt }) => ({
        cells: [
          letter,
          flipWords[kind],
          file,
          counted(line),
          nameOf(trueClass),
          nameOf(before),
          nameOf(after),
          excerpt,
        ],
        notes: [],
      })),
    ),
    notes: [],
  };
}
