import { html, nothing, svg, type TemplateResult } from "lit";
import { epochText } from "../../src/base/epochText.ts";
import type { Disposable } from "../../src/base/lifecycle.ts";
import { textToBase64 } from "../base64.ts";
import { pictureItems } from "../pictureItems.ts";
import { toCsv } from "../csv.ts";
import { formatCount, formatShare } from "../format.ts";
import { icon, type IconName } from "../icons.ts";
import type { PaintLoop } from "../paintLoop.ts";
import { PanelElement } from "../panelElement.ts";
import type { ChartColors } from "../theme.ts";
import type { PanelActions } from "./actions.ts";
import { type Beside, besidePoints } from "./beside.ts";
import type { ChartLook } from "./chartOptions.ts";
import { curveLines } from "./curveLines.ts";
import { epochX, stepToX } from "../../src/protocol/curveAxes.ts";
import { type CurveMetric, firstGap } from "./curvePoints.ts";
import { curveRows } from "./curveTable.ts";
import { LineChart } from "./lineChart.ts";
import type { RunState } from "./runState.ts";
import type { StepSeries } from "./stepSeries.ts";
import type { ViewState } from "./viewState.ts";

/** One chart of the Run panel with its legend, buttons and menu. It is redrawn by the paint loop, not by its own updates. */
export class RunCurveChart extends PanelElement {
  static override readonly properties = {
    metric: {},
    state: { attribute: false },
    view: { attribute: false },
    beside: { attribute: false },
    gap: { state: true },
  };
  declare metric: CurveMetric;
  declare state: RunState;
  declare view: ViewState;
  /** Another program's training, laid over the run's. */
  declare beside: Beside | null;
  declare steps: StepSeries;
  declare loop: PaintLoop;
  declare actions: PanelActions;
  declare colors: () => ChartColors;
  /** The first step whose value is not finite. */
  declare protected gap: number | null;

  #chart: LineChart | null = null;
  #painter: Disposable | null = null;
  #drawn: readonly unknown[] = [];

  constructor() {
    super();
    this.beside = null;
    this.gap = null;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#painter = this.loop.add(() => {
      this.#draw();
    });
    this.loop.request();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#painter?.dispose();
    this.#chart?.dispose();
    this.#chart = null;
  }

  protected override updated(): void {
    this.loop.request();
  }

  protected override render(): TemplateResult {
    const title = this.metric === "loss" ? "Loss" : "Accuracy";
    const zoomed = this.view.zoom[this.metric] !== null;
    return html`<div class="chart-head">
        <h3>${title}</h3>
        ${this.#legend()}
        <span class="chart-tools" role="group" aria-label="${title} chart">
          ${this.#tool("Zoom in", "zoomIn", (chart) => {
            chart.zoom(1.5);
          })}
          ${this.#tool("Zoom out", "zoomOut", (chart) => {
            chart.zoom(1 / 1.5);
          })}
          ${
            zoomed
              ? this.#tool("Reset zoom", "reset", (chart) => {
                  chart.reset();
                })
              : nothing
          }
          <benchtop-menu .label=${`${title} chart: save or copy`} .items=${this.#menu(title)}></benchtop-menu>
        </span>
      </div>
      <div class="chart-box">
        <canvas
          tabindex="0"
          role="img"
          aria-label="${title} by ${this.view.axis}. Plus and minus zoom, arrow keys move, 0 resets. The table holds the same figures."
          title="Drag or Ctrl+wheel to zoom, Shift+drag to move"
          data-testid="chart-${this.metric}"
          @keydown=${(event: KeyboardEvent) => {
            this.#onKey(event);
          }}
        ></canvas>
      </div>
      ${
        this.gap !== null
          ? html`<p class="note">
              ${icon("warning")}<span
                >Some values are infinite or not a number, the first at step ${formatCount(this.gap)}; they leave
                gaps.</span
              >
            </p>`
          : nothing
      }`;
  }

  #legend(): TemplateResult {
    const validation = this.state.epochs.some((epoch) => epoch.metrics.validation !== undefined);
    const batch = this.metric === "loss" ? [["batch", "batch"] as const] : [];
    const entries = [
      ["train", "train"] as const,
      ...(validation ? [["validation", "validation"] as const] : []),
      ...batch,
      ...this.#besideSplits().map((split) => [`${split}, ${this.beside?.name ?? ""}`, `beside-${split}`] as const),
    ];
    return html`<ul class="legend" aria-label="Lines">
      ${entries.map(
        ([name, kind]) =>
          html`<li>
            <svg class="legend-line legend-${kind}" viewBox="0 0 26 8" aria-hidden="true">
              <path d="M0 4h26" />
              ${kind === "train" ? svg`<circle cx="13" cy="4" r="2.6" />` : nothing}
              ${kind === "validation" ? svg`<rect x="10.6" y="1.6" width="4.8" height="4.8" />` : nothing}</svg
            ><span class="legend-name">${name}</span>
          </li>`,
      )}
    </ul>`;
  }

  /** The splits of which the other has a curve. */
  #besideSplits(): readonly ("train" | "validation")[] {
    const { beside, state, view, metric } = this;
    if (beside === null) return [];
    return (["train", "validation"] as const).filter(
      (split) => besidePoints(beside, state.epochs, view.axis, split, metric).length > 0,
    );
  }

  #tool(label: string, picture: IconName, run: (chart: LineChart) => void): TemplateResult {
    return html`<vscode-button
      appearance="icon"
      aria-label=${label}
      title=${label}
      @click=${() => {
        if (this.#chart !== null) run(this.#chart);
      }}
      >${icon(picture)}</vscode-button
    >`;
  }

  #menu(title: string): { label: string; run: () => void }[] {
    const csv = (): string => toCsv(curveRows(this.state.epochs, this.metric, this.beside));
    const save = (name: string, base64: string): void => {
      this.actions.perform(`save ${name}`, "saveFile", { name, base64 });
    };
    return [
      ...pictureItems(
        () => this.#chart?.png(this.colors().background) ?? null,
        (base64) => {
          save(`${this.metric}.png`, base64);
        },
      ),
      {
        label: "Save CSV…",
        run: () => {
          save(`${this.metric}.csv`, textToBase64(csv()));
        },
      },
      {
        label: "Copy CSV",
        run: () => {
          this.actions.perform(`copy ${title.toLowerCase()}`, "copyText", { text: csv() });
        },
      },
    ];
  }

  #onKey(event: KeyboardEvent): void {
    const chart = this.#chart;
    if (chart === null || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "+" || event.key === "=") chart.zoom(1.5);
    else if (event.key === "-") chart.zoom(1 / 1.5);
    else if (event.key === "ArrowLeft") chart.pan(-0.1);
    else if (event.key === "ArrowRight") chart.pan(0.1);
    else if (event.key === "0") chart.reset();
    else return;
    event.preventDefault();
  }

  #draw(): void {
    const canvas = this.querySelector("canvas");
    // A hidden chart is drawn when it is shown: its tab asks for a pass.
    if (!canvas?.offsetParent) return;
    const { state, steps, view, metric } = this;
    const colors = this.colors();
    const key = [
      state.epochs,
      state.bestEpoch,
      state.ticker.steps,
      steps.version,
      view,
      colors,
      canvas.clientWidth,
      this.beside?.check,
      this.beside?.start,
    ];
    if (key.every((value, index) => value === this.#drawn[index])) return;
    this.#drawn = key;
    this.gap = firstGap(state.epochs, steps.buckets, metric);
    const look = this.#look(colors);
    const first = this.#chart === null;
    this.#chart ??= new LineChart(canvas, look, (range) => {
      this.actions.setView({ zoom: { ...this.view.zoom, [metric]: range } });
    });
    const choices = {
      metric,
      axis: view.axis,
      smoothing: view.smoothing,
      columns: Math.max(64, Math.floor(this.#chart.width)),
      range: view.zoom[metric],
      beside: this.beside,
    };
    this.#chart.draw(curveLines(state, steps, choices, colors), look);
    if (first && view.zoom[metric] !== null) this.#chart.show(view.zoom[metric]);
  }

  #look(colors: ChartColors): ChartLook {
    const { state, steps, view, metric } = this;
    const best = state.epochs.find((epoch) => epoch.epoch === state.bestEpoch);
    const last = state.epochs.at(-1);
    const x = stepToX(state.epochs, view.axis, state.snapshot.record.progress.stepsPerEpoch);
    const other = this.beside === null ? [] : besidePoints(this.beside, state.epochs, view.axis, "train", metric);
    const ends = [
      last === undefined ? 0 : epochX(last, view.axis),
      x(steps.buckets.at(-1)?.step ?? 0),
      other.at(-1)?.x ?? 0,
    ];
    const majority = (last?.metrics.validation ?? last?.metrics.train)?.majorityAccuracy ?? null;
    return {
      share: metric === "accuracy",
      axis: view.axis,
      logarithmic: metric === "loss" && view.logarithmic,
      colors,
      best: best === undefined ? null : { x: epochX(best, view.axis), label: `best: epoch ${epochText(best.epoch)}` },
      majority:
        metric === "accuracy" && majority !== null
          ? { y: majority, label: `majority class ${formatShare(majority)}` }
          : null,
      limits: { min: 0, max: Math.max(1e-9, ...ends.filter((end) => Number.isFinite(end))) },
    };
  }
}
