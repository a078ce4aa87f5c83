import { Chart, type Plugin, type Scale } from "chart.js";
import type { Disposable } from "../../src/base/lifecycle.ts";
import { chartOptions, type ChartLook, sameOptions } from "../run/chartOptions.ts";
import type { CurvePoint, CurveRange } from "../run/curvePoints.ts";
import { pictureOf } from "../run/lineChart.ts";
import { paintLines, type Plot } from "./linePainter.ts";
import { type DrawnLine, drawnLines, firstAtLeast, nearestPoint, valueRange } from "./lineWindow.ts";
import type { OverlayLine } from "./overlayLines.ts";

/** All points of a drawing together: more are slow to draw and cannot be told apart. */
const mostPoints = 40_000;
/** The same while a person zooms or pans, when every frame is a new drawing. */
const mostMoving = 8_000;
const restMilliseconds = 150;
/** How far from a line a click still means it, in pixels. */
const reach = 12;

/** A line's value at the pointer's x. */
export interface LineValue {
  readonly line: OverlayLine;
  readonly value: number;
  /** Whether it is the line nearest to the pointer. */
  readonly nearest: boolean;
}

export interface Pointed {
  /** Where the pointer is in the chart, CSS pixels. */
  readonly left: number;
  readonly x: number;
  /** Those above first; a line that has no value there is left out. */
  readonly values: readonly LineValue[];
}

/**
 * Many long lines on the axes of a Chart.js chart: axes, zoom and pan are the library's; the lines are drawn by us from the
 * part that is shown, since it keeps an object for every point.
 */
export class LinesChart implements Disposable {
  readonly #chart: Chart<"line", CurvePoint[]>;
  readonly #zoomed: (range: CurveRange | null) => void;
  #look: ChartLook;
  #lines: readonly OverlayLine[] = [];
  #drawn: readonly DrawnLine[] = [];
  #resting: ReturnType<typeof setTimeout> | null = null;

  /** @param zoomed hears the shown part of the x axis after the person changed it; null = all of it. */
  constructor(canvas: HTMLCanvasElement, look: ChartLook, zoomed: (range: CurveRange | null) => void) {
    this.#look = look;
    this.#zoomed = zoomed;
    this.#chart = new Chart(canvas, {
      type: "line",
      // Invisible: its two points tell the y axis what is shown.
      data: { datasets: [{ data: [], showLine: false, pointRadius: 0 }] },
      options: this.#options(look),
      plugins: [this.#plugin()],
    });
  }

  /** Draws at once. */
  draw(lines: readonly OverlayLine[], look: ChartLook): void {
    const before = this.#look;
    this.#look = look;
    this.#lines = lines;
    const chart = this.#chart;
    if (sameOptions(before, look)) {
      const zoom = chart.options.plugins?.zoom;
      if (zoom?.limits !== undefined) zoom.limits = { x: look.limits };
      chart.update("none");
      return;
    }
    const range = before.axis === look.axis ? this.range : null;
    chart.resetZoom("none");
    chart.options = this.#options(look);
    chart.update("none");
    if (range !== null) this.show(range);
  }

  /** The part of the x axis that is shown, or null for all of it. */
  get range(): CurveRange | null {
    return this.#chart.isZoomedOrPanned() ? (this.#chart.getZoomedScaleBounds()["x"] ?? null) : null;
  }

  show(range: CurveRange | null): void {
    if (range === null) this.#chart.resetZoom("none");
    else this.#chart.zoomScale("x", { min: range.min, max: range.max }, "none");
  }

  zoom(factor: number): void {
    this.#move();
    this.#chart.zoom({ x: factor }, "none");
    this.#tell();
  }

  /** Moves the shown part by a share of its width. */
  pan(share: number): void {
    this.#move();
    this.#chart.pan({ x: -share * this.#chart.chartArea.width }, undefined, "none");
    this.#tell();
  }

  reset(): void {
    this.#chart.resetZoom("none");
    this.#zoomed(null);
  }

  /** The picture on the theme's background, as base64 of a PNG file. */
  png(background: string): string {
    return pictureOf(this.#chart.canvas, background).toDataURL("image/png").split(",")[1] ?? "";
  }

  /** The curve under the pointer, by its number, or null. */
  curveAt(event: MouseEvent): number | null {
    const { x, y } = this.#placeOf(event);
    const near = this.#drawn
      .filter(({ line }) => line.name !== "")
      .map((drawn) => ({ of: drawn.line.of, away: this.#distance(drawn, x, y) }))
      .filter(({ away }) => away <= reach)
      .sort((a, b) => a.away - b.away);
    return near[0]?.of ?? null;
  }

  /** What the lines are at the pointer's x; null off the plot. */
  pointedAt(event: MouseEvent): Pointed | null {
    const { x: left, y } = this.#placeOf(event);
    const { chartArea, scales } = this.#chart;
    if (left < chartArea.left || left > chartArea.right || y < chartArea.top || y > chartArea.bottom) return null;
    const at = scales["x"]?.getValueForPixel(left) ?? NaN;
    const found = this.#lines.flatMap((line) => {
      if (line.name === "") return [];
      const point = nearestPoint(line.x, at);
      const [x, value] = [line.x[point] ?? NaN, line.y[point] ?? NaN];
      const away = Math.abs((scales["y"]?.getPixelForValue(value) ?? NaN) - y);
      // A curve that has ended long before has no value here.
      const isHere =
        Math.abs((scales["x"]?.getPixelForValue(x) ?? NaN) - left) <= Math.max(reach, chartArea.width / 20);
      return isHere && !Number.isNaN(value) ? [{ line, value, x, away }] : [];
    });
    const [closest] = [...found].sort((a, b) => a.away - b.away);
    return {
      left,
      x: closest?.x ?? at,
      values: found
        .sort((a, b) => b.value - a.value)
        .map(({ line, value }) => ({ line, value, nearest: line === closest?.line })),
    };
  }

  /** Top, bottom, left and right of the plot, CSS pixels. */
  get area(): { readonly top: number; readonly bottom: number; readonly left: number; readonly right: number } {
    return this.#chart.chartArea;
  }

  dispose(): void {
    if (this.#resting !== null) clearTimeout(this.#resting);
    this.#chart.destroy();
  }

  #options(look: ChartLook) {
    const options = chartOptions(look, () => {
      this.#tell();
    });
    const { tooltip, zoom, ...plugins } = options.plugins ?? {};
    const moving = (): undefined => {
      this.#move();
    };
    return {
      ...options,
      // The pointer is ours: a redraw for each of its moves would take as long as the drawing does.
      events: [],
      plugins: {
        ...plugins,
        tooltip: { ...tooltip, enabled: false },
        zoom: {
          ...zoom,
          zoom: { ...zoom?.zoom, onZoom: moving },
          pan: { ...zoom?.pan, onPan: moving },
        },
      },
    } satisfies ReturnType<typeof chartOptions>;
  }

  #plugin(): Plugin<"line"> {
    return {
      id: "lines",
      beforeUpdate: (chart) => {
        const { limits, logarithmic } = this.#look;
        const { min, max } = (chart.scales["x"]?.options ?? {}) as { readonly min?: unknown; readonly max?: unknown };
        const range = {
          min: typeof min === "number" ? min : limits.min,
          max: typeof max === "number" ? max : limits.max,
        };
        this.#drawn = drawnLines(this.#lines, range, this.#resting === null ? mostPoints : mostMoving);
        const values = valueRange(this.#drawn, logarithmic);
        const [dataset] = chart.data.datasets;
        if (dataset !== undefined)
          dataset.data =
            values === null
              ? []
              : [
                  { x: range.min, y: values.min },
                  { x: range.max, y: values.max },
                ];
      },
      beforeDatasetsDraw: (chart) => {
        const { ctx: pen, chartArea: area, scales } = chart;
        const [x, y] = [scales["x"], scales["y"]];
        if (x === undefined || y === undefined) return;
        const plot: Plot = {
          pen,
          xOf: placing(x),
          yOf: placing(y),
          background: this.#look.colors.background,
        };
        pen.save();
        pen.beginPath();
        pen.rect(area.left, area.top - 2, area.width, area.height + 4);
        pen.clip();
        paintLines(this.#drawn, plot);
        pen.restore();
      },
    };
  }

  /** The person moves the chart: what is drawn now is replaced by all of it once nothing moves any more. */
  #move(): void {
    if (this.#resting !== null) clearTimeout(this.#resting);
    this.#resting = setTimeout(() => {
      this.#resting = null;
      this.#chart.update("none");
    }, restMilliseconds);
  }

  #tell(): void {
    this.#zoomed(this.range);
  }

  #placeOf(event: MouseEvent): { readonly x: number; readonly y: number } {
    const { left, top } = this.#chart.canvas.getBoundingClientRect();
    return { x: event.clientX - left, y: event.clientY - top };
  }

  /** From a place to the nearest stretch of a line, in pixels. */
  #distance({ line, points }: DrawnLine, left: number, top: number): number {
    const { scales } = this.#chart;
    const [x, y] = [scales["x"], scales["y"]];
    if (x === undefined || y === undefined) return Infinity;
    const [from, to] = [left - reach, left + reach].map((pixel) =>
      firstAtLeast(line.x, x.getValueForPixel(pixel) ?? 0),
    );
    let least = Infinity;
    for (const [place, at] of points.entries()) {
      const next = points[place + 1] ?? at;
      if (next < (from ?? 0) || at > (to ?? 0)) continue;
      const [x1, y1, x2, y2] = [
        x.getPixelForValue(line.x[at] ?? 0),
        y.getPixelForValue(line.y[at] ?? NaN),
        x.getPixelForValue(line.x[next] ?? 0),
        y.getPixelForValue(line.y[next] ?? NaN),
      ];
      const length = (x2 - x1) ** 2 + (y2 - y1) ** 2;
      const share = length === 0 ? 0 : ((left - x1) * (x2 - x1) + (top - y1) * (y2 - y1)) / length;
      const along = Math.min(1, Math.max(0, share));
      const away = Math.hypot(x1 + along * (x2 - x1) - left, y1 + along * (y2 - y1) - top);
      if (away < least) least = away;
    }
    return least;
  }
}

/** A scale's values in pixels; the library's own function is too slow for tens of thousands. */
function placing(scale: Scale): (value: number) => number {
  const log = scale.type === "logarithmic" ? Math.log10 : (value: number): number => value;
  const [from, to] = [scale.getPixelForValue(scale.min), scale.getPixelForValue(scale.max)];
  const [low, high] = [log(scale.min), log(scale.max)];
  const slope = high === low ? 0 : (to - from) / (high - low);
  return (value) => from + (log(value) - low) * slope;
}
