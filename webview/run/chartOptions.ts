import type { ChartOptions } from "chart.js";
import type { AnnotationOptions } from "chartjs-plugin-annotation";
import { formatCount, formatDuration, formatFigure, formatShare } from "../format.ts";
import { type ChartColors, withAlpha } from "../theme.ts";
import type { XAxis } from "../../src/protocol/curveAxes.ts";

/** Everything of a chart but its lines. */
export interface ChartLook {
  /** Whether values are shares, written as percent. */
  readonly share: boolean;
  readonly axis: XAxis;
  readonly logarithmic: boolean;
  readonly colors: ChartColors;
  /** Where the best epoch lies on the x axis. */
  readonly best: { readonly x: number; readonly label: string } | null;
  readonly majority: { readonly y: number; readonly label: string } | null;
  /** Ends of the data on the x axis: there is nothing to see beyond. */
  readonly limits: { readonly min: number; readonly max: number };
}

const axisNames: Readonly<Record<XAxis, string>> = { epoch: "epoch", step: "step", time: "training time" };

/** Chart.js options for a look; `moved` hears that the person zoomed or panned. */
export function chartOptions(look: ChartLook, moved: () => void): ChartOptions<"line"> {
  const { colors } = look;
  const font = { family: colors.font, size: 11 };
  const { share } = look;
  return {
    parsing: false,
    normalized: true,
    animation: false,
    responsive: true,
    maintainAspectRatio: false,
    events: ["mousemove", "mouseout", "click", "touchstart", "touchmove"],
    interaction: { mode: "nearest", axis: "x", intersect: false },
    layout: { padding: { top: 14, right: 8 } },
    scales: {
      x: {
        type: "linear",
        bounds: "data",
        title: { display: true, text: axisNames[look.axis], color: colors.muted, font },
        border: { color: colors.grid },
        grid: { display: false },
        ticks: {
          color: colors.muted,
          font,
          maxRotation: 0,
          autoSkipPadding: 20,
          ...(look.axis === "time" ? {} : { precision: 0 }),
          callback: (value) => (look.axis === "time" ? formatDuration(Number(value)) : formatX(Number(value))),
        },
      },
      y: {
        type: look.logarithmic ? "logarithmic" : "linear",
        border: { display: false },
        grid: { color: colors.grid },
        ...(look.majority === null ? {} : { suggestedMin: look.majority.y, suggestedMax: look.majority.y }),
        ...(share ? { max: 1 } : {}),
        ticks: {
          color: colors.muted,
          font,
          maxTicksLimit: 6,
          callback: (value) => (share ? `${String(Math.round(Number(value) * 1000) / 10)}%` : trim(Number(value))),
        },
      },
    },
    plugins: {
      tooltip: {
        backgroundColor: colors.background,
        borderColor: colors.muted,
        borderWidth: 1,
        titleColor: colors.foreground,
        bodyColor: colors.foreground,
        titleFont: font,
        bodyFont: font,
        cornerRadius: 3,
        caretSize: 0,
        usePointStyle: true,
        // Bands and faint lines say nothing that their own lines do not.
        filter: (item) => item.dataset.label !== "",
        callbacks: {
          title: ([item]) => (item === undefined ? "" : tooltipTitle(item.parsed.x ?? 0, look.axis)),
          label: (item) =>
            ` ${item.dataset.label ?? ""} ${share ? formatShare(item.parsed.y) : formatFigure(item.parsed.y)}`,
        },
      },
      zoom: {
        limits: { x: { min: look.limits.min, max: look.limits.max } },
        zoom: {
          mode: "x",
          wheel: { enabled: true, modifierKey: "ctrl" },
          drag: { enabled: true, backgroundColor: colors.selection, borderColor: colors.muted, borderWidth: 1 },
          pinch: { enabled: true },
          onZoomComplete: moved,
        },
        pan: { enabled: true, mode: "x", modifierKey: "shift", onPanComplete: moved },
      },
      annotation: { clip: false, annotations: annotations(look) },
    },
  };
}

/** Whether two looks differ in nothing but what `annotations` and the limits show. */
export function sameOptions(left: ChartLook, right: ChartLook): boolean {
  return (
    left.axis === right.axis &&
    left.share === right.share &&
    left.logarithmic === right.logarithmic &&
    left.colors === right.colors &&
    left.majority?.y === right.majority?.y
  );
}

/** The lines across the chart: best epoch and majority-class accuracy. */
export function annotations(look: ChartLook): Record<string, AnnotationOptions> {
  const { colors } = look;
  const label = {
    display: true,
    backgroundColor: withAlpha(colors.background, 0.85),
    color: colors.foreground,
    font: { family: colors.font, size: 10, weight: "normal" as const },
    padding: { top: 1, bottom: 1, left: 3, right: 3 },
  };
  return {
    ...(look.majority === null
      ? {}
      : {
          majority: {
            type: "line" as const,
            scaleID: "y",
            value: look.majority.y,
            borderColor: colors.majority,
            borderWidth: 1,
            borderDash: [2, 4],
            drawTime: "beforeDatasetsDraw" as const,
            label: { ...label, content: look.majority.label, position: "end" as const, yAdjust: -8 },
          },
        }),
    ...(look.best === null
      ? {}
      : {
          best: {
            type: "line" as const,
            scaleID: "x",
            value: look.best.x,
            borderColor: colors.best,
            borderWidth: 1,
            borderDash: [6, 3],
            drawTime: "beforeDatasetsDraw" as const,
            label: { ...label, content: look.best.label, position: "start" as const, yAdjust: -14 },
          },
        }),
  };
}

/** What an x value stands for. */
export function tooltipTitle(x: number, axis: XAxis): string {
  if (axis === "time") return formatDuration(x);
  return axis === "step" ? `step ${formatCount(x)}` : `epoch ${formatX(x)}`;
}

function formatX(value: number): string {
  return Number.isInteger(value) ? formatCount(value) : value.toFixed(2);
}

function trim(value: number): string {
  const size = Math.abs(value);
  if (size !== 0 && (size < 0.001 || size >= 100_000)) return value.toExponential(0);
  return String(Number(value.toPrecision(3)));
}
