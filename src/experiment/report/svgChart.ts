import { log10, roundTicks, tickText } from "./ticks.ts";

/** A line or a row of marks; points whose y is not finite leave a gap. */
export interface ChartLine {
  readonly name: string;
  readonly points: readonly (readonly [x: number, y: number])[];
  /** Of each point how far its bar goes to either side. */
  readonly deviations?: readonly (number | null)[];
  /** Which colour of the palette; lines that belong together share one. */
  readonly color: number;
  readonly dashed?: boolean;
  readonly marks?: boolean;
}

interface ChartAxis {
  readonly label: string;
  readonly logarithmic?: boolean;
  /** Marks with their texts; round numbers when absent. */
  readonly ticks?: readonly { readonly at: number; readonly text: string }[];
}

export interface Chart {
  /** What is seen, one sentence, for those who do not see it. */
  readonly description: string;
  readonly x: ChartAxis;
  readonly y: ChartAxis;
  readonly lines: readonly ChartLine[];
}

/** Okabe and Ito's colours, told apart by colour-blind eyes, but for the yellow that white swallows; then greys. */
const palette = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000", "#777777", "#aa4499"];

const size = { width: 680, height: 360 };
const margin = { left: 64, right: 16, top: 14, bottom: 48 };
const legendRow = 18;
const legendColumn = 200;

interface Scale {
  readonly at: (value: number) => number;
  readonly ticks: readonly { readonly at: number; readonly text: string }[];
}

/** The chart as an SVG image on white, so that it is read on any page; all text is escaped. */
export function svgChart(chart: Chart): string {
  const names = chart.lines.filter(({ name }) => name !== "");
  const columns = Math.max(1, Math.floor((size.width - margin.left) / legendColumn));
  const legendHeight = legendRow * Math.ceil(names.length / columns);
  const height = size.height + legendHeight + 8;
  const plot = {
    left: margin.left,
    right: size.width - margin.right,
    top: margin.top,
    bottom: size.height - margin.bottom,
  };
  const points = chart.lines.flatMap(({ points: own, deviations }) =>
    own.flatMap(([px, py], at) => {
      const half = deviations?.[at] ?? 0;
      return Number.isFinite(py) ? [[px, py - half] as const, [px, py + half] as const] : [];
    }),
  );
  const x = scaleOf(
    chart.x,
    points.map(([value]) => value),
    [plot.left, plot.right],
  );
  const y = scaleOf(
    chart.y,
    points.map(([, value]) => value),
    [plot.bottom, plot.top],
  );
  const body = [
    `<rect width="${n(size.width)}" height="${n(height)}" fill="#ffffff"/>`,
    ...x.ticks.map(({ at, text }) => {
      const place = n(x.at(at));
      return `<path d="M${place} ${n(plot.top)}V${n(plot.bottom)}" stroke="#e4e4e4"/><text x="${place}" y="${n(plot.bottom + 16)}" text-anchor="middle">${escape(text)}</text>`;
    }),
    ...y.ticks.map(({ at, text }) => {
      const place = n(y.at(at));
      return `<path d="M${n(plot.left)} ${place}H${n(plot.right)}" stroke="#e4e4e4"/><text x="${n(plot.left - 7)}" y="${place}" dy="0.35em" text-anchor="end">${escape(text)}</text>`;
    }),
    `<path d="M${n(plot.left)} ${n(plot.top)}V${n(plot.bottom)}H${n(plot.right)}" fill="none" stroke="#555555"/>`,
    `<text x="${n((plot.left + plot.right) / 2)}" y="${n(plot.bottom + 36)}" text-anchor="middle">${escape(chart.x.label)}</text>`,
    `<text transform="translate(15 ${n((plot.top + plot.bottom) / 2)}) rotate(-90)" text-anchor="middle">${escape(chart.y.label)}</text>`,
    ...chart.lines.map((line) => drawn(line, x, y)),
    ...names.map((line, at) => {
      const left = margin.left + (at % columns) * legendColumn;
      const middle = size.height + legendRow * Math.floor(at / columns);
      return `<path d="M${n(left)} ${n(middle)}h24"${stroke(line)}/><text x="${n(left + 30)}" y="${n(middle)}" dy="0.35em">${escape(cut(line.name))}</text>`;
    }),
  ];
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${n(size.width)}" height="${n(height)}" viewBox="0 0 ${n(size.width)} ${n(height)}" role="img" font-family="sans-serif" font-size="12" fill="#222222">`,
    `<title>${escape(chart.description)}</title>`,
    ...body,
    "</svg>\n",
  ].join("\n");
}

function scaleOf(axis: ChartAxis, values: readonly number[], [from, to]: readonly [number, number]): Scale {
  const log = axis.logarithmic === true && values.every((value) => value > 0);
  const map = (value: number): number => (log ? log10(value) : value);
  const known = [...values, ...(axis.ticks?.map(({ at }) => at) ?? [])].map(map);
  let low = known.reduce((least, value) => Math.min(least, value), Infinity);
  let high = known.reduce((most, value) => Math.max(most, value), -Infinity);
  if (!Number.isFinite(low)) [low, high] = [0, 1];
  const room = high > low ? (high - low) * 0.04 : 0.5;
  [low, high] = [low - room, high + room];
  const at = (value: number): number => from + ((map(value) - low) / (high - low)) * (to - from);
  if (axis.ticks !== undefined) return { at, ticks: axis.ticks };
  const marks = log
    ? roundTicks(low, high, 6)
        .map((power) => 10 ** power)
        // Beyond the ends of what a number can hold there is nothing to mark.
        .filter((mark) => mark > 0 && Number.isFinite(mark))
    : roundTicks(low, high, Math.abs(to - from) > 400 ? 10 : 6);
  return { at, ticks: marks.map((mark) => ({ at: mark, text: tickText(mark) })) };
}

function drawn(line: ChartLine, x: Scale, y: Scale): string {
  let path = "";
  let pen = "M";
  const marks: string[] = [];
  line.points.forEach(([px, py], at) => {
    if (!Number.isFinite(py)) {
      pen = "M";
      return;
    }
    const [left, top] = [n(x.at(px)), n(y.at(py))];
    path += `${pen}${left} ${top}`;
    pen = "L";
    const half = line.deviations?.[at] ?? 0;
    if (half > 0)
      marks.push(`<path d="M${left} ${n(y.at(py - half))}V${n(y.at(py + half))}" stroke="${colorOf(line)}"/>`);
    if (line.marks === true) marks.push(`<circle cx="${left}" cy="${top}" r="3.5" fill="${colorOf(line)}"/>`);
  });
  return `<path d="${path}"${stroke(line)}/>${marks.join("")}`;
}

function stroke(line: ChartLine): string {
  return ` fill="none" stroke="${colorOf(line)}" stroke-width="1.8"${line.dashed === true ? ' stroke-dasharray="5 4"' : ""}`;
}

function colorOf({ color }: ChartLine): string {
  return palette[color % palette.length] ?? "#000000";
}

function cut(name: string): string {
  return name.length > 28 ? `${name.slice(0, 27)}…` : name;
}

/** A coordinate, to a hundredth of a pixel. */
function n(value: number): string {
  return String(Math.round(value * 100) / 100);
}

function escape(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}
