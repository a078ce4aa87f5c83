import { html, nothing, type TemplateResult } from "lit";
import type { ColumnFacts } from "../../src/data/inspect/columns.ts";
import type { DatasetOverview } from "../../src/protocol/datasets.ts";
import { shareOf } from "../../src/protocol/datasetSentences.ts";
import { formatCount } from "../format.ts";
import type { Drawing } from "./actions.ts";
import { fileMenu, sectionHead } from "./fileMenu.ts";
import { columnFigure } from "./figures.ts";

/** More charts would not be looked at; the table has every column. */
const mostCharts = 24;

/** Missing values of every column, figures of the numbers, and their histograms. */
export function columnsTemplate(overview: DatasetOverview, drawing: Drawing): TemplateResult | typeof nothing {
  const { columns, held: examples } = overview;
  const numbers = columns.filter(({ numbers: facts }) => facts !== undefined);
  // A text column without gaps needs no table to say so.
  if (columns.every(({ kind, missing }) => kind === "text" && missing === 0)) return nothing;
  return html`<section aria-labelledby="columns-title">
    ${sectionHead("Columns", "columns-title", fileMenu(drawing.actions, { name: "Columns", file: "columns.csv", rows: () => csvRows(columns) }))}
    <div class="scroll class-list" role="region" aria-label="Columns" tabindex="0">
      <table data-testid="columns">
        <thead>
          <tr>
            <th scope="col">column</th>
            <th scope="col" class="number">missing</th>
            ${
              numbers.length === 0
                ? nothing
                : ["minimum", "median", "maximum", "mean", "deviation"].map(
                    (title) => html`<th scope="col" class="number">${title}</th>`,
                  )
            }
            <th scope="col" class="wide">values</th>
          </tr>
        </thead>
        <tbody>
          ${columns.map((column) => columnRow(column, examples, numbers.length > 0))}
        </tbody>
      </table>
    </div>
    ${
      numbers.length === 0
        ? nothing
        : html`<div class="column-charts">
            ${numbers
              .slice(0, mostCharts)
              .map(
                (column) =>
                  html`<benchtop-figure-chart
                    class="chart"
                    .figure=${columnFigure(column)}
                    .actions=${drawing.actions}
                    .loop=${drawing.loop}
                    .colors=${drawing.colors}
                  ></benchtop-figure-chart>`,
              )}
          </div>`
    }
    ${numbers.length > mostCharts ? html`<p class="muted">The first ${mostCharts} of ${numbers.length} columns are drawn.</p>` : nothing}
  </section>`;
}

function columnRow(column: ColumnFacts, examples: number, withNumbers: boolean): TemplateResult {
  const { name, missing, numbers, values } = column;
  const figures = [numbers?.minimum, numbers?.median, numbers?.maximum, numbers?.mean, numbers?.deviation];
  const few =
    values === undefined
      ? column.kind === "text"
        ? "text"
        : ""
      : `${formatCount(values.distinct)}: ${values.commonest
          .slice(0, 6)
          .map(([value, count]) => `${value} (${formatCount(count)})`)
          .join(", ")}${values.distinct > 6 ? ", …" : ""}`;
  return html`<tr>
    <th scope="row"><span class="label" dir="auto" title=${name}>${name}</span></th>
    <td class="number">${missing === 0 ? "0" : `${formatCount(missing)} (${shareOf(missing, examples)})`}</td>
    ${withNumbers ? figures.map((value) => html`<td class="number">${value === undefined ? "" : short(value)}</td>`) : nothing}
    <td class="wide">${few}</td>
  </tr>`;
}

function short(value: number): string {
  return String(Number(value.toPrecision(5)));
}

function csvRows(columns: readonly ColumnFacts[]): (string | number)[][] {
  return [
    [
      "column",
      "kind",
      "missing",
      "minimum",
      "lower quartile",
      "median",
      "upper quartile",
      "maximum",
      "mean",
      "deviation",
    ],
    ...columns.map(({ name, kind, missing, numbers }) => [
      name,
      kind,
      missing,
      ...(numbers === undefined
        ? []
        : [
            numbers.minimum,
            numbers.lowerQuartile,
            numbers.median,
            numbers.upperQuartile,
            numbers.maximum,
            numbers.mean,
            numbers.deviation,
          ]),
    ]),
  ];
}
