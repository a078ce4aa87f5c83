import { visible } from "../base/visible.ts";
import { cut, widthOf } from "./text.ts";

export interface Column {
  readonly title: string;
  readonly align: "left" | "right";
}

const gap = 2;

/**
 * Rows under titles, aligned, at most `width` columns of a terminal wide: the widest left-aligned columns give way first.
 * Cells may come from data: controls in them are made visible.
 */
export function table(columns: readonly Column[], rows: readonly (readonly string[])[], width: number): string[] {
  const cells = [columns.map(({ title }) => title), ...rows.map((row) => row.map(visible))];
  const widths = columns.map((_, at) => Math.max(...cells.map((row) => widthOf(row[at] ?? ""))));
  shrink(columns, widths, width);
  return cells.map((row) =>
    columns
      .map(({ align }, at) => pad(cut(row[at] ?? "", widths[at] ?? 0), widths[at] ?? 0, align))
      .join(" ".repeat(gap))
      .trimEnd(),
  );
}

function shrink(columns: readonly Column[], widths: number[], width: number): void {
  const narrowest = 8;
  let total = widths.reduce((sum, one) => sum + one, gap * (widths.length - 1));
  while (total > width) {
    let widest = -1;
    for (const [at, { align }] of columns.entries()) {
      if (align === "left" && (widths[at] ?? 0) > Math.max(narrowest, widths[widest] ?? 0)) widest = at;
    }
    if (widest < 0) return;
    widths[widest] = (widths[widest] ?? 0) - 1;
    total--;
  }
}

function pad(text: string, width: number, align: Column["align"]): string {
  const space = " ".repeat(Math.max(0, width - widthOf(text)));
  return align === "left" ? text + space : space + text;
}
