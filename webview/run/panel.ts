import { html, nothing, type TemplateResult } from "lit";
import { DisposableStore } from "../../src/base/lifecycle.ts";
import type { RunPanelRequests } from "../../src/protocol/runPanel.ts";
import { icon } from "../icons.ts";
import { PaintLoop } from "../paintLoop.ts";
import { PanelElement } from "../panelElement.ts";
import { type ChartColors, onThemeChange, readChartColors } from "../theme.ts";
import type { VsCodeApi } from "../vscodeApi.ts";
import { whenVisible } from "../whenVisible.ts";
import type { PanelActions } from "./actions.ts";
import { curvesTemplate } from "./curves.ts";
import { dataTemplate } from "./data.ts";
import { figuresTemplate } from "./figures.ts";
import { headerTemplate } from "./header.ts";
import { networkTemplate } from "./network.ts";
import { messageOf, RunClient, type RunPanelConnection } from "./runClient.ts";
import type { RunState } from "./runState.ts";
import { settingsTemplate } from "./settings.ts";
import { SpokenStatus } from "./spokenStatus.ts";
import { spokenStatus, stalledReason } from "./statusWords.ts";
import { initialViewState, oneOf, readViewState, type TabName, tabs, type ViewState } from "./viewState.ts";

const tabTitles: Readonly<Record<TabName, string>> = {
  curves: "Curves",
  confusion: "Confusion",
  errors: "Errors",
  try: "Try",
  network: "Network",
  settings: "Settings",
  data: "Data",
};

const noticeIcons = { error: "cross", warning: "warning", info: "info" } as const;

/** The Run panel. `start` gives it its host; it owns everything else. */
export class RunPanel extends PanelElement {
  static override readonly properties = {
    view: { state: true },
    refusal: { state: true },
    spoken: { state: true },
  };
  declare protected view: ViewState;
  declare protected refusal: string | null;
  declare protected spoken: string;

  readonly #store = new DisposableStore();
  readonly #loop = this.#store.add(new PaintLoop());
  readonly #speech = this.#store.add(
    new SpokenStatus((sentence) => {
      this.spoken = sentence;
    }),
  );
  #client: RunClient | null = null;
  #api: VsCodeApi | null = null;
  #colors: ChartColors | null = null;
  #status: string | null = null;

  constructor() {
    super();
    this.view = initialViewState;
    this.refusal = null;
    this.spoken = "";
  }

  /** Connects the panel; called once. */
  start(api: VsCodeApi, connection: RunPanelConnection): void {
    this.#api = api;
    this.view = readViewState(api.getState());
    const client = this.#store.add(
      new RunClient(connection, {
        points: 2 * Math.max(600, Math.ceil(document.body.clientWidth * devicePixelRatio)),
        repaint: (afterwards) => {
          this.#loop.request(afterwards);
        },
        showTab: (tab) => {
          this.#actions.setView({ tab });
        },
      }),
    );
    this.#client = client;
    this.#store.add(
      client.onChange(() => {
        this.#changed();
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
    const state = this.#client?.state ?? null;
    const problem = this.#client?.problem ?? null;
    return html`<main>
      ${problem === null ? nothing : this.#notice("error", `Could not read the run: ${problem}`)}
      ${
        this.refusal === null
          ? nothing
          : this.#notice("error", this.refusal, () => {
              this.refusal = null;
            })
      }
      ${state === null ? (problem === null ? html`<h1 class="waiting">Reading the run…</h1>` : nothing) : this.#run(state)}
      <p class="visually-hidden" role="status" aria-live="polite">${this.spoken}</p>
    </main>`;
  }

  #run(state: RunState): TemplateResult {
    const { record } = state.snapshot;
    const { status } = state.ticker;
    const bad = status === "failed" || status === "diverged";
    return html`${headerTemplate(state, this.#actions, this.#client?.verification ?? null)}
      ${record.message === null ? nothing : this.#notice(bad ? "error" : status === "finished" ? "info" : "warning", record.message)}
      ${state.ticker.stalled ? this.#notice("warning", stalledReason) : nothing} ${figuresTemplate(state)}
      <vscode-panels
        class="panels"
        aria-label="Parts of the run"
        activeid="tab-${this.view.tab}"
        @change=${(event: CustomEvent<HTMLElement | undefined>) => {
          if (event.target !== event.currentTarget) return;
          const tab = oneOf(tabs, event.detail?.id.replace(/^tab-/, ""));
          if (tab !== null && tab !== this.view.tab) this.#actions.setView({ tab });
        }}
      >
        ${tabs.map((tab) => html`<vscode-panel-tab id="tab-${tab}">${tabTitles[tab]}</vscode-panel-tab>`)}
        ${tabs.map((tab) => html`<vscode-panel-view id="view-${tab}">${this.#tab(tab, state)}</vscode-panel-view>`)}
      </vscode-panels>`;
  }

  #tab(tab: TabName, state: RunState): TemplateResult | typeof nothing {
    // The curves stay, hidden, so that their table goes on growing for those who read it.
    if (tab !== this.view.tab && tab !== "curves") return nothing;
    const actions = this.#actions;
    switch (tab) {
      case "curves": {
        const steps = this.#client?.steps;
        if (steps === undefined) return nothing;
        return curvesTemplate(state, {
          ...{ view: this.view, steps, crossChecks: this.#client?.crossChecks ?? [] },
          ...{ loop: this.#loop, actions, colors: this.#readColors },
        });
      }
      case "confusion":
        return html`<benchtop-confusion .state=${state} .view=${this.view} .actions=${actions}></benchtop-confusion>`;
      case "errors":
        return html`<benchtop-errors
          .state=${state}
          .split=${this.view.split}
          .actions=${actions}
          .colors=${this.#readColors}
          .loop=${this.#loop}
        ></benchtop-errors>`;
      case "try":
        return html`<benchtop-try .state=${state} .tried=${this.view.tried} .actions=${actions}></benchtop-try>`;
      case "network":
        return networkTemplate(state);
      case "settings":
        return settingsTemplate(state, actions);
      case "data":
        return dataTemplate(state);
    }
  }

  #notice(kind: keyof typeof noticeIcons, message: string, dismiss?: () => void): TemplateResult {
    return html`<div class="notice ${kind}" role=${kind === "error" ? "alert" : "note"} data-testid="notice">
      ${icon(noticeIcons[kind])}<span>${message}</span>
      ${
        dismiss === undefined
          ? nothing
          : html`<vscode-button appearance="secondary" @click=${dismiss}>Dismiss</vscode-button>`
      }
    </div>`;
  }

  readonly #readColors = (): ChartColors => (this.#colors ??= readChartColors());

  readonly #actions: PanelActions = {
    setView: (change) => {
      this.view = { ...this.view, ...change };
      this.#api?.setState(this.view);
    },
    request: <K extends keyof RunPanelRequests>(name: K, params: RunPanelRequests[K][0]) => {
      if (this.#client === null) return Promise.reject(new Error("the panel is not connected"));
      return this.#client.request(name, params);
    },
    perform: (what, name, params) => {
      this.refusal = null;
      this.#actions.request(name, params).catch((error: unknown) => {
        this.refusal = `Could not ${what}: ${messageOf(error)}`;
      });
    },
  };

  #changed(): void {
    this.requestUpdate();
    const state = this.#client?.state ?? null;
    if (state === null) return;
    document.title = state.snapshot.title;
    const status = `${state.ticker.status} ${state.ticker.phase ?? ""}`;
    this.#speech.offer(spokenStatus(state), status !== this.#status);
    this.#status = status;
  }
}
