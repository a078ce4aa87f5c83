import { html, nothing, type TemplateResult } from "lit";
import { formatShare, plural } from "../format.ts";
import { PanelElement } from "../panelElement.ts";
import { ConfusionView } from "./confusionMaths.ts";
import type { ConfusionShares } from "./viewState.ts";

/** Row (true class) and column (predicted class); the number of classes stands for "any". */
export interface ConfusionCell {
  readonly row: number;
  readonly column: number;
}

/** Above this many classes the column labels stand upright. */
const uprightFrom = 7;

/** The table as a grid: one tab stop, arrow keys move, Enter or a click picks a cell. */
export class ConfusionGrid extends PanelElement {
  static override readonly properties = {
    classes: { attribute: false },
    confusion: { attribute: false },
    unit: {},
    picked: { attribute: false },
    focused: { state: true },
  };
  declare classes: readonly string[];
  declare confusion: ConfusionView;
  declare unit: ConfusionShares;
  declare picked: ConfusionCell | null;
  declare pick: (cell: ConfusionCell) => void;
  declare protected focused: ConfusionCell;

  constructor() {
    super();
    this.classes = [];
    this.confusion = new ConfusionView([]);
    this.unit = "counts";
    this.picked = null;
    this.pick = () => undefined;
    this.focused = { row: 0, column: 0 };
  }

  protected override render(): TemplateResult {
    const { size } = this.confusion;
    const upright = size >= uprightFrom;
    const indices = Array.from({ length: size + 1 }, (_, index) => index);
    return html`<div class="scroll confusion-scroll">
      <table
        role="grid"
        class="confusion ${upright ? "upright" : ""} ${size > 20 ? "dense" : ""}"
        aria-label="Confusion table: rows are true classes, columns predicted classes"
        @keydown=${(event: KeyboardEvent) => {
          this.#onKey(event);
        }}
      >
        <thead>
          <tr role="row">
            <th class="corner" role="columnheader" scope="col"><span>true ↓ predicted →</span></th>
            ${indices.map(
              (column) =>
                html`<th
                  role="columnheader"
                  scope="col"
                  class=${column === size ? "sum" : ""}
                  title=${this.#label(column)}
                >
                  <span class="label">${this.#label(column)}</span>
                </th>`,
            )}
          </tr>
        </thead>
        <tbody>
          ${indices.map(
            (row) =>
              html`<tr role="row" class=${row === size ? "sum" : ""}>
                <th role="rowheader" scope="row" title=${this.#label(row)}>
                  <span class="label">${this.#label(row)}</span>
                </th>
                ${indices.map((column) => this.#cell(row, column))}
              </tr>`,
          )}
        </tbody>
      </table>
    </div>`;
  }

  #label(index: number): string {
    return this.classes[index] ?? "all";
  }

  #cell(row: number, column: number): TemplateResult {
    const { confusion, unit, picked } = this;
    const { size } = confusion;
    const isSum = row === size || column === size;
    const correct = row === column && !isSum;
    const kind = isSum ? "sum" : correct ? "correct" : "wrong";
    const heat = isSum ? 0 : confusion.heat(row, column, unit);
    const isFocused = this.focused.row === row && this.focused.column === column;
    const isPicked = picked?.row === row && picked.column === column;
    return html`<td
      role="gridcell"
      class="cell ${kind} heat-${heat}"
      data-row=${row}
      data-column=${column}
      tabindex=${isFocused ? 0 : -1}
      aria-selected=${isPicked ? "true" : "false"}
      aria-label=${this.#spoken(row, column)}
      title=${this.#spoken(row, column)}
      @click=${() => {
        this.focused = { row, column };
        this.pick({ row, column });
      }}
    >
      ${confusion.text(row, column, unit)}${
        unit !== "counts" && !isSum && confusion.count(row, column) > 0 ? html`<span class="unit">%</span>` : nothing
      }
    </td>`;
  }

  #spoken(row: number, column: number): string {
    const { confusion } = this;
    const count = plural(confusion.count(row, column), "example");
    const where = `true ${this.#label(row)}, predicted ${this.#label(column)}: ${count}`;
    if (row === confusion.size || column === confusion.size) return where;
    const ofRow = formatShare(confusion.share(row, column, "rows"));
    const ofColumn = formatShare(confusion.share(row, column, "columns"));
    return `${where}, ${ofRow} of the true, ${ofColumn} of the predicted`;
  }

  #onKey(event: KeyboardEvent): void {
    const { size } = this.confusion;
    let { row, column } = this.focused;
    if (event.key === "ArrowRight") column++;
    else if (event.key === "ArrowLeft") column--;
    else if (event.key === "ArrowDown") row++;
    else if (event.key === "ArrowUp") row--;
    else if (event.key === "Home") [row, column] = [event.ctrlKey ? 0 : row, 0];
    else if (event.key === "End") [row, column] = [event.ctrlKey ? size : row, size];
    else if (event.key === "Enter" || event.key === " ") this.pick(this.focused);
    else return;
    event.preventDefault();
    this.focused = { row: clamp(row, size), column: clamp(column, size) };
    void this.updateComplete.then(() => {
      this.querySelector<HTMLElement>('td[tabindex="0"]')?.focus();
    });
  }
}

function clamp(index: number, last: number): number {
  return Math.max(0, Math.min(last, index));
}
