import { html, nothing, type TemplateResult } from "lit";
import { PanelElement } from "./panelElement.ts";

/** Row (true class) and column (predicted class); the number of classes stands for "any". */
export interface ClassCell {
  readonly row: number;
  readonly column: number;
}

/** How a grid shows one cell. */
export interface CellLook {
  readonly text: string;
  /** Set small behind the text. */
  readonly unit?: string;
  /** What the cell is, for the style sheet. */
  readonly kind: string;
  /** 0 (nothing) to 10. */
  readonly heat: number;
  readonly spoken: string;
}

/** Above this many classes the column labels stand upright. */
const uprightFrom = 7;

/** A table of true against predicted classes as a grid: one tab stop, arrow keys move, Enter or a click picks a cell. */
export abstract class ClassGrid extends PanelElement {
  static override readonly properties: Record<string, object> = {
    label: {},
    classes: { attribute: false },
    picked: { attribute: false },
    focused: { state: true },
  };
  /** Of the whole grid, for screen readers. */
  declare label: string;
  declare classes: readonly string[];
  declare picked: ClassCell | null;
  declare pick: (cell: ClassCell) => void;
  declare protected focused: ClassCell;

  constructor() {
    super();
    this.label = "Confusion table: rows are true classes, columns predicted classes";
    this.classes = [];
    this.picked = null;
    this.pick = () => undefined;
    this.focused = { row: 0, column: 0 };
  }

  protected abstract get size(): number;
  protected abstract look(cell: ClassCell): CellLook;

  /** Another table may have fewer classes: one cell must stay the tab stop. */
  protected override willUpdate(): void {
    const { row, column } = this.focused;
    if (row > this.size || column > this.size)
      this.focused = { row: clamp(row, this.size), column: clamp(column, this.size) };
  }

  protected override render(): TemplateResult {
    const { size } = this;
    const upright = size >= uprightFrom;
    const indices = Array.from({ length: size + 1 }, (_, index) => index);
    return html`<div class="scroll confusion-scroll">
      <table
        role="grid"
        class="confusion ${upright ? "upright" : ""} ${size > 20 ? "dense" : ""}"
        aria-label=${this.label}
        @keydown=${(event: KeyboardEvent) => {
          this.#onKey(event);
        }}
      >
        <thead>
          <tr role="row">
            <th class="corner" role="columnheader" scope="col"><span>true&nbsp;↓ predicted&nbsp;→</span></th>
            ${indices.map(
              (column) =>
                html`<th
                  role="columnheader"
                  scope="col"
                  class=${column === size ? "sum" : ""}
                  title=${this.nameOf(column)}
                >
                  <span class="label" dir="auto">${this.nameOf(column)}</span>
                </th>`,
            )}
          </tr>
        </thead>
        <tbody>
          ${indices.map(
            (row) =>
              html`<tr role="row" class=${row === size ? "sum" : ""}>
                <th role="rowheader" scope="row" title=${this.nameOf(row)}>
                  <span class="label" dir="auto">${this.nameOf(row)}</span>
                </th>
                ${indices.map((column) => this.#cell({ row, column }))}
              </tr>`,
          )}
        </tbody>
      </table>
    </div>`;
  }

  protected nameOf(index: number): string {
    return this.classes[index] ?? "all";
  }

  protected isSum({ row, column }: ClassCell): boolean {
    return row === this.size || column === this.size;
  }

  #cell(cell: ClassCell): TemplateResult {
    const { row, column } = cell;
    const { text, unit, kind, heat, spoken } = this.look(cell);
    const isFocused = this.focused.row === row && this.focused.column === column;
    const isPicked = this.picked?.row === row && this.picked.column === column;
    return html`<td
      role="gridcell"
      class="cell ${kind} heat-${heat}"
      data-row=${row}
      data-column=${column}
      tabindex=${isFocused ? 0 : -1}
      aria-selected=${isPicked ? "true" : "false"}
      aria-label=${spoken}
      title=${spoken}
      @click=${() => {
        this.focused = cell;
        this.pick(cell);
      }}
    >
      ${text}${unit === undefined ? nothing : html`<span class="unit">${unit}</span>`}
    </td>`;
  }

  #onKey(event: KeyboardEvent): void {
    const { size } = this;
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
