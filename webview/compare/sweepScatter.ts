import { Chart, type ChartOptions } from "chart.js";
import { html, type TemplateResult } from "lit";
import type { SweepTrial } from "../../src/protocol/comparePanel.ts";
import type { PaintLoop } from "../paintLoop.ts";
import { PanelElement } from "../panelElement.ts";
import type { Disposable } from "../../src/base/lifecycle.ts";
import { type ChartColors, withAlpha } from "../theme.ts";
import { drawnPicture } from "./pictures.ts";
import { type Brushes, goodness, goodnessColor, isWithin, type PlotAxis, valueText } from "./sweepScale.ts";

interface Point {
  readonly x: number;
  readonly y: number;
  readonly trial: SweepTrial;
  readonly within: boolean;
}

/** Of a category's points each a little aside, so that equal ones are seen; always the same. */
const strip = 0.3;

/** The metric against one option: a point for each trial, its deviation as a bar; categories stand in strips. */
export class SweepScatter extends PanelElement {
  static override readonly properties = {
    axes: { attribute: false },
    trials: { attribute: false },
    brushes: { attribute: false },
    at: { type: Number },
    better: {},
    palette: { attribute: false },
  };
  declare axes: readonly PlotAxis[];
  declare trials: readonly SweepTrial[];
  declare brushes: Brushes;
  /** Which of the axes is drawn across. */
  declare at: number;
  declare better: "higher" | "lower";
  declare palette: ChartColors;
  declare loop: PaintLoop;
  declare pick: (trial: SweepTrial) => void;

  #chart: Chart<"line", Point[]> | null = null;
  #painter: Disposable | null = null;
  #drawn: readonly unknown[] = [];

  override connectedCallback(): void {
    super.connectedCallback();
    this.#painter = this.loop.add(() => {
      this.#draw();
    });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#painter?.dispose();
    this.#chart?.destroy();
    this.#chart = null;
    this.#drawn = [];
  }

  protected override updated(): void {
    this.loop.request();
  }

  protected override render(): TemplateResult {
    const metric = this.axes.at(-1)?.title ?? "";
    return html`<div class="chart-box scatter-box">
      <canvas
        tabindex="0"
        role="img"
        aria-label="${metric} against ${this.axes[this.at]?.title ?? ""} of ${this.trials.length} trials. The ranking holds the same figures."
        title="Click a point to open its run"
        data-testid="scatter"
        @click=${(event: MouseEvent) => {
          const [found] = this.#chart?.getElementsAtEventForMode(event, "nearest", { intersect: true }, false) ?? [];
          const point = found === undefined ? undefined : this.#chart?.data.datasets[0]?.data[found.index];
          if (point !== undefined) this.pick(point.trial);
        }}
      ></canvas>
    </div>`;
  }

  png(): string | null {
    const source = this.#chart?.canvas;
    if (source === undefined) return null;
    const { clientWidth, clientHeight } = source;
    return drawnPicture(clientWidth, clientHeight, this.palette.background, (pen) => {
      pen.drawImage(source, 0, 0, clientWidth, clientHeight);
    });
  }

  #points(): Point[] {
    const axis = this.axes[this.at];
    const seen = new Map<number, number>();
    return this.trials.flatMap((trial): Point[] => {
      const x = trial.settings[this.at] ?? null;
      if (x === null || trial.value === null || axis === undefined) return [];
      const before = seen.get(x) ?? 0;
      seen.set(x, before + 1);
      // The golden ratio spreads any number of points evenly.
      const aside = axis.categories === null ? 0 : (((before * 0.618_034 + 0.5) % 1) - 0.5) * strip;
      return [{ x: x + aside, y: trial.value, trial, within: isWithin(this.axes, trial, this.brushes) }];
    });
  }

  #draw(): void {
    const canvas = this.querySelector("canvas");
    if (!canvas?.offsetParent) return;
    const key = [this.axes, this.trials, this.brushes, this.at, this.better, this.palette];
    if (key.every((value, index) => value === this.#drawn[index])) return;
    this.#drawn = key;
    const axis = this.axes[this.at];
    const metric = this.axes.at(-1);
    if (axis === undefined || metric === undefined) return;
    const points = this.#points();
    const good = goodness(
      points.map(({ y }) => y),
      this.better,
    );
    const colors = points.map(({ y, within }) =>
      within ? goodnessColor(good(y)) : withAlpha(this.palette.muted, 0.25),
    );
    this.#chart?.destroy();
    this.#chart = new Chart(canvas, {
      type: "line",
      data: {
        datasets: [
          {
            data: points,
            showLine: false,
            pointRadius: points.length > 200 ? 3 : 4.5,
            pointHoverRadius: 6,
            pointBackgroundColor: colors,
            pointBorderColor: points.map(({ within }) => (within ? this.palette.background : "transparent")),
            pointBorderWidth: 1,
          },
        ],
      },
      options: scatterOptions(axis, metric, this.palette, points),
      plugins: [{ id: "deviations", beforeDatasetsDraw: (chart) => deviations(chart, points, colors) }],
    });
  }
}

/** A bar of one deviation to either side of a point. */
function deviations(chart: Chart, points: readonly Point[], colors: readonly string[]): void {
  const { x: across, y: up } = chart.scales;
  if (across === undefined || up === undefined) return;
  const pen = chart.ctx;
  pen.save();
  pen.lineWidth = 1;
  for (const [at, { x, y, trial }] of points.entries()) {
    if (trial.deviation === null) continue;
    pen.strokeStyle = withAlpha(colors[at] ?? "#808080", 0.6);
    pen.beginPath();
    pen.moveTo(across.getPixelForValue(x), up.getPixelForValue(y - trial.deviation));
    pen.lineTo(across.getPixelForValue(x), up.getPixelForValue(y + trial.deviation));
    pen.stroke();
  }
  pen.restore();
}

function scatterOptions(
  axis: PlotAxis,
  metric: PlotAxis,
  colors: ChartColors,
  points: readonly Point[],
): ChartOptions<"line"> {
  const font = { family: colors.font, size: 11 };
  const { categories } = axis;
  const log = axis.logarithmic && points.every(({ x }) => x > 0);
  const ends = points.flatMap(({ y, trial }) => [y - (trial.deviation ?? 0), y + (trial.deviation ?? 0)]);
  const xs = points.map(({ x }) => x);
  const [least, most] = [Math.min(...xs), Math.max(...xs)];
  const margin = log ? (most / least) ** 0.04 : (most - least) * 0.04 || 0.5;
  const title = (text: string) => ({ display: true, text, color: colors.muted, font });
  return {
    parsing: false,
    animation: false,
    responsive: true,
    maintainAspectRatio: false,
    events: ["mousemove", "mouseout", "click"],
    interaction: { mode: "nearest", intersect: true },
    layout: { padding: { top: 8, right: 12 } },
    scales: {
      x: {
        type: log ? "logarithmic" : "linear",
        ...(categories === null
          ? points.length > 0 && {
              min: log ? least / margin : least - margin,
              max: log ? most * margin : most + margin,
            }
          : { min: -0.5, max: categories.length - 0.5 }),
        title: title(`${axis.title}${log ? " (log)" : ""}`),
        border: { color: colors.grid },
        grid: { display: false },
        ...(categories !== null && {
          afterBuildTicks: (scale: { ticks: { value: number }[] }) => {
            scale.ticks = categories.map((_, value) => ({ value }));
          },
        }),
        ticks: {
          color: colors.muted,
          font,
          maxRotation: categories === null ? 0 : 40,
          autoSkipPadding: 14,
          callback: (value) => tickText(axis, Number(value), log),
        },
      },
      y: {
        type: "linear",
        title: title(metric.title),
        border: { display: false },
        grid: { color: colors.grid },
        ...(metric.share && Math.max(0, ...ends) > 0.97 && { max: 1 }),
        ticks: {
          color: colors.muted,
          font,
          maxTicksLimit: 6,
          callback: (value) =>
            metric.share
              ? `${String(Math.round(Number(value) * 1000) / 10)}%`
              : String(Number(Number(value).toPrecision(3))),
        },
      },
    },
    plugins: {
      zoom: { zoom: { wheel: { enabled: false } } },
      tooltip: {
        backgroundColor: colors.background,
        borderColor: colors.muted,
        borderWidth: 1,
        titleColor: colors.foreground,
        bodyColor: colors.foreground,
        titleFont: font,
        bodyFont: font,
        cornerRadius: 3,
        displayColors: false,
        callbacks: {
          title: ([item]) => (item === undefined ? "" : `trial ${String((item.raw as Point).trial.trial)}`),
          label: (item) => {
            const { trial, y } = item.raw as Point;
            const spread = trial.deviation === null ? "" : ` ± ${valueText(metric, trial.deviation)}`;
            const x = item.parsed.x ?? 0;
            const setting = valueText(axis, categories === null ? x : Math.round(x));
            return `${axis.title} ${setting}, ${metric.title} ${valueText(metric, y)}${spread}`;
          },
        },
      },
    },
  };
}

function tickText(axis: PlotAxis, value: number, log: boolean): string {
  if (axis.categories !== null) {
    const label = axis.categories[value] ?? "";
    return label.length > 22 ? `${label.slice(0, 21)}…` : label;
  }
  // Between powers of ten a logarithmic scale has marks enough.
  const digit = value / 10 ** Math.floor(Math.log10(value) + 1e-9);
  if (log && ![1, 2, 5].some((kept) => Math.abs(digit - kept) < 0.01)) return "";
  return valueText(axis, value);
}
