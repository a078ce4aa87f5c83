import { html, nothing, type TemplateResult } from "lit";
import { epochText } from "../../src/base/epochText.ts";
import { formatCount, formatFigure, formatShare } from "../format.ts";
import { firstAtLeast } from "./lineWindow.ts";
import type { OverlaidCurve } from "./overlayLines.ts";

/** What a row is told by: batch losses have many steps to an epoch. */
export type RowsBy = "epoch" | "step";

/** Rows beyond this are left out of the page, not of the CSV file. */
const shownRows = 500;
/** The same of cells: 50 runs fill a page sooner. */
const shownCells = 5_000;

/** The twin of the chart: a row per epoch or step, a column per run. */
export function overlayTable(
  overlaid: readonly OverlaidCurve[],
  { heading, share, by = "epoch" }: { readonly heading: string; readonly share: boolean; readonly by?: RowsBy },
): TemplateResult {
  const places = placesOf(overlaid, by);
  const columns = overlaid.reduce((sum, { curves }) => sum + curves.length, 0);
  const shown = rowsAt(overlaid, by, places.slice(-Math.min(shownRows, Math.ceil(shownCells / Math.max(1, columns)))));
  return html`<table data-testid="overlay-table">
    <caption>
      ${heading} by
      ${by}${shown.length < places.length ? html`, the last ${shown.length} of ${places.length}` : nothing}
    </caption>
    <thead>
      <tr>
        <th scope="col">${by}</th>
        ${namesOf(overlaid).map((name) => html`<th scope="col"><span class="label" dir="auto" title=${name}>${name}</span></th>`)}
      </tr>
    </thead>
    <tbody>
      ${shown.map(
        ({ at, values }) =>
          html`<tr>
            <th scope="row">${by === "epoch" ? epochText(at) : formatCount(at)}</th>
            ${values.map((value) => html`<td>${share && value !== null && !Number.isNaN(value) ? formatShare(value) : formatFigure(value)}</td>`)}
          </tr>`,
      )}
    </tbody>
  </table>`;
}

/** The same rows at full precision, a header first. */
export function curveRows(
  overlaid: readonly OverlaidCurve[],
  by: RowsBy = "epoch",
): readonly (readonly (string | number)[])[] {
  return [
    [by, ...namesOf(overlaid)],
    ...rowsAt(overlaid, by, placesOf(overlaid, by)).map(({ at, values }) => [
      at,
      ...values.map((value) => value ?? ""),
    ]),
  ];
}

function namesOf(overlaid: readonly OverlaidCurve[]): string[] {
  return overlaid.flatMap(({ name, curves }) =>
    curves.length === 1 ? [name] : curves.map(({ id }) => `${name} · ${id.slice(-6)}`),
  );
}

const placesKnown = new WeakMap<readonly OverlaidCurve[], Map<RowsBy, Float64Array>>();

/** The epochs or steps at which any curve has a point, in order; looked for once, since zooming asks again. */
function placesOf(overlaid: readonly OverlaidCurve[], by: RowsBy): Float64Array {
  const known = placesKnown.get(overlaid) ?? new Map<RowsBy, Float64Array>();
  placesKnown.set(overlaid, known);
  const before = known.get(by);
  if (before !== undefined) return before;
  const places = new Set<number>();
  for (const { curves } of overlaid) for (const { curve } of curves) for (const at of curve[by]) places.add(at);
  const sorted = Float64Array.from(places).sort();
  known.set(by, sorted);
  return sorted;
}

function rowsAt(
  overlaid: readonly OverlaidCurve[],
  by: RowsBy,
  places: Float64Array,
): readonly { readonly at: number; readonly values: readonly (number | null)[] }[] {
  const curves = overlaid.flatMap((each) => each.curves.map(({ curve }) => curve));
  return Array.from(places, (at) => ({
    at,
    values: curves.map((curve) => {
      const point = firstAtLeast(curve[by], at);
      return curve[by][point] === at ? (curve.value[point] ?? NaN) : null;
    }),
  }));
}
