import type { CellValue, CompareColumn } from "../../src/protocol/comparePanel.ts";
import { formatCount, formatDuration, formatFigure, formatShare } from "../format.ts";

const dates = new Intl.DateTimeFormat("en-GB", {
  year: "numeric",
  month: "short",
  day: "numeric",
  hour: "2-digit",
  minute: "2-digit",
});

type Column = Pick<CompareColumn, "kind"> & Partial<Pick<CompareColumn, "group">>;

/** A cell as the table shows it, seconds as `time` writes them; a dash where there is nothing. */
export function cellText({ kind, group }: Column, value: CellValue, time = formatDuration): string {
  if (value === null || value === "") return "–";
  if (kind === "date") return dates.format(new Date(String(value)));
  if (typeof value !== "number") return value === true ? "yes" : value === false ? "no" : value;
  // A setting is shown as it was set.
  if (group === "setting") return String(value);
  switch (kind) {
    case "share":
      return formatShare(value);
    case "count":
      return formatCount(value);
    case "seconds":
      return time(value);
    case "number":
    case "text":
      return Number.isInteger(value) ? String(value) : formatFigure(value);
  }
}

/** A difference from the baseline, signed: points of percent for shares. */
export function deltaText({ kind }: Pick<CompareColumn, "kind">, delta: number): string {
  const sign = delta > 0 ? "+" : delta < 0 ? "−" : "±";
  const size = Math.abs(delta);
  if (kind === "share") return `${sign}${(size * 100).toFixed(1)}`;
  if (kind === "seconds") return `${sign}${formatDuration(size)}`;
  if (kind === "count") return `${sign}${formatCount(size)}`;
  return `${sign}${Number.isInteger(size) ? String(size) : formatFigure(size)}`;
}

/** Whether a difference is for the better, for the worse, or neither. */
export function deltaKind({ better }: Pick<CompareColumn, "better">, delta: number): "better" | "worse" | "even" {
  if (better === "neither" || delta === 0) return "even";
  return delta > 0 === (better === "higher") ? "better" : "worse";
}

/** `87.2% ± 1.3`: mean and deviation (n − 1) of a column over runs; null where no number is. */
export function spreadOf(values: readonly CellValue[]): { mean: number; deviation: number | null; n: number } | null {
  const numbers = values.filter((value) => typeof value === "number");
  const n = numbers.length;
  if (n === 0) return null;
  const mean = numbers.reduce((sum, value) => sum + value, 0) / n;
  const squares = numbers.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, deviation: n > 1 ? Math.sqrt(squares / (n - 1)) : null, n };
}

export function spreadText(
  { kind }: Pick<CompareColumn, "kind">,
  values: readonly CellValue[],
  time = formatDuration,
): string {
  const spread = spreadOf(values);
  if (spread === null) return "–";
  const mean = cellText({ kind }, spread.mean, time);
  if (spread.deviation === null) return mean;
  if (kind === "seconds") {
    const deviation = time(spread.deviation);
    // The unit once: columns are narrow.
    return `${deviation.endsWith(" s") ? mean.replace(/ s$/, "") : mean} ± ${deviation}`;
  }
  const deviation =
    kind === "share" ? (spread.deviation * 100).toFixed(1) : deltaText({ kind }, spread.deviation).slice(1);
  return `${mean} ± ${deviation}`;
}
