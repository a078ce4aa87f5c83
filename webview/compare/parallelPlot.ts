import { html, nothing, svg, type SVGTemplateResult, type TemplateResult } from "lit";
import type { SweepTrial } from "../../src/protocol/comparePanel.ts";
import { PanelElement } from "../panelElement.ts";
import type { ChartColors } from "../theme.ts";
import { svgPicture } from "./pictures.ts";
import {
  type AxisScale,
  type Brush,
  type Brushes,
  goodness,
  goodnessColor,
  isWithin,
  placesOf,
  type PlotAxis,
  scaleOf,
  valueText,
} from "./sweepScale.ts";

const height = 300;
const top = 44;
const bottom = 14;
const side = 64;
const leastGap = 104;
/** More lines cannot be told apart; the best are drawn. */
const mostLines = 500;
/** What a key moves the end of a stretch by. */
const keyStep = 0.05;
const letterWidth = 6.4;

interface Drag {
  readonly axis: number;
  readonly start: number;
  readonly end: number;
}

/** Parallel coordinates: a line for each trial through the axes of its settings and its metric. */
export class ParallelPlot extends PanelElement {
  static override readonly properties = {
    axes: { attribute: false },
    trials: { attribute: false },
    brushes: { attribute: false },
    better: {},
    lit: { attribute: false },
    palette: { attribute: false },
    width: { state: true },
    drag: { state: true },
  };
  declare axes: readonly PlotAxis[];
  declare trials: readonly SweepTrial[];
  declare brushes: Brushes;
  declare better: "higher" | "lower";
  /** The trial that stands out, or null. */
  declare lit: number | null;
  declare palette: ChartColors;
  declare setBrush: (path: string, brush: Brush | null) => void;
  declare pick: (trial: SweepTrial) => void;
  declare protected width: number;
  declare protected drag: Drag | null;

  #observer: ResizeObserver | null = null;

  constructor() {
    super();
    this.width = 800;
    this.drag = null;
    this.lit = null;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#observer = new ResizeObserver(([entry]) => {
      if (entry !== undefined && entry.contentRect.width > 0) this.width = Math.floor(entry.contentRect.width);
    });
    this.#observer.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#observer?.disconnect();
  }

  /** The picture on the theme's background, as base64 of a PNG file. */
  async png(): Promise<string | null> {
    const drawing = this.querySelector<SVGSVGElement>("svg.parallel");
    return drawing === null ? null : svgPicture(drawing, this.palette.background);
  }

  protected override render(): TemplateResult {
    const gaps = Math.max(1, this.axes.length - 1);
    const width = Math.max(this.width, 2 * side + gaps * leastGap);
    const scales = this.#scales();
    const xOf = (axis: number): number => side + (axis * (width - 2 * side)) / gaps;
    return html`<div class="scroll parallel-scroll">
      <svg
        class="parallel"
        viewBox="0 0 ${width} ${height}"
        width=${width}
        height=${height}
        role="group"
        aria-label="Parallel coordinates of ${this.trials.length} trials. The ranking holds the same figures."
        data-testid="parallel"
        font-family=${this.palette.font}
        font-size="11"
      >
        ${this.#lines(scales, xOf)}
        ${this.axes.map((axis, at) => this.#axis(axis, at, scales[at], xOf(at), Math.min(xOf(1) - xOf(0), 2 * side)))}
      </svg>
    </div>`;
  }

  #scales(): readonly AxisScale[] {
    return this.axes.map((axis, at) =>
      scaleOf(
        axis,
        this.trials.flatMap((trial) => placesOf(trial)[at] ?? []),
      ),
    );
  }

  #lines(scales: readonly AxisScale[], xOf: (axis: number) => number): SVGTemplateResult {
    const metric = this.axes.length - 1;
    const known = this.trials.filter((trial) => placesOf(trial).every((value) => value !== null)).slice(0, mostLines);
    const good = goodness(
      known.map((trial) => placesOf(trial)[metric] ?? 0),
      this.better,
    );
    const lines = known.map((trial) => {
      const places = placesOf(trial);
      const points = places.map((value, at) => {
        const y = yOf(scales[at]?.place(value ?? 0) ?? 0);
        return `${xOf(at).toFixed(1)},${y.toFixed(1)}`;
      });
      const within = isWithin(this.axes, trial, this.brushes);
      return { trial, points, within, good: good(places[metric] ?? 0) };
    });
    // The best and the one that stands out are drawn last, on top.
    const rank = (line: (typeof lines)[number]): number =>
      (line.trial.trial === this.lit ? 4 : 0) + (line.within ? 2 : 0) + line.good;
    const sparse = Math.min(1, 0.35 + 12 / Math.max(1, lines.length));
    return svg`${lines
      .sort((a, b) => rank(a) - rank(b))
      .map(({ trial, points, within, good: share }) => {
        const stands = trial.trial === this.lit;
        return svg`<polyline
          data-trial=${trial.trial}
          points=${points.join(" ")}
          fill="none"
          stroke=${within ? goodnessColor(share) : this.palette.muted}
          stroke-width=${stands ? 3.5 : within ? 1.2 + share : 1}
          stroke-opacity=${stands ? 1 : within ? sparse : 0.1}
          stroke-dasharray=${trial.pruned === null ? nothing : "4 3"}
          @click=${() => {
            this.pick(trial);
          }}
        ><title>trial ${trial.trial}: ${this.axes
          .map((axis, at) => `${axis.title} ${valueText(axis, placesOf(trial)[at] ?? null)}`)
          .join(", ")}</title></polyline>`;
      })}`;
  }

  #axis(
    axis: PlotAxis,
    at: number,
    scale: AxisScale | undefined,
    x: number,
    room: number,
  ): SVGTemplateResult | typeof nothing {
    if (scale === undefined) return nothing;
    const { foreground, muted, background, selection } = this.palette;
    const [low, high] = this.#stretch(axis, at, scale);
    const picked = low > 0 || high < 1;
    const words = picked
      ? `${valueText(axis, roundedTo(axis, scale.valueAt(low)))} to ${valueText(axis, roundedTo(axis, scale.valueAt(high)))}`
      : "all";
    const last = at === this.axes.length - 1;
    const title = shortened(axis.title, Math.floor(room / letterWidth));
    return svg`<g>
      <text x=${x} y="14" text-anchor="middle" fill=${foreground}>${title}<title>${axis.title} (${axis.path === "" ? "metric" : axis.path})</title></text>
      <text x=${x} y="28" text-anchor="middle" fill=${muted} font-size="10">${
        picked
          ? shortened(words, 18)
          : axis.logarithmic
            ? "log"
            : last
              ? this.better === "higher"
                ? "higher is better"
                : "lower is better"
              : ""
      }</text>
      <line x1=${x} x2=${x} y1=${top} y2=${height - bottom} stroke=${muted} stroke-width="1" />
      ${
        picked
          ? svg`<rect x=${x - 8} width="16" y=${yOf(high)} height=${Math.max(2, yOf(low) - yOf(high))} fill=${selection} stroke=${foreground} stroke-width="1" />`
          : nothing
      }
      ${scale.ticks.map(
        ({ place, label }) =>
          svg`<line x1=${x - 3} x2=${x + 3} y1=${yOf(place)} y2=${yOf(place)} stroke=${muted} />
          <text x=${x + 7} y=${yOf(place) + 4} fill=${foreground} stroke=${background} stroke-width="3" paint-order="stroke" stroke-linejoin="round">${shortened(label, 14)}</text>`,
      )}
      <rect
        class="axis-hit"
        x=${x - 16}
        y=${top - 8}
        width="32"
        height=${height - top - bottom + 16}
        fill="transparent"
        tabindex="0"
        role="slider"
        data-axis=${axis.path}
        aria-label="Filter ${axis.title}: arrow up raises the lower end, arrow down lowers the upper end, with Shift the other way, Escape clears"
        aria-valuemin="0"
        aria-valuemax="100"
        aria-valuenow=${Math.round(low * 100)}
        aria-valuetext=${words}
        @keydown=${(event: KeyboardEvent) => {
          this.#onKey(event, axis, at, scale);
        }}
        @pointerdown=${(event: PointerEvent) => {
          const place = placeAt(event);
          (event.currentTarget as Element).setPointerCapture(event.pointerId);
          this.drag = { axis: at, start: place, end: place };
        }}
        @pointermove=${(event: PointerEvent) => {
          if (this.drag?.axis === at) this.drag = { ...this.drag, end: placeAt(event) };
        }}
        @pointerup=${(event: PointerEvent) => {
          const { drag } = this;
          this.drag = null;
          if (drag?.axis !== at) return;
          const end = placeAt(event);
          // A click without a way clears.
          if (Math.abs(end - drag.start) < 0.02) this.setBrush(axis.path, null);
          else this.#set(axis, scale, Math.min(end, drag.start), Math.max(end, drag.start));
        }}
        @pointercancel=${() => {
          this.drag = null;
        }}
      ><title>Drag to filter by ${axis.title}; click to clear</title></rect>
    </g>`;
  }

  /** The stretch of an axis that is picked, from 0 to 1. */
  #stretch({ path }: PlotAxis, at: number, scale: AxisScale): readonly [number, number] {
    const { drag } = this;
    if (drag?.axis === at) return [Math.min(drag.start, drag.end), Math.max(drag.start, drag.end)];
    const brush = this.brushes[path];
    if (brush === undefined) return [0, 1];
    return [clamped(scale.place(brush.from)), clamped(scale.place(brush.to))];
  }

  #set(axis: PlotAxis, scale: AxisScale, low: number, high: number): void {
    // What reaches the end of the axis goes on beyond it: a live sweep may still find better.
    const from = low <= 0 ? -Number.MAX_VALUE : scale.valueAt(low);
    const to = high >= 1 ? Number.MAX_VALUE : scale.valueAt(high);
    this.setBrush(axis.path, low <= 0 && high >= 1 ? null : { from, to });
  }

  #onKey(event: KeyboardEvent, axis: PlotAxis, at: number, scale: AxisScale): void {
    if (event.key === "Escape") this.setBrush(axis.path, null);
    else if (event.key === "ArrowUp" || event.key === "ArrowDown") {
      const [low, high] = this.#stretch(axis, at, scale);
      const up = event.key === "ArrowUp";
      const step = axis.categories === null ? keyStep : 1 / Math.max(1, axis.categories.length);
      // Up moves the lower end, down the upper one; with Shift each the other way round.
      const [from, to] =
        up !== event.shiftKey
          ? [low + (event.shiftKey ? -step : step), high]
          : [low, high + (event.shiftKey ? step : -step)];
      if (to - from > 1e-9) this.#set(axis, scale, from < 1e-9 ? 0 : from, to > 1 - 1e-9 ? 1 : to);
    } else return;
    event.preventDefault();
  }
}

function yOf(place: number): number {
  return height - bottom - place * (height - top - bottom);
}

function placeAt(event: PointerEvent): number {
  const drawing = (event.currentTarget as SVGElement).ownerSVGElement;
  const y = event.clientY - (drawing?.getBoundingClientRect().top ?? 0);
  return clamped((height - bottom - y) / (height - top - bottom));
}

function clamped(place: number): number {
  return Number.isNaN(place) ? 0 : Math.min(1, Math.max(0, place));
}

function roundedTo({ categories }: PlotAxis, value: number): number {
  return categories === null ? value : Math.min(categories.length - 1, Math.max(0, Math.round(value)));
}

function shortened(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, length - 1)}…` : text;
}
