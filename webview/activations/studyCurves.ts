import { html, nothing, type TemplateResult } from "lit";
import type { StudyState } from "../../src/protocol/activationsPanel.ts";
import { textToBase64 } from "../base64.ts";
import { pictureItems } from "../pictureItems.ts";
import type { OverlayChart } from "../compare/overlayChart.ts";
import type { OverlaidCurve, OverlayChoices } from "../compare/overlayLines.ts";
import { curveRows, overlayTable } from "../compare/overlayTable.ts";
import { styleOfSlot } from "../compare/runColors.ts";
import { toCsv } from "../csv.ts";
import { checkbox, dropdown } from "../fields.ts";
import type { PaintLoop } from "../paintLoop.ts";
import { PanelElement } from "../panelElement.ts";
import type { CurveRange } from "../run/curvePoints.ts";
import type { ChartColors } from "../theme.ts";
import type { ActivationsActions } from "./actions.ts";
import { hasFigure, layerNames, slotOf, type StudyFigure, studyLines } from "./studyLines.ts";
import type { ViewState } from "./viewState.ts";

interface Drawn {
  readonly id: string;
  readonly heading: string;
  readonly figure: StudyFigure;
  readonly share: boolean;
}

const choices: OverlayChoices = { axis: "epoch", smoothing: "off" };
const losses: readonly Drawn[] = (["train", "validation"] as const).map((split) => ({
  id: `${split}-loss`,
  heading: `${split} loss`,
  figure: { metric: `${split}.loss` },
  share: false,
}));
const layerFigures = [
  { figure: "gradientNorm", title: "gradient norm", share: false },
  { figure: "dead", title: "dead units", share: true },
  { figure: "saturated", title: "saturated units", share: true },
] as const;

/** Losses and figures of one layer, every activation in each chart; each chart has its table. */
export class StudyCurves extends PanelElement {
  static override readonly properties = {
    study: { attribute: false },
    view: { attribute: false },
    names: { attribute: false },
    zooms: { state: true },
  };
  declare study: StudyState;
  declare view: ViewState;
  /** Of all functions, in order. */
  declare names: readonly string[];
  declare actions: ActivationsActions;
  declare loop: PaintLoop;
  /** What is shown of a chart's x axis, by the chart's id; all of it where nothing is named. */
  declare protected zooms: Readonly<Record<string, CurveRange | null>>;
  declare colors: () => ChartColors;

  readonly #lines = new Map<string, { readonly key: readonly unknown[]; readonly lines: readonly OverlaidCurve[] }>();

  constructor() {
    super();
    this.zooms = {};
  }

  protected override render(): TemplateResult {
    const { study, view, actions } = this;
    const layers = layerNames(study.runs);
    const layer = layers.find((name) => name === view.layer) ?? layers[0];
    return html`<section aria-labelledby="curves-title">
      <div class="section-head">
        <h2 id="curves-title">Curves</h2>
        ${checkbox("Log scale", "Logarithmic y axis of losses and gradient norms", view.logarithmic, (logarithmic) => {
          actions.setView({ logarithmic });
        })}
        ${checkbox("Show as tables", "The same figures as tables, one row per epoch", view.asTable, (asTable) => {
          actions.setView({ asTable });
        })}
      </div>
      ${this.#legend()}
      <div class="study-charts">${losses.map((drawn) => this.#chart(drawn))}</div>
      ${layer === undefined ? nothing : this.#layers(layer, layers)}
    </section>`;
  }

  protected override updated(): void {
    // Colours go through the style objects: the page's policy allows no style attributes.
    for (const line of this.querySelectorAll<SVGElement>("[data-slot]")) {
      const { color, dash } = styleOfSlot(Number(line.dataset["slot"]));
      line.style.setProperty("stroke", color);
      line.style.setProperty("stroke-dasharray", dash.join(" "));
    }
  }

  /** The same array as long as nothing changed, so that nothing is drawn twice. */
  #overlaid({ id, figure }: Drawn): readonly OverlaidCurve[] {
    const { hidden } = this.view;
    const key = [this.study.runs, hidden, ...Object.values(figure)];
    const before = this.#lines.get(id);
    if (before?.key.every((value, at) => value === key[at]) === true) return before.lines;
    const lines = studyLines(this.study.runs, this.names, hidden, figure);
    this.#lines.set(id, { key, lines });
    return lines;
  }

  #layers(layer: string, layers: readonly string[]): TemplateResult {
    return html`<div class="section-head">
        <h3>Layer by epoch</h3>
        ${dropdown(
          "layer",
          "The layer whose gradient norm, dead and saturated units are drawn",
          layers.map((value) => ({ value, label: value })),
          layer,
          (chosen) => {
            this.actions.setView({ layer: chosen });
          },
        )}
      </div>
      <div class="study-charts">
        ${layerFigures.map(({ figure, title, share }) =>
          hasFigure(this.study.runs, layer, figure)
            ? this.#chart({ id: figure, heading: `${title} of ${layer}`, figure: { layer, figure }, share })
            : html`<p class="empty study-chart">No activation here has ${title} in ${layer}.</p>`,
        )}
      </div>`;
  }

  #chart(drawn: Drawn): TemplateResult {
    const { view, actions } = this;
    const { id, heading, share } = drawn;
    const lines = this.#overlaid(drawn);
    return html`<section class="study-chart" aria-label=${heading} data-chart=${id}>
      <div class="section-head">
        <h3>${heading}</h3>
        <benchtop-menu .label=${`${heading}: save or copy`} .items=${this.#menu(id, heading, lines)}></benchtop-menu>
      </div>
      <benchtop-overlay-chart
        class="overlay"
        ?hidden=${view.asTable}
        .heading=${heading}
        .overlaid=${lines}
        .choices=${choices}
        .share=${share}
        .logarithmic=${view.logarithmic && !share}
        .zoom=${this.zooms[id] ?? null}
        .loop=${this.loop}
        .colors=${this.colors}
        .zoomed=${(zoom: CurveRange | null) => {
          this.zooms = { ...this.zooms, [id]: zoom };
        }}
        .pick=${(at: number) => {
          const run = lines[at]?.curves[0]?.id;
          if (run !== undefined) actions.perform("open the run", "openRun", { id: run });
        }}
      ></benchtop-overlay-chart>
      ${
        // Not all the time: five tables of many runs, several times a second, would be slow.
        view.asTable
          ? html`<div class="scroll study-table" role="region" aria-label="${heading} as a table" tabindex="0">
              ${overlayTable(lines, { heading, share })}
            </div>`
          : nothing
      }
    </section>`;
  }

  #legend(): TemplateResult {
    const { hidden } = this.view;
    const activations = [...new Set(this.study.runs.map(({ activation }) => activation))];
    return html`<ul class="overlay-legend" aria-label="Activations">
      ${activations.map((name) => {
        const isHidden = hidden.includes(name);
        const seeds = this.study.runs.filter(({ activation }) => activation === name).length;
        return html`<li class=${isHidden ? "off" : ""}>
          <vscode-checkbox
            ?checked=${!isHidden}
            title="Shows or hides this activation"
            @change=${(event: Event) => {
              const { checked } = event.currentTarget as HTMLElement & { checked: boolean };
              if (checked === isHidden)
                this.actions.setView({
                  hidden: checked ? hidden.filter((other) => other !== name) : [...hidden, name],
                });
            }}
            ><svg class="legend-line" viewBox="0 0 26 8" aria-hidden="true">
              <path d="M0 4h26" data-slot=${slotOf(name, this.names)} /></svg
            >${name}${seeds > 1 ? html` <span class="muted">mean of ${seeds} seeds</span>` : nothing}</vscode-checkbox
          >
        </li>`;
      })}
    </ul>`;
  }

  #menu(id: string, heading: string, lines: readonly OverlaidCurve[]) {
    const csv = (): string => toCsv(curveRows(lines));
    const name = heading.replaceAll(" ", "-");
    return [
      ...pictureItems(
        () => this.querySelector<OverlayChart>(`[data-chart="${id}"] benchtop-overlay-chart`)?.png() ?? null,
        (base64) => {
          this.actions.perform("save the picture", "saveFile", { name: `${name}.png`, base64 });
        },
      ),
      {
        label: "Save CSV…",
        run: () => {
          this.actions.perform("save the curves", "saveFile", { name: `${name}.csv`, base64: textToBase64(csv()) });
        },
      },
      {
        label: "Copy CSV",
        run: () => {
          this.actions.perform("copy the curves", "copyText", { text: csv() });
        },
      },
    ];
  }
}
