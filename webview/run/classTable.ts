import { html, nothing, type TemplateResult } from "lit";
import type { ClassMetrics } from "../../src/experiment/metrics.ts";
import { formatCount, formatShare } from "../format.ts";
import { icon } from "../icons.ts";
import { PanelElement } from "../panelElement.ts";

const columns = [
  { key: "className", title: "class", says: "Sort by name" },
  { key: "precision", title: "precision", says: "Of the examples predicted as this class, the share that is of it" },
  { key: "recall", title: "recall", says: "Of the examples of this class, the share that was predicted as it" },
  { key: "f1", title: "F1", says: "Harmonic mean of precision and recall" },
  { key: "support", title: "support", says: "Number of examples of this class" },
] as const;
type Key = (typeof columns)[number]["key"];

/** Precision, recall, F1 and support by class with macro averages; a click on a heading sorts. */
export class ClassTable extends PanelElement {
  static override readonly properties = {
    metrics: { attribute: false },
    sortBy: { state: true },
    descending: { state: true },
  };
  declare metrics: readonly ClassMetrics[];
  declare protected sortBy: Key | null;
  declare protected descending: boolean;

  constructor() {
    super();
    this.metrics = [];
    this.sortBy = null;
    this.descending = false;
  }

  protected override render(): TemplateResult | typeof nothing {
    if (this.metrics.length === 0) return nothing;
    return html`<h3>By class</h3>
      <div class="scroll" role="region" aria-label="Figures by class" tabindex="0">
        <table class="figures-table" data-testid="class-table">
          <thead>
            <tr>
              ${columns.map((column) => this.#heading(column))}
            </tr>
          </thead>
          <tbody>
            ${this.#sorted().map(
              (row) =>
                html`<tr>
                  <th scope="row"><span class="label" dir="auto" title=${row.className}>${row.className}</span></th>
                  ${(["precision", "recall", "f1"] as const).map((key) => figureCell(row, key))}
                  <td class="number">${formatCount(row.support)}</td>
                </tr>`,
            )}
          </tbody>
          <tfoot>
            <tr>
              <th scope="row" title="Mean over all classes, each counting the same">macro average</th>
              ${(["precision", "recall", "f1"] as const).map(
                (key) => html`<td class="number">${formatShare(mean(this.metrics.map((row) => row[key])))}</td>`,
              )}
              <td class="number">${formatCount(this.metrics.reduce((sum, row) => sum + row.support, 0))}</td>
            </tr>
          </tfoot>
        </table>
      </div>`;
  }

  #heading(column: (typeof columns)[number]): TemplateResult {
    const sorted = this.sortBy === column.key;
    return html`<th
      scope="col"
      class=${column.key === "className" ? "" : "number"}
      aria-sort=${sorted ? (this.descending ? "descending" : "ascending") : "none"}
    >
      <vscode-button
        appearance="icon"
        class="sort"
        aria-label=${column.title}
        title=${column.says}
        @click=${() => {
          this.#sort(column.key);
        }}
        >${column.title}${sorted ? icon(this.descending ? "down" : "up") : nothing}</vscode-button
      >
    </th>`;
  }

  // Figures start with the worst class, counts with the largest; a third click goes back to the order of the class ids.
  #sort(key: Key): void {
    const first = key === "support";
    if (this.sortBy !== key) [this.sortBy, this.descending] = [key, first];
    else if (this.descending === first) this.descending = !first;
    else this.sortBy = null;
  }

  #sorted(): readonly ClassMetrics[] {
    const key = this.sortBy;
    if (key === null) return this.metrics;
    const sign = this.descending ? -1 : 1;
    return [...this.metrics].sort((left, right) => sign * compare(left[key], right[key]));
  }
}

function figureCell(row: ClassMetrics, key: "precision" | "recall" | "f1"): TemplateResult {
  const undefinedFigure = row.undefinedFigures.includes(key);
  return html`<td class="number">${formatShare(row[key])}${undefinedFigure ? zeroMark() : nothing}</td>`;
}

/** Stands behind a 0 that was 0/0. */
export function zeroMark(): TemplateResult {
  return html` <abbr title="Zero divided by zero: there was nothing to count, so it counts as 0">0/0</abbr>`;
}

function compare(left: string | number, right: string | number): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
