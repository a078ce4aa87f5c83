import { html, nothing, type TemplateResult } from "lit";
import { guard } from "lit/directives/guard.js";
import type { XAxis } from "../../src/protocol/curveAxes.ts";
import { batchLoss } from "../../src/protocol/curves.ts";
import type { CompareSnapshot } from "../../src/protocol/comparePanel.ts";
import { textToBase64 } from "../base64.ts";
import { pictureItems } from "../pictureItems.ts";
import { toCsv } from "../csv.ts";
import { checkbox, type Choice, dropdown } from "../fields.ts";
import type { PaintLoop } from "../paintLoop.ts";
import { PanelElement } from "../panelElement.ts";
import type { ChartColors } from "../theme.ts";
import type { CompareActions } from "./actions.ts";
import { CurveCache } from "./curveCache.ts";
import { curveRows, overlayTable, type RowsBy } from "./overlayTable.ts";
import type { OverlayChart } from "./overlayChart.ts";
import type { OverlaidCurve, RunOfCurve } from "./overlayLines.ts";
import { overlaidCurves } from "./overlaid.ts";
import { styleOfSlot } from "./runColors.ts";
import type { TableModel } from "./tableModel.ts";
import { type Smoothing, smoothings, type ViewState } from "./viewState.ts";

const axes: readonly Choice<XAxis>[] = [
  { value: "epoch", label: "epoch" },
  { value: "step", label: "step" },
  { value: "time", label: "time" },
];
const smoothingChoices: readonly Choice<Smoothing>[] = smoothings.map((value) => ({ value, label: value }));

/** The curves of the chosen runs over each other, their legend, and the table with the same figures. */
export class CurvesTab extends PanelElement {
  static override readonly properties = {
    snapshot: { attribute: false },
    model: { attribute: false },
    view: { attribute: false },
  };
  declare snapshot: CompareSnapshot;
  declare model: TableModel;
  declare view: ViewState;
  declare actions: CompareActions;
  declare loop: PaintLoop;
  declare colors: () => ChartColors;

  readonly #cache = new CurveCache(() => {
    this.requestUpdate();
  });
  #overlaid: { readonly key: readonly unknown[]; readonly curves: readonly OverlaidCurve[] } | null = null;

  protected override willUpdate(): void {
    this.#cache.want(this.#figure(), this.view.chosen, (id) => this.#isActive(id), this.actions);
  }

  protected override render(): TemplateResult {
    const { view, actions } = this;
    if (view.chosen.length === 0)
      return html`<p class="empty">No run is chosen. Tick runs in the table to draw their curves.</p>`;
    const metrics = this.#metricChoices();
    const figure = this.#figure();
    const all = this.#curves();
    const drawn = this.#shown(all);
    const heading = metrics.find(({ value }) => value === figure)?.label ?? figure;
    const share = this.snapshot.metrics.some(({ id, share: isShare }) => isShare && figure.endsWith(`.${id}`));
    const by: RowsBy = figure === batchLoss ? "step" : "epoch";
    return html`<section class="curves-tab" aria-label="Curves">
      <div class="toolbar">
        ${dropdown("metric", "What the y axis shows", metrics, figure, (metric) => {
          actions.setView({ metric, zoom: null });
        })}
        ${dropdown("x axis", "What the x axis counts", axes, view.axis, (axis) => {
          actions.setView({ axis, zoom: null });
        })}
        ${dropdown(
          "smoothing",
          "Moving average of each curve; the curve itself stays behind it, faded",
          smoothingChoices,
          view.smoothing,
          (smoothing) => {
            actions.setView({ smoothing });
          },
        )}
        ${checkbox("Log scale", "Logarithmic y axis", view.logarithmic, (logarithmic) => {
          actions.setView({ logarithmic });
        })}
        ${checkbox(
          "Mean of repeats",
          "Draws runs that differ in nothing but the seed as their mean with a band of one deviation",
          view.band,
          (band) => {
            actions.setView({ band });
          },
        )}
        ${checkbox(
          "Show as table",
          "The same figures as a table, one row per epoch or step",
          view.asTable,
          (asTable) => {
            actions.setView({ asTable });
          },
        )}
        <span class="spring"></span>
        <benchtop-menu .label=${"Curves: save or copy"} .items=${this.#menu(heading, all, by)}></benchtop-menu>
      </div>
      ${this.#cache.problem === null ? nothing : html`<p class="problem" role="alert">${this.#cache.problem}</p>`}
      ${guard([all, view.hidden], () => this.#legend(all))}
      ${
        drawn.length === 0
          ? html`<p class="empty">${this.#cache.isAsking ? "Reading the curves…" : "No curve is shown."}</p>`
          : nothing
      }
      <benchtop-overlay-chart
        class="overlay"
        ?hidden=${view.asTable || drawn.length === 0}
        .heading=${heading}
        .overlaid=${drawn}
        .choices=${{ axis: view.axis, smoothing: view.smoothing }}
        .share=${share}
        .logarithmic=${view.logarithmic}
        .zoom=${view.zoom}
        .loop=${this.loop}
        .colors=${this.colors}
        .zoomed=${(zoom: ViewState["zoom"]) => {
          actions.setView({ zoom });
        }}
        .pick=${(at: number) => {
          const id = drawn[at]?.curves[0]?.id;
          if (id !== undefined) actions.perform("open the run", "openRun", { id });
        }}
      ></benchtop-overlay-chart>
      <div
        class=${view.asTable ? "scroll curve-scroll" : "visually-hidden"}
        role="region"
        aria-label="Curves as a table"
        tabindex=${view.asTable ? "0" : "-1"}
      >
        ${guard([drawn, heading, share, by], () => overlayTable(drawn, { heading, share, by }))}
      </div>
    </section>`;
  }

  protected override updated(): void {
    // Sizes and colours go through the style objects: the page's policy allows no style attributes.
    for (const line of this.querySelectorAll<SVGElement>("[data-slot]")) {
      const { color, dash } = styleOfSlot(Number(line.dataset["slot"]));
      line.style.setProperty("stroke", color);
      line.style.setProperty("stroke-dasharray", dash.join(" "));
    }
  }

  #isActive(id: string): boolean {
    const status = this.model.cell("status", this.model.data.ids.indexOf(id));
    return typeof status === "string" && /^(queued|running|paused)/.test(status);
  }

  /** The id of the figure that is drawn: what the page remembers may be gone from the table of metrics. */
  #figure(): string {
    const { metric } = this.view;
    return this.#metricChoices().some(({ value }) => value === metric) ? metric : "validation.loss";
  }

  #metricChoices(): Choice<string>[] {
    const known = this.snapshot.metrics.filter(({ when }) => when === "every epoch");
    return [
      ...(["validation", "train"] as const).flatMap((split) =>
        known.map(({ id, title }) => ({ value: `${split}.${id}`, label: `${split} ${title}` })),
      ),
      { value: batchLoss, label: "train loss of each batch" },
    ];
  }

  /** The curves that the host has told of; the same array as long as nothing changed, so that nothing is drawn twice. */
  #curves(): readonly OverlaidCurve[] {
    const { view, model } = this;
    const known = view.chosen.flatMap((id): RunOfCurve[] => {
      const curve = this.#cache.get(id);
      return curve === undefined ? [] : [curve];
    });
    const key = [view.band, view.slots, model, ...known];
    const before = this.#overlaid;
    if (before?.key.length === key.length && key.every((value, at) => value === before.key[at])) return before.curves;
    const curves = overlaidCurves(known, model, view);
    this.#overlaid = { key, curves };
    return curves;
  }

  #lastShown: {
    readonly all: readonly OverlaidCurve[];
    readonly hidden: readonly string[];
    readonly shown: readonly OverlaidCurve[];
  } | null = null;

  #shown(all: readonly OverlaidCurve[]): readonly OverlaidCurve[] {
    const { hidden } = this.view;
    if (this.#lastShown?.all === all && this.#lastShown.hidden === hidden) return this.#lastShown.shown;
    const shown = all.filter(({ curves }) => !hidden.includes(curves[0]?.id ?? ""));
    this.#lastShown = { all, hidden, shown };
    return shown;
  }

  #legend(all: readonly OverlaidCurve[]): TemplateResult {
    const { hidden } = this.view;
    return html`<ul class="overlay-legend" aria-label="Curves">
      ${all.map(({ name, slot, curves }) => {
        const id = curves[0]?.id ?? "";
        const isHidden = hidden.includes(id);
        return html`<li class=${isHidden ? "off" : ""}>
          <vscode-checkbox
            ?checked=${!isHidden}
            title="Shows or hides this curve"
            @change=${(event: Event) => {
              const { checked } = event.currentTarget as HTMLElement & { checked: boolean };
              if (checked === isHidden)
                this.actions.setView({ hidden: checked ? hidden.filter((other) => other !== id) : [...hidden, id] });
            }}
            ><svg class="legend-line" viewBox="0 0 26 8" aria-hidden="true">
              <path d="M0 4h26" data-slot=${slot} /></svg
            ><span class="label" dir="auto" title=${name}>${name}</span></vscode-checkbox
          >
        </li>`;
      })}
    </ul>`;
  }

  #menu(heading: string, all: readonly OverlaidCurve[], by: RowsBy): { label: string; run: () => void }[] {
    const csv = (): string => toCsv(curveRows(all, by));
    const name = heading.replaceAll(" ", "-");
    return [
      ...pictureItems(
        () => this.querySelector<OverlayChart>("benchtop-overlay-chart")?.png() ?? null,
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
