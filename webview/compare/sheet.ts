import { html, nothing, type TemplateResult } from "lit";
import { icon } from "../icons.ts";

export interface SheetColumn {
  /** Names the column for the style sheet. */
  readonly key: string;
  readonly title: string;
  /** One plain sentence. */
  readonly sentence: string;
}

export interface SheetRow {
  readonly key: string;
  /** In the order of the columns; null: nothing to show. */
  readonly cells: readonly (TemplateResult | string | null)[];
  /** What the figures mean, below them. */
  readonly said: readonly string[];
  /** Nothing can be said but why. */
  readonly refused: boolean;
}

/**
 * A table whose rows end in sentences. It has the roles of one, but not the elements: in a narrow panel each row becomes
 * a card, and tables that are laid out otherwise lose their meaning for screen readers.
 */
export function sheet(
  label: string,
  kind: string,
  columns: readonly SheetColumn[],
  rows: readonly SheetRow[],
): TemplateResult {
  return html`<div class="sheet ${kind}" role="table" aria-label=${label} data-testid=${kind}>
    <div class="sheet-row sheet-head" role="row">
      ${columns.map(
        ({ key, title, sentence }) =>
          html`<div class="sheet-${key}" role="columnheader" title=${sentence}>${title}</div>`,
      )}
      <div class="visually-hidden" role="columnheader">what it says</div>
    </div>
    ${rows.map(
      (row) =>
        html`<div class="sheet-row ${row.refused ? "refused" : ""}" role="row" data-row=${row.key}>
          ${columns.map(({ key, title }, at) => sheetCell(key, title, row.cells[at] ?? null))}
          <div class="said" role="cell">
            ${row.refused ? icon("warning") : nothing}
            <div>${row.said.map((sentence) => html`<p>${sentence}</p>`)}</div>
          </div>
        </div>`,
    )}
  </div>`;
}

function sheetCell(key: string, title: string, content: TemplateResult | string | null): TemplateResult {
  return html`<div class="sheet-${key} ${content === null ? "blank" : ""}" role="cell">
    ${content === null ? nothing : html`<span class="cell-title" aria-hidden="true">${title}</span>${content}`}
  </div>`;
}
