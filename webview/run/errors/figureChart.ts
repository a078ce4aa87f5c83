import { BarController, BarElement, Chart, type ChartDataset, type ChartOptions } from "chart.js";
import { html, nothing, svg, type TemplateResult } from "lit";
import type { Disposable } from "../../../src/base/lifecycle.ts";
import { textToBase64 } from "../../base64.ts";
import { pictureItems } from "../../pictureItems.ts";
import { toCsv } from "../../csv.ts";
import { formatCount, formatFigure, formatShare } from "../../format.ts";
import type { PaintLoop } from "../../paintLoop.ts";
import { PanelElement } from "../../panelElement.ts";
import type { ChartColors } from "../../theme.ts";
import type { PanelActions } from "../actions.ts";
import { pictureOf } from "../lineChart.ts";
import type { Figure, FigurePick, FigureSeries } from "./figure.ts";

Chart.register(BarController, BarElement);

interface Point {
  x: number;
  y: number;
}

/** Rows beyond this are left out of the page, not of the CSV file. */
const shownRows = 500;

/** A still chart with its legend, its table twin, and a menu to copy or save it. */
export class FigureChart extends PanelElement {
  static override readonly properties = {
    figure: { attribute: false },
    picked: { attribute: false },
    reached: { state: true },
  };
  declare figure: Figure;
  /** The bin whose examples are listed. */
  declare picked: number | null;
  declare pick: (bin: number) => void;
  /** The stretch that is the tab stop, by its place in the figure's. */
  declare protected reached: number;
  declare actions: PanelActions;
  declare loop: PaintLoop;
  declare colors: () => ChartColors;

  #chart: Chart<"bar" | "line", Point[]> | null = null;
  #painter: Disposable | null = null;
  #drawn: readonly unknown[] = [];

  constructor() {
    super();
    this.picked = null;
    this.pick = () => undefined;
    this.reached = 0;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#painter = this.loop.add(() => {
      this.#draw();
    });
    this.loop.request();
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
    const { figure } = this;
    return html`<div class="chart-head">
        <h4>${figure.title}</h4>
        ${this.#legend()}
        <span class="chart-tools">
          <benchtop-menu .label=${`${figure.title}: save or copy`} .items=${this.#menu()}></benchtop-menu>
        </span>
      </div>
      <div class="chart-box figure-box">
        <canvas
          role="img"
          aria-label="${figure.title}. ${figure.says} The table holds the same figures."
          data-testid="figure-${figure.file}"
          @click=${(event: MouseEvent) => {
            const found = this.#pickAt(event);
            if (found !== undefined) this.pick(found.bin);
          }}
          @mousemove=${(event: MouseEvent) => {
            const canvas = event.currentTarget as HTMLCanvasElement;
            canvas.classList.toggle("pickable", this.#pickAt(event) !== undefined);
          }}
        ></canvas>
        ${figure.picks === undefined ? nothing : this.#picks(figure.picks)}
      </div>
      <details class="figure-table">
        <summary>As a table</summary>
        <div class="scroll" role="region" aria-label="${figure.title} as a table" tabindex="0">${this.#table()}</div>
      </details>`;
  }

  /** Buttons over the plot for the keyboard and screen readers; the mouse meets the picture below them. */
  #picks(picks: readonly FigurePick[]): TemplateResult {
    const reached = Math.min(this.reached, picks.length - 1);
    return html`<div
      class="figure-picks"
      role="group"
      aria-label="${this.figure.title}: list the examples of"
      @keydown=${(event: KeyboardEvent) => {
        this.#onKey(event, reached, picks.length);
      }}
    >
      ${picks.map(
        ({ bin, spoken }, at) =>
          html`<button
            class="figure-pick"
            tabindex=${at === reached ? 0 : -1}
            aria-label=${spoken}
            aria-pressed=${bin === this.picked ? "true" : "false"}
            @click=${() => {
              this.reached = at;
              this.pick(bin);
            }}
          ></button>`,
      )}
    </div>`;
  }

  #onKey(event: KeyboardEvent, reached: number, count: number): void {
    const next = { ArrowLeft: reached - 1, ArrowRight: reached + 1, Home: 0, End: count - 1 }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    this.reached = Math.max(0, Math.min(count - 1, next));
    void this.updateComplete.then(() => {
      this.querySelector<HTMLElement>('.figure-pick[tabindex="0"]')?.focus();
    });
  }

  #pickAt({ offsetX, offsetY }: MouseEvent): FigurePick | undefined {
    const area = this.#chart?.chartArea;
    if (area === undefined || offsetY < area.top || offsetY > area.bottom) return undefined;
    const x = this.#chart?.scales["x"]?.getValueForPixel(offsetX) ?? NaN;
    return this.figure.picks?.find(({ from, to }) => x >= from && x <= to);
  }

  /** Puts each button over its stretch of the plot. */
  #placePicks(): void {
    const { chartArea: area, scales } = this.#chart ?? {};
    const across = scales?.["x"];
    if (area === undefined || across === undefined) return;
    const buttons = this.querySelectorAll<HTMLElement>(".figure-pick");
    for (const [at, { from, to }] of (this.figure.picks ?? []).entries()) {
      const style = buttons[at]?.style;
      if (style === undefined) continue;
      const [left, right] = [across.getPixelForValue(from), across.getPixelForValue(to)];
      style.left = `${String(left)}px`;
      style.width = `${String(right - left)}px`;
      style.top = `${String(area.top)}px`;
      style.height = `${String(area.bottom - area.top)}px`;
    }
  }

  #legend(): TemplateResult | typeof nothing {
    const { series } = this.figure;
    if (series.length < 2) return nothing;
    return html`<ul class="legend" aria-label="Lines">
      ${series.map(
        ({ name, kind, color, dash }) =>
          html`<li>
            <svg class="legend-line figure-${color}" viewBox="0 0 26 8" aria-hidden="true">
              ${
                kind === "bars"
                  ? svg`<rect class="figure-swatch" x="6" width="14" height="8" />`
                  : svg`<path d="M0 4h26" stroke-dasharray=${(dash ?? []).join(" ")} />`
              }</svg
            >${name}
          </li>`,
      )}
    </ul>`;
  }

  #table(): TemplateResult {
    const { columns, rows, title } = this.figure;
    const shown = rows.slice(0, shownRows);
    return html`<table class="twin">
      <caption>
        ${title}${shown.length < rows.length ? `, the first ${formatCount(shown.length)} of ${formatCount(rows.length)} rows` : ""}
      </caption>
      <thead>
        <tr>
          ${columns.map(({ name }) => html`<th scope="col" class="number">${name}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${shown.map(
          (row) =>
            html`<tr>
              ${row.map((cell, at) => html`<td class="number">${this.#cell(cell, columns[at]?.share === true)}</td>`)}
            </tr>`,
        )}
      </tbody>
    </table>`;
  }

  #cell(cell: string | number | null, share: boolean): string {
    if (typeof cell === "string") return cell;
    if (share) return formatShare(cell);
    return cell !== null && Number.isInteger(cell) ? formatCount(cell) : formatFigure(cell);
  }

  #menu(): { label: string; run: () => void }[] {
    const { figure, actions } = this;
    const csv = (): string =>
      toCsv([figure.columns.map(({ name }) => name), ...figure.rows.map((row) => row.map((cell) => cell ?? ""))]);
    const picture = (): string | null => {
      const made = this.#chart === null ? null : pictureOf(this.#chart.canvas, this.colors().background);
      return made?.toDataURL("image/png").split(",")[1] ?? null;
    };
    const save = (name: string, base64: string): void => {
      actions.perform(`save ${name}`, "saveFile", { name, base64 });
    };
    return [
      ...pictureItems(picture, (base64) => {
        save(`${figure.file}.png`, base64);
      }),
      {
        label: "Save CSV…",
        run: () => {
          save(`${figure.file}.csv`, textToBase64(csv()));
        },
      },
      {
        label: "Copy CSV",
        run: () => {
          actions.perform("copy the figures", "copyText", { text: csv() });
        },
      },
    ];
  }

  #draw(): void {
    const canvas = this.querySelector("canvas");
    if (!canvas?.offsetParent) return;
    const colors = this.colors();
    const key = [this.figure, colors, canvas.clientWidth];
    if (key.every((value, index) => value === this.#drawn[index])) return;
    this.#drawn = key;
    const datasets = this.figure.series.map((series) => dataset(series, colors));
    const options = optionsOf(this.figure, colors);
    if (this.#chart === null) {
      this.#chart = new Chart<"bar" | "line", Point[]>(canvas, { type: "line", data: { datasets }, options });
    } else {
      this.#chart.data.datasets = datasets;
      this.#chart.options = options;
      this.#chart.update("none");
    }
    this.#placePicks();
  }
}

function dataset(series: FigureSeries, colors: ChartColors): ChartDataset<"bar" | "line", Point[]> {
  const color = colors[series.color];
  const data = [...series.points];
  if (series.kind === "bars")
    return {
      type: "bar",
      label: series.name,
      data,
      stack: "all",
      backgroundColor: color,
      borderColor: colors.background,
      borderWidth: { left: 1, right: 1, top: 0, bottom: 0 },
      barPercentage: 1,
      categoryPercentage: 1,
    };
  return {
    type: "line",
    label: series.name,
    data,
    borderColor: color,
    backgroundColor: colors.background,
    borderWidth: 1.6,
    borderDash: [...(series.dash ?? [])],
    pointRadius: series.marker === true ? 3 : 0,
    pointHitRadius: 6,
    pointBackgroundColor: colors.background,
    pointBorderColor: color,
    tension: 0,
  };
}

function optionsOf(figure: Figure, colors: ChartColors): ChartOptions<"bar" | "line"> {
  const font = { family: colors.font, size: 11 };
  const axis = (title: string, share: boolean, whole = false) => ({
    type: "linear" as const,
    title: { display: true, text: title, color: colors.muted, font },
    ...(share ? { min: 0, max: 1 } : {}),
    ticks: {
      // Between whole numbers there is nothing to read off.
      ...(whole && { precision: 0 }),
      color: colors.muted,
      font,
      maxRotation: 0,
      autoSkipPadding: 16,
      maxTicksLimit: 6,
      callback: (value: string | number) =>
        share ? `${String(Math.round(Number(value) * 100))}%` : String(Number(Number(value).toPrecision(6))),
    },
  });
  const bars = figure.series.some(({ kind }) => kind === "bars");
  const shown = (value: number | null, share: boolean): string => (share ? formatShare(value) : formatFigure(value));
  return {
    parsing: false,
    normalized: true,
    animation: false,
    responsive: true,
    maintainAspectRatio: false,
    events: ["mousemove", "mouseout"],
    interaction: { mode: "nearest", axis: "x", intersect: false },
    layout: { padding: { top: 8, right: 8 } },
    scales: {
      x: {
        ...axis(figure.xTitle, figure.xShare, figure.xWhole),
        stacked: bars,
        border: { color: colors.grid },
        grid: { display: false },
        offset: figure.xWhole === true,
      },
      y: {
        ...axis(figure.yTitle, figure.yShare),
        stacked: bars,
        beginAtZero: true,
        border: { display: false },
        grid: { color: colors.grid },
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
        callbacks: {
          title: ([item]) => (item === undefined ? "" : `${figure.xTitle} ${shown(item.parsed.x, figure.xShare)}`),
          label: (item) =>
            ` ${item.dataset.label ?? ""} ${
              figure.yShare ? formatShare(item.parsed.y) : formatCount(item.parsed.y ?? 0)
            }`,
        },
      },
    },
  };
}
