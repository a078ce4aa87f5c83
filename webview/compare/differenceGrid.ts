import type { ConfusionCounts } from "../../src/experiment/record.ts";
import { type CellLook, type ClassCell, ClassGrid } from "../classGrid.ts";
import { ConfusionView } from "../run/confusionMaths.ts";
import { signedCount, type Tone } from "./differenceText.ts";

/** A run's confusion table minus its baseline's: on the diagonal more is better, off it fewer. */
export class DifferenceGrid extends ClassGrid {
  static override readonly properties = { ...ClassGrid.properties, difference: { attribute: false } };
  declare difference: ConfusionCounts;
  #view = new ConfusionView([]);
  #largest = 1;

  constructor() {
    super();
    this.difference = [];
  }

  protected override get size(): number {
    return this.difference.length;
  }

  protected override willUpdate(): void {
    if (this.#view.counts !== this.difference) {
      this.#view = new ConfusionView(this.difference);
      this.#largest = Math.max(1, ...this.difference.flat().map(Math.abs));
    }
    super.willUpdate();
  }

  protected override look(cell: ClassCell): CellLook {
    const { row, column } = cell;
    const change = this.#view.count(row, column);
    const isSum = this.isSum(cell);
    const place = row === column ? "diagonal" : "aside";
    return {
      text: change === 0 ? "·" : signedCount(change),
      kind: isSum ? "sum" : `${place} ${toneOfCell(cell, change)}`,
      heat: isSum || change === 0 ? 0 : Math.max(1, Math.round((Math.abs(change) / this.#largest) * 10)),
      spoken: this.#spoken(cell, change),
    };
  }

  #spoken(cell: ClassCell, change: number): string {
    const where = `true ${this.nameOf(cell.row)}, predicted ${this.nameOf(cell.column)}`;
    if (change === 0) return `${where}: as many as before`;
    const what = `${where}: ${String(Math.abs(change))} ${change > 0 ? "more" : "fewer"}`;
    return this.isSum(cell) ? what : `${what}, ${toneOfCell(cell, change)}`;
  }
}

function toneOfCell({ row, column }: ClassCell, change: number): Tone {
  if (change === 0) return "even";
  return change > 0 === (row === column) ? "better" : "worse";
}
