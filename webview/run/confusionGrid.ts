import { type CellLook, type ClassCell, ClassGrid } from "../classGrid.ts";
import { formatShare, plural } from "../format.ts";
import { ConfusionView } from "./confusionMaths.ts";
import type { ConfusionShares } from "./viewState.ts";

/** A confusion table in counts or shares. */
export class ConfusionGrid extends ClassGrid {
  static override readonly properties = {
    ...ClassGrid.properties,
    confusion: { attribute: false },
    unit: {},
  };
  declare confusion: ConfusionView;
  declare unit: ConfusionShares;

  constructor() {
    super();
    this.confusion = new ConfusionView([]);
    this.unit = "counts";
  }

  protected override get size(): number {
    return this.confusion.size;
  }

  protected override look(cell: ClassCell): CellLook {
    const { row, column } = cell;
    const { confusion, unit } = this;
    const isSum = this.isSum(cell);
    return {
      text: confusion.text(row, column, unit),
      ...(unit !== "counts" && !isSum && confusion.count(row, column) > 0 && { unit: "%" }),
      kind: isSum ? "sum" : row === column ? "correct" : "wrong",
      heat: isSum ? 0 : confusion.heat(row, column, unit),
      spoken: this.#spoken(cell),
    };
  }

  #spoken(cell: ClassCell): string {
    const { row, column } = cell;
    const { confusion } = this;
    const count = plural(confusion.count(row, column), "example");
    const where = `true ${this.nameOf(row)}, predicted ${this.nameOf(column)}: ${count}`;
    if (this.isSum(cell)) return where;
    const ofRow = formatShare(confusion.share(row, column, "rows"));
    const ofColumn = formatShare(confusion.share(row, column, "columns"));
    return `${where}, ${ofRow} of the true, ${ofColumn} of the predicted`;
  }
}
