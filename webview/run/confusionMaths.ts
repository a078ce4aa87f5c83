import type { ConfusionCounts } from "../../src/experiment/record.ts";
import { formatCount } from "../format.ts";
import type { ConfusionShares } from "./viewState.ts";

/** Shades of a confusion table; their colours are in the style sheet. */
const heatLevels = 10;

/** A confusion table with its sums, ready to be shown in any unit. */
export class ConfusionView {
  readonly counts: ConfusionCounts;
  readonly size: number;
  readonly rowSums: readonly number[];
  readonly columnSums: readonly number[];
  readonly total: number;
  readonly #largest: number;

  constructor(counts: ConfusionCounts) {
    this.counts = counts;
    this.size = counts.length;
    this.rowSums = counts.map((row) => sum(row));
    this.columnSums = counts.map((_, column) => sum(counts.map((row) => row[column] ?? 0)));
    this.total = sum(this.rowSums);
    this.#largest = Math.max(1, ...counts.flat());
  }

  /** The count of a cell; an index equal to `size` stands for the sum over all classes. */
  count(row: number, column: number): number {
    if (row === this.size && column === this.size) return this.total;
    if (row === this.size) return this.columnSums[column] ?? 0;
    if (column === this.size) return this.rowSums[row] ?? 0;
    return this.counts[row]?.[column] ?? 0;
  }

  /** The cell as a share of its row or column; NaN for 0/0. */
  share(row: number, column: number, of: "rows" | "columns"): number {
    const whole = of === "rows" ? this.count(row, this.size) : this.count(this.size, column);
    return whole === 0 ? NaN : this.count(row, column) / whole;
  }

  /** What the cell shows: a count, or percent without its sign; a dot for nothing, a dash for 0/0. */
  text(row: number, column: number, unit: ConfusionShares): string {
    const count = this.count(row, column);
    const sumCell = row === this.size || column === this.size;
    if (unit === "counts" || sumCell) return count === 0 && !sumCell ? "·" : formatCount(count);
    const share = this.share(row, column, unit);
    if (Number.isNaN(share)) return "–";
    return count === 0 ? "·" : (share * 100).toFixed(share < 0.0995 ? 1 : 0);
  }

  /** 0 (nothing) to `heatLevels`; a cell that holds anything is at least 1. */
  heat(row: number, column: number, unit: ConfusionShares): number {
    const count = this.count(row, column);
    if (count === 0) return 0;
    // By counts, a common class would leave all others blank on a linear scale.
    const part = unit === "counts" ? Math.sqrt(count / this.#largest) : this.share(row, column, unit);
    return Math.max(1, Math.round(part * heatLevels));
  }
}

function sum(values: readonly number[]): number {
  return values.reduce((before, value) => before + value, 0);
}
