import { html, nothing, type TemplateResult } from "lit";
import { formatCount } from "../format.ts";

/** Rows beyond this are left out of the page, not of the CSV file. */
const shownRows = 2000;

export interface HeadCell {
  readonly name: string;
  /** What it says, where the name alone does not. */
  readonly title?: string;
}

/** A table twin of curves: the last rows of `all`, with a caption that says how many there are. */
export function epochRows<Row>(
  all: readonly Row[],
  table: {
    readonly testId: string;
    /** What the rows tell of, before " by epoch". */
    readonly what: unknown;
    readonly head: readonly HeadCell[];
    readonly row: (row: Row) => TemplateResult;
  },
): TemplateResult {
  const shown = all.slice(-shownRows);
  return html`<table data-testid=${table.testId}>
    <caption>
      ${table.what} by
      epoch${
        shown.length < all.length
          ? html`, the last ${formatCount(shown.length)} of ${formatCount(all.length)}`
          : nothing
      }
    </caption>
    <thead>
      <tr>
        ${table.head.map(({ name, title }) => html`<th scope="col" title=${title ?? nothing}>${name}</th>`)}
      </tr>
    </thead>
    <tbody>
      ${shown.map(table.row)}
    </tbody>
  </table>`;
}
