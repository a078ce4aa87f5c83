import { html, nothing, type TemplateResult } from "lit";
import type { MetricEntry } from "../../src/experiment/metricTable.ts";
import type { SplitMetrics } from "../../src/experiment/metrics.ts";
import { formatFigure, formatShare } from "../format.ts";
import { zeroMark } from "./classTable.ts";

const spelled = { nan: NaN, "+inf": Number.POSITIVE_INFINITY, "-inf": Number.NEGATIVE_INFINITY } as const;
const direction = { higher: "higher is better", lower: "lower is better", neither: "" } as const;

/** Every metric of a split, a row each; those that an older run does not have are left out. */
export function metricsTable(
  entries: readonly MetricEntry[],
  metrics: SplitMetrics | undefined,
): TemplateResult | typeof nothing {
  if (metrics === undefined) return nothing;
  return html`<h3>Metrics</h3>
    <div class="scroll" role="region" aria-label="Metrics of the split" tabindex="0">
      <table class="figures-table" data-testid="metrics-table">
        <thead>
          <tr>
            <th scope="col">metric</th>
            <th scope="col" class="number">value</th>
            <th scope="col"><span class="visually-hidden">which way is better</span></th>
          </tr>
        </thead>
        <tbody>
          ${entries
            .filter(({ id }) => metrics[id] !== undefined)
            .map(
              (entry) =>
                html`<tr>
                  <th scope="row" title=${entry.description}>${entry.title}</th>
                  ${valueCell(entry, metrics)}
                  <td class="muted">${direction[entry.better]}</td>
                </tr>`,
            )}
        </tbody>
      </table>
    </div>`;
}

function valueCell({ id, share }: MetricEntry, metrics: SplitMetrics): TemplateResult {
  const reason = metrics.nonFinite?.[id];
  const value = reason === undefined ? metrics[id] : spelled[reason];
  if (value === null)
    return html`<td class="number" title="Only for models that give probabilities">${formatFigure(null)}</td>`;
  return html`<td class="number">
    ${share && reason === undefined ? formatShare(value) : formatFigure(value)}${
      metrics.undefinedFigures?.includes(id) ? zeroMark() : nothing
    }
  </td>`;
}
