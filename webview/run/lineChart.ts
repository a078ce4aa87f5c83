import {
  Chart,
  type ChartDataset,
  LinearScale,
  LineController,
  LineElement,
  LogarithmicScale,
  PointElement,
  Tooltip,
} from "chart.js";
import annotationPlugin from "chartjs-plugin-annotation";
import zoomPlugin from "chartjs-plugin-zoom";
import type { Disposable } from "../../src/base/lifecycle.ts";
import type { ChartColors } from "../theme.ts";
import { annotations, chartOptions, type ChartLook, sameOptions } from "./chartOptions.ts";
import type { CurvePoint, CurveRange } from "./curvePoints.ts";

Chart.register(
  LineController,
  LineElement,
  PointElement,
  LinearScale,
  LogarithmicScale,
  Tooltip,
  annotationPlugin,
  zoomPlugin,
);

/** One line; told apart by dash and point shape too, not by colour alone. */
export interface CurveLine {
  readonly name: string;
  readonly points: readonly CurvePoint[];
  readonly color: string;
  readonly width: number;
  readonly dash: readonly number[];
  /** Null draws no points. */
  readonly marker: "circle" | "rect" | null;
}

/** A Chart.js line chart that is redrawn as a whole, without animation, from points already decimated. */
export class LineChart implements Disposable {
  readonly #chart: Chart<"line", CurvePoint[]>;
  readonly #zoomed: (range: CurveRange | null) => void;
  #look: ChartLook;

  /** @param zoomed hears the shown part of the x axis after the person changed it; null = all of it. */
  constructor(canvas: HTMLCanvasElement, look: ChartLook, zoomed: (range: CurveRange | null) => void) {
    this.#look = look;
    this.#zoomed = zoomed;
    this.#chart = new Chart(canvas, {
      type: "line",
      data: { datasets: [] },
      options: chartOptions(look, () => {
        this.#tell();
      }),
    });
  }

  /** Draws at once. */
  draw(lines: readonly CurveLine[], look: ChartLook): void {
    const chart = this.#chart;
    const before = this.#look;
    this.#look = look;
    chart.data.datasets = lines.map((line) => dataset(line, look.colors));
    if (sameOptions(before, look)) {
      const plugins = chart.options.plugins;
      if (plugins?.annotation !== undefined) plugins.annotation.annotations = annotations(look);
      if (plugins?.zoom?.limits !== undefined) plugins.zoom.limits = { x: look.limits };
      chart.update("none");
      return;
    }
    const range = before.axis === look.axis ? this.range : null;
    chart.resetZoom("none");
    chart.options = chartOptions(look, () => {
      this.#tell();
    });
    chart.update("none");
    if (range !== null) this.show(range);
  }

  /** The part of the x axis that is shown, or null for all of it. */
  get range(): CurveRange | null {
    return this.#chart.isZoomedOrPanned() ? (this.#chart.getZoomedScaleBounds()["x"] ?? null) : null;
  }

  /** Width of the plot in CSS pixels. */
  get width(): number {
    return this.#chart.chartArea.width;
  }

  show(range: CurveRange | null): void {
    if (range === null) this.#chart.resetZoom("none");
    else this.#chart.zoomScale("x", { min: range.min, max: range.max }, "none");
  }

  zoom(factor: number): void {
    this.#chart.zoom({ x: factor }, "none");
    this.#tell();
  }

  /** Moves the shown part by a share of its width. */
  pan(share: number): void {
    this.#chart.pan({ x: -share * this.width }, undefined, "none");
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

  dispose(): void {
    this.#chart.destroy();
  }

  #tell(): void {
    this.#zoomed(this.range);
  }
}

/** A copy of a chart on a background: alone it is see-through. */
export function pictureOf(source: HTMLCanvasElement, background: string): HTMLCanvasElement {
  const copy = document.createElement("canvas");
  copy.width = source.width;
  copy.height = source.height;
  const pen = copy.getContext("2d");
  if (pen !== null) {
    pen.fillStyle = background;
    pen.fillRect(0, 0, copy.width, copy.height);
    pen.drawImage(source, 0, 0);
  }
  return copy;
}

function dataset(line: CurveLine, colors: ChartColors): ChartDataset<"line", CurvePoint[]> {
  const shown = line.marker !== null && line.points.length <= 60;
  return {
    label: line.name,
    data: [...line.points],
    borderColor: line.color,
    backgroundColor: colors.background,
    pointBackgroundColor: colors.background,
    pointBorderColor: line.color,
    pointHoverBackgroundColor: line.color,
    pointHoverBorderColor: line.color,
    borderWidth: line.width,
    borderDash: [...line.dash],
    pointStyle: line.marker ?? "circle",
    pointRadius: shown ? 2.5 : isolatedRadius,
    pointHoverRadius: line.marker === null ? 0 : 4,
    pointHitRadius: 6,
    tension: 0,
    spanGaps: false,
  };
}

/** Without markers a value between two gaps would have no line to be seen by. */
function isolatedRadius(context: { dataIndex: number; dataset: { data: unknown[] } }): number {
  const { data } = context.dataset;
  const known = (index: number): boolean => {
    const point = data[index] as CurvePoint | undefined;
    return point !== undefined && Number.isFinite(point.y);
  };
  const at = context.dataIndex;
  return known(at) && !known(at - 1) && !known(at + 1) ? 1.5 : 0;
}
