import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import type { MetricChange, RunChanges } from "../../src/protocol/runPanel.ts";
import { formatDate, formatFigure, formatShare } from "../format.ts";
import { icon } from "../icons.ts";
import { PanelElement } from "../panelElement.ts";
import type { PanelActions } from "./actions.ts";
import { messageOf } from "./runClient.ts";

/** What changed since the run before: settings, metrics, and a way into the editor's own diff. */
export class RunChangesView extends PanelElement {
  static override readonly properties = {
    ended: {},
    changes: { state: true },
    problem: { state: true },
  };
  /** When the run ended: what changed is asked anew then. */
  declare ended: string | null;
  declare actions: PanelActions;
  /** undefined = not known yet, null = this is the first run. */
  declare protected changes: RunChanges | null | undefined;
  declare protected problem: string | null;

  constructor() {
    super();
    this.ended = null;
    this.changes = undefined;
    this.problem = null;
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has("ended") || !this.hasUpdated) void this.#load();
  }

  protected override render(): TemplateResult | typeof nothing {
    if (this.problem !== null)
      return html`<p class="notice error" role="alert">
        ${icon("cross")}<span>Could not compare with the previous run: ${this.problem}</span>
      </p>`;
    const { changes } = this;
    if (changes === undefined) return nothing;
    if (changes === null)
      return html`<h3>Changed since the previous run</h3>
        <p class="muted">This is the first run of its experiment and on its data.</p>`;
    const { previous, settings, metrics, dataChanged, kernelsChanged } = changes;
    return html`<h3>Changed since the previous run</h3>
      <p class="muted">${previous.title}, ${formatDate(previous.created)} (${previous.id})</p>
      ${dataChanged ? note("The data files have changed as well: a difference may come from there.") : nothing}
      ${kernelsChanged ? note("The kernels are of another flavour: the last digits may differ by themselves.") : nothing}
      ${settings.length === 0 ? html`<p>Every setting is the same.</p>` : settingsTable(settings)}
      ${metrics.length === 0 ? nothing : metricsTable(metrics)}
      <p class="more">
        <vscode-button
          appearance="secondary"
          title="Settings and all metrics of both runs, side by side"
          @click=${() => {
            this.actions.perform("open the diff editor", "diffWith", { id: previous.id });
          }}
          >Open in diff editor</vscode-button
        >
      </p>`;
  }

  async #load(): Promise<void> {
    this.problem = null;
    try {
      this.changes = await this.actions.request("changes", null);
    } catch (error) {
      this.problem = messageOf(error);
    }
  }
}

function note(text: string): TemplateResult {
  return html`<p class="note">${icon("info")}<span>${text}</span></p>`;
}

function settingsTable(settings: RunChanges["settings"]): TemplateResult {
  return html`<div class="scroll" role="region" aria-label="Changed settings" tabindex="0">
    <table class="settings-table" data-testid="changed-settings">
      <thead>
        <tr>
          <th scope="col">setting</th>
          <th scope="col">before</th>
          <th scope="col">now</th>
        </tr>
      </thead>
      <tbody>
        ${settings.map(
          ({ path, before, after }) =>
            html`<tr>
              <th scope="row">${path}</th>
              <td class="value" dir="auto">${before ?? html`<span class="muted">none</span>`}</td>
              <td class="value" dir="auto">${after ?? html`<span class="muted">none</span>`}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

function metricsTable(metrics: readonly MetricChange[]): TemplateResult {
  return html`<div class="scroll" role="region" aria-label="Metrics before and now" tabindex="0">
    <table class="settings-table" data-testid="changed-metrics">
      <thead>
        <tr>
          <th scope="col">metric</th>
          <th scope="col" class="number">before</th>
          <th scope="col" class="number">now</th>
          <th scope="col" class="number">difference</th>
        </tr>
      </thead>
      <tbody>
        ${metrics.map((metric) => {
          const shown = (value: number): string => (metric.share ? formatShare(value) : formatFigure(value));
          return html`<tr>
            <th scope="row">${metric.split} ${metric.title}</th>
            <td class="number">${shown(metric.before)}</td>
            <td class="number">${shown(metric.after)}</td>
            <td class="number">${differenceOf(metric)}</td>
          </tr>`;
        })}
      </tbody>
    </table>
  </div>`;
}

function differenceOf({ before, after, share, better }: MetricChange): string {
  if (better === null) return "the same";
  const size = Math.abs(after - before);
  const text = share ? `${(size * 100).toFixed(1)} points` : formatFigure(size);
  return `${after > before ? "+" : "−"}${text}, ${better ? "better" : "worse"}`;
}
