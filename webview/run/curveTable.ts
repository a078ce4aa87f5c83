import { html, nothing, type TemplateResult } from "lit";
import { epochText } from "../../src/base/epochText.ts";
import type { EpochMetrics } from "../../src/experiment/metrics.ts";
import { formatCount, formatFigure, formatShare } from "../format.ts";
import { type CurveMetric, epochValue } from "./curvePoints.ts";

/** Rows beyond this are left out of the page, not of the CSV file. */
const shownRows = 2000;

interface Column {
  readonly name: string;
  readonly split: "train" | "validation";
  readonly metric: CurveMetric;
}
const columns: readonly Column[] = [
  { name: "train loss", split: "train", metric: "loss" },
  { name: "validation loss", split: "validation", metric: "loss" },
  { name: "train accuracy", split: "train", metric: "accuracy" },
  { name: "validation accuracy", split: "validation", metric: "accuracy" },
];

/** The twin of both charts: one row per epoch. */
export function curveTable(epochs: readonly EpochMetrics[], bestEpoch: number | null): TemplateResult {
  const shown = epochs.slice(-shownRows);
  return html`<table data-testid="curve-table">
    <caption>
      Loss and accuracy by
      epoch${
        shown.length < epochs.length
          ? html`, the last ${formatCount(shown.length)} of ${formatCount(epochs.length)}`
          : nothing
      }
    </caption>
    <thead>
      <tr>
        <th scope="col">epoch</th>
        <th scope="col">step</th>
        ${columns.map((column) => html`<th scope="col">${column.name}</th>`)}
      </tr>
    </thead>
    <tbody>
      ${shown.map(
        (epoch) =>
          html`<tr class=${epoch.epoch === bestEpoch ? "best" : ""}>
            <th scope="row">
              ${epochText(epoch.epoch)}${epoch.epoch === bestEpoch ? html` <span class="tag">best</span>` : nothing}
            </th>
            <td>${formatCount(epoch.step)}</td>
            ${columns.map(({ split, metric }) => html`<td>${cell(epochValue(epoch, split, metric), metric)}</td>`)}
          </tr>`,
      )}
    </tbody>
  </table>`;
}

function cell(value: number | null, metric: CurveMetric): string {
  return metric === "loss" || Number.isNaN(value) ? formatFigure(value) : formatShare(value);
}

/** The rows behind one chart at full precision, a header first. */
export function curveRows(epochs: readonly EpochMetrics[], metric: CurveMetric): (string | number)[][] {
  const own = columns.filter((column) => column.metric === metric);
  return [
    ["epoch", "step", "seconds", ...own.map((column) => column.name)],
    ...epochs.map((epoch) => [
      epoch.epoch,
      epoch.step,
      epoch.seconds,
      ...own.map(({ split }) => epochValue(epoch, split, metric) ?? ""),
    ]),
  ];
}
