import { html, nothing, svg, type TemplateResult } from "lit";
import type { EpochMetrics, LayerFigures } from "../../src/experiment/metrics.ts";
import { layerHints } from "../../src/protocol/layerHints.ts";
import { formatCount, formatFigure, formatShare } from "../format.ts";
import { icon } from "../icons.ts";
import type { RunState } from "./runState.ts";

type FigureName = Exclude<keyof LayerFigures, "name">;
interface Column {
  readonly id: FigureName;
  readonly title: string;
  readonly meaning: string;
  readonly format: (value: number | null | undefined) => string;
}

const columns: readonly Column[] = [
  {
    id: "gradientNorm",
    title: "gradient",
    meaning: "Length of the gradient of the layer's parameters, root mean square over the steps of the epoch",
    format: formatFigure,
  },
  { id: "weightNorm", title: "weights", meaning: "Length of the layer's weights, L2", format: formatFigure },
  {
    id: "updateRatio",
    title: "change",
    meaning: "Length of the change of the weights over the epoch by their length before it",
    format: formatFigure,
  },
  {
    id: "slope",
    title: "mean |f′|",
    meaning: "Mean size of the activation's derivative: what part of a gradient it hands on",
    format: formatFigure,
  },
  {
    id: "dead",
    title: "dead units",
    meaning: "Units whose activation has slope 0 for every example that was looked at, so that they learn nothing",
    format: formatShare,
  },
  {
    id: "saturated",
    title: "saturated",
    meaning: "Share of units and examples where the activation's slope is below a twentieth of its greatest",
    format: formatShare,
  },
];

/** Points of a spark line; of more epochs the course is drawn through as many. */
const mostPoints = 60;
const line = { width: 72, height: 18, margin: 2 };

/** How the layers fare: the latest figures with their course over the epochs, and what they suggest. */
export function layerTableTemplate({ epochs, snapshot }: RunState): TemplateResult | typeof nothing {
  const told = epochs.filter((epoch) => (epoch.layers?.length ?? 0) > 0);
  const latest = told.at(-1);
  if (latest?.layers === undefined) return nothing;
  const shown = columns.filter(({ id }) => told.some(({ layers }) => layers?.some((layer) => layer[id] !== undefined)));
  return html`<section class="layer-figures" aria-label="Layers by epoch" data-testid="layer-figures">
    <h3>Layers <span class="muted">epoch ${formatCount(latest.epoch)}</span></h3>
    ${layerHints(latest.layers, snapshot.record.model?.layers ?? []).map(
      (hint) =>
        html`<div class="notice warning" role="note" data-testid="layer-hint">
          ${icon("warning")}<span>${hint}</span>
        </div>`,
    )}
    <div class="scroll" role="region" aria-label="Figures of the layers" tabindex="0">
      <table class="figures-table">
        <thead>
          <tr>
            <th scope="col">layer</th>
            ${shown.map(({ title, meaning }) => html`<th scope="col" class="number" title=${meaning}>${title}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${latest.layers.map(
            (layer, at) =>
              html`<tr>
                <th scope="row">${layer.name}</th>
                ${shown.map((column) => html`<td class="number">${cell(layer, column, courseOf(told, at, column.id))}</td>`)}
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
  </section>`;
}

function cell(layer: LayerFigures, { id, title, format }: Column, course: readonly number[]): TemplateResult | string {
  const value = layer[id];
  if (value === undefined) return "–";
  return html`${sparkLine(course, `${title} of ${layer.name} by epoch`)}
  ${value === null ? "not a number" : format(value)}`;
}

function courseOf(epochs: readonly EpochMetrics[], at: number, id: FigureName): number[] {
  const step = Math.max(1, epochs.length / mostPoints);
  const points: number[] = [];
  for (let index = epochs.length - 1; index >= 0; index -= step)
    points.unshift(epochs[Math.round(index)]?.layers?.[at]?.[id] ?? NaN);
  return points;
}

function sparkLine(values: readonly number[], label: string): TemplateResult | typeof nothing {
  const known = values.filter(Number.isFinite);
  if (known.length < 2) return nothing;
  const low = Math.min(...known);
  const span = Math.max(...known) - low;
  const { width, height, margin } = line;
  let path = "";
  values.forEach((value, index) => {
    if (!Number.isFinite(value)) return;
    const x = margin + (index / (values.length - 1)) * (width - 2 * margin);
    const y = span > 0 ? height - margin - ((value - low) / span) * (height - 2 * margin) : height / 2;
    path += `${path === "" ? "M" : "L"}${x.toFixed(1)} ${y.toFixed(1)}`;
  });
  return html`<svg class="spark" role="img" aria-label=${label} width=${width} height=${height}>
    ${svg`<path d=${path} />`}
  </svg>`;
}
