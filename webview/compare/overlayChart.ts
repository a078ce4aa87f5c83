import { html, nothing, type TemplateResult } from "lit";
import type { Disposable } from "../../src/base/lifecycle.ts";
import { icon, type IconName } from "../icons.ts";
import type { PaintLoop } from "../paintLoop.ts";
import { PanelElement } from "../panelElement.ts";
import type { ChartLook } from "../run/chartOptions.ts";
import type { CurveRange } from "../run/curvePoints.ts";
import type { ChartColors } from "../theme.ts";
import { LinesChart } from "./linesChart.ts";
import { type OverlaidCurve, type OverlayChoices, overlayLines } from "./overlayLines.ts";
import { OverlayTip } from "./overlayTip.ts";

/** Curves of several runs in one chart. It is redrawn by the paint loop, and only when what it shows changed. */
export class OverlayChart extends PanelElement {
  static override readonly properties = {
    heading: {},
    overlaid: { attribute: false },
    choices: { attribute: false },
    share: { type: Boolean },
    logarithmic: { type: Boolean },
    zoom: { attribute: false },
  };
  declare heading: string;
  declare overlaid: readonly OverlaidCurve[];
  declare choices: OverlayChoices;
  declare share: boolean;
  declare logarithmic: boolean;
  declare zoom: CurveRange | null;
  declare loop: PaintLoop;
  declare colors: () => ChartColors;
  declare zoomed: (range: CurveRange | null) => void;
  declare pick: (curve: number) => void;

  #chart: LinesChart | null = null;
  #painter: Disposable | null = null;
  #drawn: readonly unknown[] = [];
  #tip: OverlayTip | null = null;

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
    this.#tip?.dispose();
    this.#tip = null;
    this.#drawn = [];
  }

  protected override updated(): void {
    this.loop.request();
  }

  protected override render(): TemplateResult {
    return html`<div class="overlay-tools chart-tools" role="group" aria-label="${this.heading} chart">
        ${this.#tool("Zoom in", "zoomIn", (chart) => {
          chart.zoom(1.5);
        })}
        ${this.#tool("Zoom out", "zoomOut", (chart) => {
          chart.zoom(1 / 1.5);
        })}
        ${
          this.zoom === null
            ? nothing
            : this.#tool("Reset zoom", "reset", (chart) => {
                chart.reset();
              })
        }
      </div>
      <div class="chart-box overlay-box">
        <canvas
          tabindex="0"
          role="img"
          aria-label="${this.heading} by ${this.choices.axis} of ${this.overlaid.length} curves. Plus and minus zoom, arrow keys move, 0 resets. The table holds the same figures."
          title="Click a curve to open its run; drag or Ctrl+wheel to zoom, Shift+drag to move"
          data-testid="overlay-chart"
          @keydown=${(event: KeyboardEvent) => {
            this.#onKey(event);
          }}
          @click=${(event: MouseEvent) => {
            this.#onClick(event);
          }}
          @pointermove=${(event: PointerEvent) => {
            this.#onPointer(event);
          }}
          @pointerleave=${() => this.#tip?.hide()}
        ></canvas>
      </div>`;
  }

  /** The picture on the theme's background, as base64 of a PNG file; null before the first drawing. */
  png(): string | null {
    return this.#chart?.png(this.colors().background) ?? null;
  }

  #tool(label: string, picture: IconName, run: (chart: LinesChart) => void): TemplateResult {
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

  #onClick(event: MouseEvent): void {
    const at = this.#chart?.curveAt(event) ?? null;
    if (at !== null) this.pick(at);
  }

  #onPointer(event: PointerEvent): void {
    const chart = this.#chart;
    const box = this.querySelector<HTMLElement>(".overlay-box");
    if (chart === null || box === null) return;
    this.#tip ??= new OverlayTip(box);
    // While it drags, the person looks at what moves.
    const pointed = event.buttons === 0 ? chart.pointedAt(event) : null;
    if (pointed === null) this.#tip.hide();
    else this.#tip.show(pointed, chart.area, { share: this.share, axis: this.choices.axis });
  }

  #draw(): void {
    const canvas = this.querySelector("canvas");
    // A hidden chart is drawn when it is shown: its tab asks for a pass.
    if (!canvas?.offsetParent) return;
    const colors = this.colors();
    const { axis, smoothing } = this.choices;
    const key: readonly unknown[] = [this.overlaid, axis, smoothing, this.share, this.logarithmic, colors];
    const all = [...key, this.zoom, canvas.clientWidth, canvas.clientHeight];
    if (all.every((value, index) => value === this.#drawn[index])) return;
    const anew = !key.every((value, index) => value === this.#drawn[index]);
    this.#drawn = all;
    const look = this.#look(colors);
    const first = this.#chart === null;
    this.#chart ??= new LinesChart(canvas, look, this.zoomed);
    if (!anew && !first) return;
    this.#tip?.hide();
    this.#chart.draw(overlayLines(this.overlaid, this.choices), look);
    if (first && this.zoom !== null) this.#chart.show(this.zoom);
  }

  #look(colors: ChartColors): ChartLook {
    const { axis } = this.choices;
    const ends = this.overlaid.flatMap(({ curves }) => curves.map(({ curve }) => curve[axis].at(-1) ?? 0));
    return {
      share: this.share,
      axis,
      logarithmic: this.logarithmic,
      colors,
      best: null,
      majority: null,
      limits: { min: 0, max: Math.max(1e-9, ...ends) },
    };
  }
}
