import { html, nothing, type TemplateResult } from "lit";
import type { Disposable } from "../../src/base/lifecycle.ts";
import type { SweepImportance, SweepStanding, SweepState, SweepTrial } from "../../src/protocol/comparePanel.ts";
import { dropdown } from "../fields.ts";
import { formatCount } from "../format.ts";
import { icon, type IconName } from "../icons.ts";
import type { PaintLoop } from "../paintLoop.ts";
import { PanelElement } from "../panelElement.ts";
import type { ChartColors } from "../theme.ts";
import type { CompareActions } from "./actions.ts";
import { Asked } from "./asked.ts";
import type { CsvRows } from "./csvMenu.ts";
import type { ParallelPlot } from "./parallelPlot.ts";
import { assignSlots } from "./runColors.ts";
import type { SweepClient } from "./sweepClient.ts";
import { heatMap, type HeatMap } from "./sweepHeat.ts";
import {
  heatPicture,
  heatRows,
  heatTable,
  importancePicture,
  importanceRows,
  importanceTable,
  paintHeat,
} from "./sweepParts.ts";
import { sweepMenu } from "./sweepMenu.ts";
import type { PictureSource } from "../pictureItems.ts";
import { progressWords, sweepRanking, trialRows } from "./sweepRanking.ts";
import { isWithin, plotAxes, type PlotAxis } from "./sweepScale.ts";
import type { SweepScatter } from "./sweepScatter.ts";
import { mostChosen } from "./tableTab.ts";
import type { ViewState } from "./viewState.ts";

const standings: Readonly<Record<SweepStanding, string>> = {
  running: "running",
  paused: "paused",
  stopping: "stopping",
  over: "over",
  unfinished: "unfinished",
  elsewhere: "trained elsewhere",
};

/** One sweep: its ranking, what can be done to it, and what its options do to the metric. */
export class SweepTab extends PanelElement {
  static override readonly properties = {
    client: { attribute: false },
    state: { attribute: false },
    sweeps: { attribute: false },
    view: { attribute: false },
    palette: { attribute: false },
    lit: { state: true },
  };
  declare client: SweepClient;
  declare state: SweepState | null;
  declare sweeps: SweepClient["sweeps"];
  declare view: ViewState;
  declare actions: CompareActions;
  declare loop: PaintLoop;
  declare colors: () => ChartColors;
  declare protected palette: ChartColors | null;
  declare protected lit: number | null;

  #painter: Disposable | null = null;
  #plotted: { readonly state: SweepState; readonly axes: readonly PlotAxis[] } | null = null;
  readonly #importance = new Asked<SweepImportance>(() => {
    this.requestUpdate();
  });

  constructor() {
    super();
    this.lit = null;
    this.palette = null;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#painter = this.loop.add(() => {
      // Another theme has other colours.
      this.palette = this.colors();
    });
    this.palette = this.colors();
    void this.client.list();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#painter?.dispose();
  }

  protected override willUpdate(): void {
    const { state } = this;
    const wanted = this.#chosen();
    if (wanted !== null) void this.client.follow(wanted);
    if (state === null || state.axes.length === 0) return;
    const finished = state.trials.filter(({ value }) => value !== null).length;
    this.#importance.ask(`${state.id} ${String(finished)}`, () =>
      this.actions.request("sweepImportance", { id: state.id }),
    );
  }

  protected override render(): TemplateResult {
    const { sweeps, state, palette } = this;
    if (sweeps === null) return html`<p class="waiting">Looking for sweeps…</p>`;
    if (sweeps.length === 0)
      return html`<p class="empty">
        There is no sweep yet. Start one: Sweep above an experiment file, or Benchtop: Sweep… in the command palette.
      </p>`;
    const shown = state?.id === this.#chosen() ? state : null;
    return html`<section class="sweep-tab" aria-label="Sweep">
      ${this.#toolbar(shown)}
      ${
        this.client.problem === null
          ? nothing
          : html`<p class="notice error" role="alert">${icon("cross")}<span>${this.client.problem}</span></p>`
      }
      ${shown === null || palette === null ? nothing : this.#body(shown, palette)}
    </section>`;
  }

  protected override updated(): void {
    if (this.state !== null) paintHeat(this, this.state.metric.better);
  }

  #chosen(): string | null {
    const { sweeps, view } = this;
    return sweeps?.find(({ id }) => id === view.sweep)?.id ?? sweeps?.[0]?.id ?? null;
  }

  #toolbar(state: SweepState | null): TemplateResult {
    const sweeps = this.sweeps ?? [];
    const choices = sweeps.map(({ id, title, created }) => ({ value: id, label: `${title}, ${when(created)}` }));
    const id = this.#chosen() ?? "";
    const control = (action: "stop" | "pause" | "resume", label: string, picture: IconName): TemplateResult =>
      html`<vscode-button
        appearance=${action === "resume" ? "primary" : "secondary"}
        data-testid="sweep-${action}"
        @click=${() => {
          this.actions.perform(`${action} the sweep`, "controlSweep", { id, action });
        }}
        >${icon(picture, "start")}${label}</vscode-button
      >`;
    return html`<div class="toolbar">
      ${dropdown("sweep", "Which sweep is shown, the newest first", choices, id, (sweep) => {
        this.actions.setView({ sweep, brushes: {}, sweepX: null, heatX: null, heatY: null });
      })}
      ${
        state === null
          ? html`<span class="muted" role="status">Reading the sweep…</span>`
          : html`<span class="sweep-progress">
              <progress
                aria-label="Trials done"
                max=${state.total}
                value=${state.trials.filter(({ status }) => status !== "running").length}
              ></progress>
              <span role="status" data-testid="sweep-status"
                >${standings[state.standing]} · ${progressWords(state)}</span
              >
            </span>`
      }
      ${state?.standing === "running" ? control("pause", "Pause", "pause") : nothing}
      ${state?.standing === "paused" || state?.standing === "unfinished" ? control("resume", "Resume", "play") : nothing}
      ${state?.standing === "running" || state?.standing === "paused" ? control("stop", "Stop", "stop") : nothing}
    </div>`;
  }

  #body(state: SweepState, palette: ChartColors): TemplateResult {
    const axes = this.#axes(state);
    const brushed = axes.some(({ path }) => this.view.brushes[path] !== undefined);
    const listed = brushed ? state.trials.filter((trial) => isWithin(axes, trial, this.view.brushes)) : state.trials;
    return html`${this.#parallel(state, axes, palette)} ${this.#ranking(state, axes, listed, brushed)}
    ${
      state.axes.length === 0
        ? nothing
        : html`<div class="sweep-charts">
            ${this.#scatter(state, axes, palette)} ${state.axes.length < 2 ? nothing : this.#heat(state, axes, palette)}
            ${this.#importancePart(state, palette)}
          </div>`
    }`;
  }

  /** The same array as long as the sweep's axes are, so that nothing is drawn twice. */
  #axes(state: SweepState): readonly PlotAxis[] {
    if (this.#plotted?.state.axes !== state.axes) this.#plotted = { state, axes: plotAxes(state) };
    return this.#plotted.axes;
  }

  #ranking(
    state: SweepState,
    axes: readonly PlotAxis[],
    listed: readonly SweepTrial[],
    brushed: boolean,
  ): TemplateResult {
    const { actions } = this;
    return html`<section aria-label="Ranking">
      <div class="part-head">
        <h3>Ranking</h3>
        <span class="spring"></span>
        <vscode-button
          appearance="secondary"
          title="Takes the runs of the listed trials, at most ${mostChosen}, into the table, curves and differences"
          @click=${() => {
            const chosen = listed.flatMap(({ runs }) => runs).slice(0, mostChosen);
            actions.setView({ chosen, slots: assignSlots(chosen, {}), baseline: chosen[0] ?? null, tab: "curves" });
          }}
          >Compare these runs</vscode-button
        >
        ${this.#menu("Ranking", "trials", null, () => trialRows(state, axes, listed))}
      </div>
      ${
        brushed
          ? html`<p class="muted" role="status" data-testid="brushed">
              ${formatCount(listed.length)} of ${formatCount(state.trials.length)} trials lie within the filters; the
              table of runs lists theirs alone.
              <vscode-link
                href="#"
                @click=${(event: Event) => {
                  event.preventDefault();
                  actions.setView({ brushes: {} });
                }}
                >Clear the filters</vscode-link
              >
            </p>`
          : nothing
      }
      ${
        state.trials.length === 0
          ? html`<p class="empty">No trial has begun yet.</p>`
          : sweepRanking(state, axes, listed, {
              open: (id) => {
                actions.perform("open the run", "openRun", { id });
              },
              light: (trial) => {
                this.lit = trial;
              },
            })
      }
    </section>`;
  }

  #parallel(state: SweepState, axes: readonly PlotAxis[], palette: ChartColors): TemplateResult | typeof nothing {
    if (state.axes.length === 0 || state.trials.length === 0) return nothing;
    return html`<section aria-label="Parallel coordinates">
      <div class="part-head">
        <h3>Settings and ${state.metric.title}</h3>
        <span class="muted part-hint">Drag along an axis to filter</span>
        <span class="spring"></span>
        ${this.#menu(
          "Parallel coordinates",
          "parallel",
          () => this.querySelector<ParallelPlot>("benchtop-parallel")?.png() ?? null,
          () => trialRows(state, axes, state.trials),
        )}
      </div>
      <benchtop-parallel
        .axes=${axes}
        .trials=${state.trials}
        .brushes=${this.view.brushes}
        .better=${state.metric.better}
        .lit=${this.lit}
        .palette=${palette}
        .setBrush=${(path: string, brush: { from: number; to: number } | null) => {
          const rest = Object.fromEntries(Object.entries(this.view.brushes).filter(([other]) => other !== path));
          this.actions.setView({ sweep: state.id, brushes: brush === null ? rest : { ...rest, [path]: brush } });
        }}
        .pick=${this.#pick}
      ></benchtop-parallel>
    </section>`;
  }

  readonly #pick = ({ runs }: SweepTrial): void => {
    const [id] = runs;
    if (id !== undefined) this.actions.perform("open the run", "openRun", { id });
  };

  #scatter(state: SweepState, axes: readonly PlotAxis[], palette: ChartColors): TemplateResult {
    const at = Math.max(
      0,
      state.axes.findIndex(({ path }) => path === this.view.sweepX),
    );
    return html`<section class="sweep-part" aria-label="Metric against an option">
      <div class="part-head">
        <h3>One option</h3>
        ${this.#axisChoice("option", "Which option lies across", state, at, (sweepX) => ({ sweepX }))}
        <span class="spring"></span>
        ${this.#menu(
          "Metric against an option",
          "option",
          () => this.querySelector<SweepScatter>("benchtop-sweep-scatter")?.png() ?? null,
          () => trialRows(state, axes, state.trials),
        )}
      </div>
      <benchtop-sweep-scatter
        .axes=${axes}
        .trials=${state.trials}
        .brushes=${this.view.brushes}
        .at=${at}
        .better=${state.metric.better}
        .palette=${palette}
        .loop=${this.loop}
        .pick=${this.#pick}
      ></benchtop-sweep-scatter>
    </section>`;
  }

  #heat(state: SweepState, axes: readonly PlotAxis[], palette: ChartColors): TemplateResult | typeof nothing {
    const find = (path: string | null, fallback: number): number => {
      const found = state.axes.findIndex((axis) => axis.path === path);
      return found < 0 ? fallback : found;
    };
    const x = find(this.view.heatX, 0);
    const y = find(this.view.heatY, x === 1 ? 0 : 1);
    const [across, up, metric] = [axes[x], axes[y], axes.at(-1)];
    if (across === undefined || up === undefined || metric === undefined) return nothing;
    const pair = [across, up] as const;
    const map = (): HeatMap => heatMap(state.trials, pair, [x, y]);
    const { better } = state.metric;
    return html`<section class="sweep-part" aria-label="Two options">
      <div class="part-head">
        <h3>Two options</h3>
        ${this.#axisChoice("across", "Which option the columns are", state, x, (heatX) => ({ heatX }))}
        ${this.#axisChoice("up", "Which option the rows are", state, y, (heatY) => ({ heatY }))}
        <span class="spring"></span>
        ${this.#menu(
          "Two options",
          "two-options",
          () => heatPicture(map(), pair, metric, better, palette),
          () => heatRows(map(), pair),
        )}
      </div>
      ${heatTable(map(), pair, metric)}
    </section>`;
  }

  #importancePart(state: SweepState, palette: ChartColors): TemplateResult {
    const { value, problem } = this.#importance;
    return html`<section class="sweep-part" aria-label="Importance of the options">
      <div class="part-head">
        <h3>What matters</h3>
        <span class="spring"></span>
        ${
          value === null
            ? nothing
            : this.#menu(
                "Importance",
                "importance",
                () => importancePicture(state, value, palette),
                () => importanceRows(state, value),
              )
        }
      </div>
      ${problem === null ? nothing : html`<p class="problem" role="alert">${problem}</p>`}
      ${value === null ? nothing : importanceTable(state, value)}
    </section>`;
  }

  #axisChoice(
    label: string,
    title: string,
    { axes }: SweepState,
    at: number,
    change: (path: string) => Partial<ViewState>,
  ): TemplateResult {
    const choices = axes.map((axis) => ({ value: axis.path, label: axis.title }));
    return dropdown(label, title, choices, axes[at]?.path ?? "", (path) => {
      this.actions.setView(change(path));
    });
  }

  #menu(what: string, file: string, png: PictureSource | null, rows: () => CsvRows): TemplateResult {
    return sweepMenu(this.actions, { what, file, png, rows });
  }
}

const dates = new Intl.DateTimeFormat("en-GB", { month: "short", day: "numeric", hour: "2-digit", minute: "2-digit" });

function when(created: string): string {
  const date = new Date(created);
  return Number.isNaN(date.getTime()) ? created : dates.format(date);
}
