import { html, nothing, type TemplateResult } from "lit";
import { epochText } from "../../src/base/epochText.ts";
import { formatFigure, formatShare } from "../format.ts";
import { type OverlaidCurve, type OverlayChoices, valueOf } from "./overlayLines.ts";

/** Rows beyond this are left out of the page, not of the CSV file. */
const shownRows = 500;

/** The twin of the chart: a row per epoch, a column per run. */
export function overlayTable(
  overlaid: readonly OverlaidCurve[],
  choices: OverlayChoices,
  heading: string,
  share: boolean,
): TemplateResult {
  const rows = epochRows(overlaid, choices);
  const shown = rows.slice(-shownRows);
  return html`<table data-testid="overlay-table">
    <caption>
      ${heading} by epoch${shown.length < rows.length ? html`, the last ${shown.length} of ${rows.length}` : nothing}
    </caption>
    <thead>
      <tr>
        <th scope="col">epoch</th>
        ${namesOf(overlaid).map((name) => html`<th scope="col"><span class="label" title=${name}>${name}</span></th>`)}
      </tr>
    </thead>
    <tbody>
      ${shown.map(
        ({ epoch, values }) =>
          html`<tr>
            <th scope="row">${epochText(epoch)}</th>
            ${values.map((value) => html`<td>${share && value !== null && !Number.isNaN(value) ? formatShare(value) : formatFigure(value)}</td>`)}
          </tr>`,
      )}
    </tbody>
  </table>`;
}

/** The same rows at full precision, a header first. */
export function curveRows(
  overlaid: readonly OverlaidCurve[],
  choices: OverlayChoices,
): readonly (readonly (string | number)[])[] {
  return [
    ["epoch", ...namesOf(overlaid)],
    ...epochRows(overlaid, choices).map(({ epoch, values }) => [epoch, ...values.map((value) => value ?? "")]),
  ];
}

function namesOf(overlaid: readonly OverlaidCurve[]): string[] {
  return overlaid.flatMap(({ name, curves }) =>
    curves.length === 1 ? [name] : curves.map(({ id }) => `${name} · ${id.slice(-6)}`),
  );
}

function epochRows(
  overlaid: readonly OverlaidCurve[],
  choices: OverlayChoices,
): readonly { readonly epoch: number; readonly values: readonly (number | null)[] }[] {
  const columns = overlaid.flatMap(({ curves }) =>
    curves.map(({ epochs }) => new Map(epochs.map((each) => [each.epoch, valueOf(each, choices)]))),
  );
  const epochs = [...new Set(columns.flatMap((column) => [...column.keys()]))].sort((a, b) => a - b);
  return epochs.map((epoch) => ({ epoch, values: columns.map((column) => column.get(epoch) ?? null) }));
}
