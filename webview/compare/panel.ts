import { html, nothing, type TemplateResult } from "lit";
import { DisposableStore } from "../../src/base/lifecycle.ts";
import { icon } from "../icons.ts";
import { PaintLoop } from "../paintLoop.ts";
import { PanelElement } from "../panelElement.ts";
import { messageOf } from "../run/runClient.ts";
import { oneOf } from "../run/viewState.ts";
import { type ChartColors, onThemeChange, readChartColors } from "../theme.ts";
import type { VsCodeApi } from "../vscodeApi.ts";
import { whenVisible } from "../whenVisible.ts";
import type { CompareActions } from "./actions.ts";
import { type ChosenFromOutside, CompareClient, type ComparePanelConnection } from "./client.ts";
import { assignSlots } from "./runColors.ts";
import { brushedRuns } from "./sweepScale.ts";
import { TableModel } from "./tableModel.ts";
import { mostChosen, tableTab } from "./tableTab.ts";
import { initialViewState, readViewState, type TabName, tabs, type ViewState } from "./viewState.ts";

const tabTitles: Readonly<Record<TabName, string>> = {
  table: "Table",
  curves: "Curves",
  differences: "Differences",
  sweep: "Sweep",
};

/** What was picked in another sweep. */
const noSweep = { brushes: {}, sweepX: null, heatX: null, heatY: null };

/** The Compare panel. `start` gives it its host; it owns everything else. */
export class ComparePanel extends PanelElement {
  static override readonly properties = { view: { state: true }, refusal: { state: true } };
  declare protected view: ViewState;
  declare protected refusal: string | null;

  readonly #store = new DisposableStore();
  readonly #loop = this.#store.add(new PaintLoop());
  #client: CompareClient | null = null;
  #api: VsCodeApi | null = null;
  #model: TableModel | null = null;
  #colors: ChartColors | null = null;

  constructor() {
    super();
    this.view = initialViewState;
    this.refusal = null;
  }

  /** Connects the panel; called once. */
  start(api: VsCodeApi, connection: ComparePanelConnection): void {
    this.#api = api;
    this.view = readViewState(api.getState());
    // Without a stored state the editor would not bring the panel back.
    api.setState(this.view);
    const client = this.#store.add(new CompareClient(connection));
    this.#client = client;
    this.#store.add(
      client.onChange(() => {
        this.#changed();
      }),
    );
    this.#store.add(
      client.onChosen((chosen) => {
        this.#choose(chosen);
      }),
    );
    this.#store.add(
      client.sweeps.onOpened((sweep) => {
        const other = sweep !== this.view.sweep;
        this.#actions.setView({ sweep, tab: "sweep", ...(other && noSweep) });
      }),
    );
    this.#store.add(
      onThemeChange(() => {
        this.#colors = null;
        this.#loop.request();
      }),
    );
    this.#store.add(whenVisible(() => void client.refresh()));
    void client.refresh();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#store.dispose();
  }

  protected override render(): TemplateResult {
    const snapshot = this.#client?.snapshot ?? null;
    const problem = this.#client?.problem ?? null;
    return html`<main class="compare">
      <h1 class="visually-hidden">Compare runs</h1>
      ${problem === null ? nothing : this.#notice(`Could not list the runs: ${problem}`)}
      ${
        this.refusal === null
          ? nothing
          : this.#notice(this.refusal, () => {
              this.refusal = null;
            })
      }
      ${
        snapshot === null || this.#model === null
          ? problem === null
            ? html`<p class="waiting">Listing the runs…</p>`
            : nothing
          : snapshot.table.ids.length === 0 && this.view.tab !== "sweep"
            ? html`<p class="empty">There are no runs yet. Train one: Benchtop: Train… in the command palette.</p>`
            : this.#tabs()
      }
    </main>`;
  }

  #tabs(): TemplateResult {
    return html`<vscode-panels
      class="panels"
      aria-label="Parts of the comparison"
      activeid="tab-${this.view.tab}"
      @change=${(event: CustomEvent<HTMLElement | undefined>) => {
        if (event.target !== event.currentTarget) return;
        const tab = oneOf(tabs, event.detail?.id.replace(/^tab-/, ""));
        if (tab !== null && tab !== this.view.tab) this.#actions.setView({ tab });
      }}
    >
      ${tabs.map((tab) => html`<vscode-panel-tab id="tab-${tab}">${tabTitles[tab]}</vscode-panel-tab>`)}
      ${tabs.map((tab) => html`<vscode-panel-view id="view-${tab}">${this.#tab(tab)}</vscode-panel-view>`)}
    </vscode-panels>`;
  }

  #tab(tab: TabName): TemplateResult | typeof nothing {
    const snapshot = this.#client?.snapshot ?? null;
    const model = this.#model;
    if (tab !== this.view.tab || snapshot === null || model === null) return nothing;
    const { view } = this;
    const actions = this.#actions;
    switch (tab) {
      case "table":
        return tableTab({ snapshot, model, view, actions, swept: this.#swept() });
      case "curves":
        return html`<benchtop-compare-curves
          .snapshot=${snapshot}
          .model=${model}
          .view=${view}
          .actions=${actions}
          .loop=${this.#loop}
          .colors=${this.#readColors}
        ></benchtop-compare-curves>`;
      case "differences":
        return html`<benchtop-differences
          .snapshot=${snapshot}
          .model=${model}
          .view=${view}
          .actions=${actions}
        ></benchtop-differences>`;
      case "sweep":
        return this.#client === null
          ? nothing
          : html`<benchtop-sweep
              .client=${this.#client.sweeps}
              .state=${this.#client.sweeps.state}
              .sweeps=${this.#client.sweeps.sweeps}
              .view=${view}
              .actions=${actions}
              .loop=${this.#loop}
              .colors=${this.#readColors}
            ></benchtop-sweep>`;
    }
  }

  /** The runs that the filters of the sweep leave; null where there are none. */
  #swept(): ReadonlySet<string> | null {
    const { sweep, brushes } = this.view;
    const sweeps = this.#client?.sweeps;
    if (sweeps === undefined || sweep === null || Object.keys(brushes).length === 0) return null;
    void sweeps.follow(sweep);
    return sweeps.state?.id === sweep ? brushedRuns(sweeps.state, brushes) : null;
  }

  #notice(message: string, dismiss?: () => void): TemplateResult {
    return html`<div class="notice error" role="alert" data-testid="notice">
      ${icon("cross")}<span>${message}</span>
      ${
        dismiss === undefined
          ? nothing
          : html`<vscode-button appearance="secondary" @click=${dismiss}>Dismiss</vscode-button>`
      }
    </div>`;
  }

  readonly #readColors = (): ChartColors => (this.#colors ??= readChartColors());

  readonly #actions: CompareActions = {
    setView: (change) => {
      this.view = { ...this.view, ...change };
      this.#api?.setState(this.view);
      this.#loop.request();
    },
    setLayout: (change) => {
      const layout = this.#client?.setLayout(change);
      if (layout !== undefined) this.#actions.perform("remember the columns", "saveLayout", layout);
    },
    request: (name, params) =>
      this.#client === null
        ? Promise.reject(new Error("the panel is not connected"))
        : this.#client.request(name, params),
    perform: (what, name, params) => {
      this.refusal = null;
      this.#actions.request(name, params).catch((error: unknown) => {
        this.refusal = `Could not ${what}: ${messageOf(error)}`;
      });
    },
  };

  /** What was asked for outside: these runs are compared, the first listed is the baseline. */
  #choose({ ids, alone }: ChosenFromOutside): void {
    const chosen = ids.slice(0, mostChosen);
    const baseline =
      this.view.baseline !== null && chosen.includes(this.view.baseline) ? this.view.baseline : chosen[0];
    this.#actions.setView({
      chosen,
      slots: assignSlots(chosen, this.view.slots),
      baseline: baseline ?? null,
      onlyChosen: alone,
      filters: [],
      search: "",
    });
  }

  #changed(): void {
    const table = this.#client?.snapshot?.table;
    if (table !== undefined && table !== this.#model?.data) this.#model = new TableModel(table);
    this.requestUpdate();
    this.#loop.request();
  }
}
