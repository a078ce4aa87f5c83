import { html, nothing, render } from "lit";
import type { Disposable } from "../../src/base/lifecycle.ts";
import type { XAxis } from "../../src/protocol/curveAxes.ts";
import { formatFigure, formatShare } from "../format.ts";
import { tooltipTitle } from "../run/chartOptions.ts";
import type { LineValue, LinesChart, Pointed } from "./linesChart.ts";

const rowsInColumn = 17;
const mostColumns = 3;
/** What a column takes at most, in pixels: its swatch, a name cut short and a value. */
const columnWidth = 230;
/** From the pointer to the box beside it, in pixels. */
const gap = 14;

interface TipLook {
  readonly share: boolean;
  readonly axis: XAxis;
}

/** What all lines are at the pointer: a thin line across the chart and a box beside it. Only for eyes: the table has the same figures. */
export class OverlayTip implements Disposable {
  readonly #rule = document.createElement("div");
  readonly #box = document.createElement("div");

  constructor(around: HTMLElement) {
    this.#rule.className = "overlay-rule";
    this.#box.className = "overlay-tip";
    for (const part of [this.#rule, this.#box]) {
      part.hidden = true;
      part.setAttribute("aria-hidden", "true");
      around.append(part);
    }
  }

  show({ left, x, values }: Pointed, area: LinesChart["area"], { share, axis }: TipLook): void {
    this.#rule.hidden = false;
    place(this.#rule, { left, top: area.top, height: area.bottom - area.top });
    this.#box.hidden = values.length === 0;
    if (values.length === 0) return;
    const room = this.#box.parentElement?.clientWidth ?? area.right;
    const most = Math.max(1, Math.min(mostColumns, Math.floor(room / columnWidth)));
    const shown = around(values, rowsInColumn * most);
    const columns = Math.ceil(shown.length / rowsInColumn);
    const inColumn = Math.ceil(shown.length / columns);
    render(
      html`<p>${tooltipTitle(x, axis)}</p>
        <div class="tip-columns">
          ${Array.from(
            { length: columns },
            (_, column) =>
              html`<table>
                ${shown.slice(column * inColumn, (column + 1) * inColumn).map(
                  ({ line, value, nearest }) =>
                    html`<tr class=${nearest ? "nearest" : ""}>
                      <td>
                        <svg viewBox="0 0 20 8"><path d="M0 4h20" /></svg>
                      </td>
                      <td class="label" dir="auto">${line.name}</td>
                      <td>${share ? formatShare(value) : formatFigure(value)}</td>
                    </tr>`,
                )}
              </table>`,
          )}
        </div>
        ${shown.length < values.length ? html`<p class="muted">the ${shown.length} nearest of ${values.length}</p>` : nothing}`,
      this.#box,
    );
    this.#box.querySelectorAll<SVGElement>("path").forEach((path, at) => {
      const line = shown[at]?.line;
      path.style.setProperty("stroke", line?.color ?? "");
      path.style.setProperty("stroke-dasharray", line?.dash.join(" ") ?? "");
    });
    const { offsetWidth, offsetHeight } = this.#box;
    const isRight = left + gap + offsetWidth <= area.right || left < (area.left + area.right) / 2;
    const at = isRight ? left + gap : left - gap - offsetWidth;
    place(this.#box, {
      left: Math.max(0, Math.min(at, room - offsetWidth)),
      top: Math.max(0, Math.min(area.top + 4, area.bottom - offsetHeight)),
    });
  }

  hide(): void {
    this.#rule.hidden = true;
    this.#box.hidden = true;
  }

  dispose(): void {
    this.#rule.remove();
    this.#box.remove();
  }
}

/** As many as fit, around the line nearest to the pointer. */
function around(values: readonly LineValue[], most: number): readonly LineValue[] {
  const nearest = Math.max(
    0,
    values.findIndex((value) => value.nearest),
  );
  const from = Math.max(0, Math.min(nearest - (most >> 1), values.length - most));
  return values.slice(from, from + most);
}

/** Through the style object: the page's policy allows no style attributes. */
function place(element: HTMLElement, pixels: Readonly<Record<string, number>>): void {
  for (const [name, value] of Object.entries(pixels)) element.style.setProperty(name, `${String(Math.round(value))}px`);
}
