import { html, nothing, svg, type TemplateResult } from "lit";
import type { SweepImportance, SweepState } from "../../src/protocol/comparePanel.ts";
import { formatCount, formatShare } from "../format.ts";
import type { ChartColors } from "../theme.ts";
import type { CsvRows } from "./csvMenu.ts";
import { drawnPicture } from "./pictures.ts";
import type { HeatCell, HeatMap } from "./sweepHeat.ts";
import { goodness, goodnessColor, type PlotAxis, valueText } from "./sweepScale.ts";

const barWidth = 220;

/** How much each option matters, with what the figures are and are not. */
export function importanceTable(state: SweepState, { importance, least }: SweepImportance): TemplateResult {
  if (importance === null)
    return html`<p class="muted" data-testid="importance-none">
      There are too few finished trials, or all came out the same: the importance is told from ${least} trials on.
    </p>`;
  const order = ordered(state, importance);
  const reach = Math.max(0.01, ...order.map(({ share }) => share));
  return html`<table class="importance" data-testid="importance">
      <thead>
        <tr>
          <th scope="col">option</th>
          <th
            scope="col"
            title="How much of the trials' variance the forest loses when the option's values are mixed up"
          >
            importance
          </th>
        </tr>
      </thead>
      <tbody>
        ${order.map(
          ({ title, path, share, error }) =>
            html`<tr>
              <th scope="row"><span class="label" dir="auto" title=${path}>${title}</span></th>
              <td>
                <span class="importance-cell"
                  ><svg viewBox="0 0 ${barWidth} 12" preserveAspectRatio="none" aria-hidden="true">
                    ${svg`<rect class="bar" x="0" y="2" height="8" width=${(Math.max(0, share) / reach) * barWidth} />`}</svg
                  ><span class="importance-figure"
                    >${written(share)} <span class="muted">± ${written(error)}</span></span
                  ></span
                >
              </td>
            </tr>`,
        )}
      </tbody>
    </table>
    <p class="muted importance-limits">
      From ${formatCount(importance.examples)} trials, by permutation in a random forest that explains
      ${formatShare(Math.max(0, importance.explained))} of their
      differences${importance.explained < 0.3 ? html`: <strong>too little to rely on</strong>` : nothing}. It holds
      within the values tried; of few trials it is rough, of options that went together either may get what both share,
      and trials that failed or were pruned are left out.
    </p>`;
}

function ordered({ axes }: SweepState, { shares, errors }: NonNullable<SweepImportance["importance"]>) {
  return axes
    .map(({ title, path }, at) => ({ title, path, share: shares[at] ?? 0, error: errors[at] ?? 0 }))
    .sort((a, b) => b.share - a.share);
}

/** Two digits, and no minus before nothing. */
function written(value: number): string {
  return value.toFixed(2).replace(/^-(?=0\.00$)/, "");
}

export function importanceRows(state: SweepState, { importance }: SweepImportance): CsvRows {
  return [
    ["option", "importance", "standard error"],
    ...(importance === null ? [] : ordered(state, importance).map(({ path, share, error }) => [path, share, error])),
  ];
}

export function importancePicture(
  state: SweepState,
  { importance }: SweepImportance,
  colors: ChartColors,
): string | null {
  if (importance === null) return null;
  const order = ordered(state, importance);
  const reach = Math.max(0.01, ...order.map(({ share }) => share));
  return drawnPicture(560, 20 + order.length * 24, colors.background, (pen) => {
    pen.font = `12px ${colors.font}`;
    pen.textBaseline = "middle";
    for (const [at, { title, share }] of order.entries()) {
      const y = 22 + at * 24;
      pen.fillStyle = colors.foreground;
      pen.textAlign = "right";
      pen.fillText(title, 190, y, 180);
      pen.textAlign = "left";
      pen.fillText(written(share), 500, y);
      pen.fillStyle = colors.train;
      pen.fillRect(200, y - 6, (Math.max(0, share) / reach) * 290, 12);
    }
  });
}

/** The heat map as a table: a cell's colour says what its figure does. */
export function heatTable(map: HeatMap, [x, y]: readonly [PlotAxis, PlotAxis], metric: PlotAxis): TemplateResult {
  return html`<div
    class="scroll"
    role="region"
    aria-label="Mean ${metric.title} by ${y.title} and ${x.title}"
    tabindex="0"
  >
    <table class="heat" data-testid="heat">
      <caption>
        Mean ${metric.title}; rows ${y.title}, columns ${x.title}
      </caption>
      <thead>
        <tr>
          <td></td>
          ${map.columns.map(({ label }) => html`<th scope="col"><span class="label" dir="auto" title=${label}>${label}</span></th>`)}
        </tr>
      </thead>
      <tbody>
        ${map.rows.map(
          ({ label }, row) =>
            html`<tr>
              <th scope="row"><span class="label" dir="auto" title=${label}>${label}</span></th>
              ${map.cells[row]?.map((cell) =>
                cell === null
                  ? html`<td class="heat-cell none">–</td>`
                  : html`<td
                      class="heat-cell"
                      data-mean=${cell.mean}
                      title="${valueText(metric, cell.mean)}, ${formatCount(cell.count)} ${cell.count === 1 ? "trial" : "trials"}"
                    >
                      ${valueText(metric, cell.mean)}<small
                        >${cell.count > 1 ? ` (${formatCount(cell.count)})` : nothing}</small
                      >
                    </td>`,
              )}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

/** Gives the cells their colours; the page's policy allows no style attributes. */
export function paintHeat(within: HTMLElement, better: "higher" | "lower"): void {
  const cells = [...within.querySelectorAll<HTMLElement>(".heat-cell[data-mean]")];
  const good = goodness(
    cells.map(({ dataset }) => Number(dataset["mean"])),
    better,
  );
  for (const cell of cells) cell.style.setProperty("background", goodnessColor(good(Number(cell.dataset["mean"]))));
}

export function heatRows(map: HeatMap, [x, y]: readonly [PlotAxis, PlotAxis]): CsvRows {
  return [
    [y.title, x.title, "mean", "trials"],
    ...known(map).map(({ row, column, cell }) => [row, column, cell.mean, cell.count]),
  ];
}

function known(
  map: HeatMap,
): readonly { row: string; column: string; cell: HeatCell; at: readonly [number, number] }[] {
  return map.cells.flatMap((cells, up) =>
    cells.flatMap((cell, across) =>
      cell === null
        ? []
        : [
            {
              row: map.rows[up]?.label ?? "",
              column: map.columns[across]?.label ?? "",
              cell,
              at: [up, across] as const,
            },
          ],
    ),
  );
}

export function heatPicture(
  map: HeatMap,
  [x, y]: readonly [PlotAxis, PlotAxis],
  metric: PlotAxis,
  better: "higher" | "lower",
  colors: ChartColors,
): string {
  const [left, top, wide, high] = [150, 46, 84, 28];
  const cells = known(map);
  const good = goodness(
    cells.map(({ cell }) => cell.mean),
    better,
  );
  const width = left + map.columns.length * wide + 16;
  return drawnPicture(width, top + map.rows.length * high + 12, colors.background, (pen) => {
    pen.font = `11px ${colors.font}`;
    pen.textBaseline = "middle";
    pen.fillStyle = colors.foreground;
    pen.fillText(`${metric.title}: rows ${y.title}, columns ${x.title}`, 12, 14, width - 24);
    pen.textAlign = "center";
    for (const [at, { label }] of map.columns.entries()) pen.fillText(label, left + (at + 0.5) * wide, 34, wide - 6);
    pen.textAlign = "right";
    for (const [at, { label }] of map.rows.entries()) pen.fillText(label, left - 8, top + (at + 0.5) * high, left - 20);
    pen.textAlign = "center";
    for (const { cell, at } of cells) {
      pen.fillStyle = goodnessColor(good(cell.mean));
      pen.fillRect(left + at[1] * wide + 1, top + at[0] * high + 1, wide - 2, high - 2);
      pen.fillStyle = "#000000";
      pen.fillText(valueText(metric, cell.mean), left + (at[1] + 0.5) * wide, top + (at[0] + 0.5) * high);
    }
  });
}
