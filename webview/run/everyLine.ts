import type { Chart, ChartEvent, InteractionItem, InteractionModeFunction } from "chart.js";
import { getRelativePosition } from "chart.js/helpers";
import type { CurvePoint } from "./curvePoints.ts";

declare module "chart.js" {
  interface InteractionModeMap {
    everyLine: InteractionModeFunction;
  }
}

/** An interaction: of every line the point that is nearest on the x axis. Points of a line are in order of x. */
export function everyLine(chart: Chart, event: ChartEvent): InteractionItem[] {
  const { x } = getRelativePosition(event, chart);
  const at = chart.scales["x"]?.getValueForPixel(x);
  if (at === undefined) return [];
  return chart.getSortedVisibleDatasetMetas().flatMap((meta) => {
    const index = nearest(meta._parsed as readonly CurvePoint[], at);
    const element = meta.data[index];
    return element === undefined ? [] : [{ element, datasetIndex: meta.index, index }];
  });
}

function nearest(points: readonly CurvePoint[], x: number): number {
  let low = 0;
  let high = points.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((points[middle]?.x ?? 0) < x) low = middle + 1;
    else high = middle;
  }
  const before = points[low - 1];
  const after = points[low];
  if (before === undefined || after === undefined) return low;
  return x - before.x < after.x - x ? low - 1 : low;
}
