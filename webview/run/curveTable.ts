import { html, nothing, type TemplateResult } from "lit";
import { epochText } from "../../src/base/epochText.ts";
import type { EpochMetrics } from "../../src/experiment/metrics.ts";
import { formatCount, formatFigure, formatShare } from "../format.ts";
import { type Beside, besideFigures } from "./beside.ts";
import { type CurveMetric, epochValue } from "./curvePoints.ts";
import { epochRows } from "./epochRows.ts";

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
  const head = [{ name: "epoch" }, { name: "step" }, ...columns];
  const row = (epoch: EpochMetrics): TemplateResult =>
    html`<tr class=${epoch.epoch === bestEpoch ? "best" : ""}>
      <th scope="row">
        ${epochText(epoch.epoch)}${epoch.epoch === bestEpoch ? html` <span class="tag">best</span>` : nothing}
      </th>
      <td>${formatCount(epoch.step)}</td>
      ${columns.map(({ split, metric }) => html`<td>${cell(epochValue(epoch, split, metric), metric)}</td>`)}
    </tr>`;
  return epochRows(epochs, { testId: "curve-table", what: "Loss and accuracy", head, row });
}

function cell(value: number | null, metric: CurveMetric): string {
  return metric === "loss" || Number.isNaN(value) ? formatFigure(value) : formatShare(value);
}

/** The rows behind one chart at full precision, a header first. */
export function curveRows(
  epochs: readonly EpochMetrics[],
  metric: CurveMetric,
  beside: Beside | null,
): (string | number)[][] {
  const own = columns.filter((column) => column.metric === metric);
  const others = new Map(beside?.check.epochs.map((pair) => [pair.epoch, besideFigures(pair, beside)]));
  return [
    [
      ...["epoch", "step", "seconds", ...own.map(({ name }) => name)],
      ...(beside === null ? [] : own.map(({ name }) => `${name}, ${beside.name}`)),
    ],
    ...epochs.map((epoch) => [
      epoch.epoch,
      epoch.step,
      epoch.seconds,
      ...own.map(({ split }) => epochValue(epoch, split, metric) ?? ""),
      ...(beside === null ? [] : own.map(({ split }) => others.get(epoch.epoch)?.[split]?.[metric] ?? "")),
    ]),
  ];
}
