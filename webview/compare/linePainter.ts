import { withAlpha } from "../theme.ts";
import type { DrawnLine } from "./lineWindow.ts";

/** Where values lie in a drawing, in CSS pixels. */
export interface Plot {
  readonly pen: CanvasRenderingContext2D;
  readonly xOf: (x: number) => number;
  readonly yOf: (y: number) => number;
  readonly background: string;
}

/** With more points than this a line's marks would hide it. */
const mostMarks = 60;

/** Draws the lines in their order. Straight to the canvas: an object for each point costs more than the point. */
export function paintLines(drawn: readonly DrawnLine[], plot: Plot): void {
  const { pen } = plot;
  pen.save();
  pen.lineJoin = "round";
  for (const each of drawn) {
    if (each.line.low === undefined) paintLine(each, plot);
    else paintBand(each, each.line.low, plot);
  }
  pen.restore();
}

function paintLine({ line, points }: DrawnLine, { pen, xOf, yOf, background }: Plot): void {
  const { x, y } = line;
  const color = line.opacity < 1 ? withAlpha(line.color, line.opacity) : line.color;
  pen.strokeStyle = color;
  pen.lineWidth = line.width;
  pen.setLineDash([...line.dash]);
  const alone: number[] = [];
  let run = 0;
  pen.beginPath();
  for (const [place, at] of points.entries()) {
    const value = y[at] ?? NaN;
    if (!Number.isFinite(value)) {
      run = 0;
      continue;
    }
    run++;
    if (run > 1) pen.lineTo(xOf(x[at] ?? 0), yOf(value));
    else {
      pen.moveTo(xOf(x[at] ?? 0), yOf(value));
      // Between two gaps there is no line to be seen by.
      if (!Number.isFinite(y[points[place + 1] ?? -1] ?? NaN)) alone.push(at);
    }
  }
  pen.stroke();
  pen.setLineDash([]);
  const isMarked = line.marked && points.length <= mostMarks;
  for (const at of isMarked ? points.filter((each) => Number.isFinite(y[each])) : alone) {
    pen.beginPath();
    pen.arc(xOf(x[at] ?? 0), yOf(y[at] ?? 0), isMarked ? 2.5 : 1.5, 0, 2 * Math.PI);
    pen.fillStyle = isMarked ? background : color;
    pen.fill();
    pen.lineWidth = 1;
    pen.stroke();
  }
}

/** Each stretch without a gap as an area: along its upper edge and back along the lower one. */
function paintBand({ line, points }: DrawnLine, low: Float64Array, { pen, xOf, yOf }: Plot): void {
  const { x, y } = line;
  pen.fillStyle = withAlpha(line.color, line.opacity);
  let stretch: number[] = [];
  const fill = (): void => {
    if (stretch.length > 1) {
      pen.beginPath();
      for (const at of stretch) pen.lineTo(xOf(x[at] ?? 0), yOf(y[at] ?? 0));
      for (const at of stretch.reverse()) pen.lineTo(xOf(x[at] ?? 0), yOf(low[at] ?? 0));
      pen.fill();
    }
    stretch = [];
  };
  for (const at of points)
    if (Number.isFinite(y[at]) && Number.isFinite(low[at])) stretch.push(at);
    else fill();
  fill();
}
