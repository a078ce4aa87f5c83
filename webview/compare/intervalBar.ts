import { html, svg, type TemplateResult } from "lit";
import type { DifferenceInterval } from "../../src/experiment/significance/pairedBootstrap.ts";
import { signed, type Tone } from "./differenceText.ts";

const width = 132;
const height = 16;
const margin = 5;

/** How far from 0 the widest of these intervals reaches: all bars of a table have one scale. */
export function reachOf(intervals: readonly DifferenceInterval[]): number {
  return Math.max(0, ...intervals.flatMap(({ low, high, difference }) => [low, high, difference].map(Math.abs)));
}

/** Better or worse only where the whole interval is; one that holds 0 is neither. */
function toneOfInterval({ low, high }: DifferenceInterval): Tone {
  return low > 0 ? "better" : high < 0 ? "worse" : "even";
}

/** Where a difference is drawn, in pixels from the left; 0 is the middle. */
function placeOf(value: number, reach: number): number {
  const middle = width / 2;
  return reach === 0 ? middle : middle + (value / reach) * (middle - margin);
}

/** An interval around its difference, drawn about 0 and written beside it. */
export function intervalBar(interval: DifferenceInterval, reach: number): TemplateResult {
  const [low, high, difference] = [interval.low, interval.high, interval.difference].map((value) =>
    placeOf(value, reach),
  );
  const middle = height / 2;
  return html`<span class="interval">
    <svg
      class="interval-bar ${toneOfInterval(interval)}"
      viewBox="0 0 ${width} ${height}"
      aria-hidden="true"
      focusable="false"
    >
      ${svg`<line class="axis" x1="0" x2=${width} y1=${middle} y2=${middle} />
      <line class="zero" x1=${width / 2} x2=${width / 2} y1="0" y2=${height} />
      <line class="reach" x1=${low ?? 0} x2=${high ?? 0} y1=${middle} y2=${middle} />
      <circle cx=${difference ?? 0} cy=${middle} r="3.5" />`}
    </svg>
    <span class="interval-text">${signed(interval.low)} to ${signed(interval.high)}</span>
  </span>`;
}
