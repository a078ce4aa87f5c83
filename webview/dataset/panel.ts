import { html, nothing, type TemplateResult } from "lit";
import { DisposableStore } from "../../src/base/lifecycle.ts";
import type { DatasetPanelRequests, DatasetSnapshot } from "../../src/protocol/datasetPanel.ts";
import type { DatasetOverview } from "../../src/protocol/datasets.ts";
import { sampleSentence } from "../../src/protocol/datasetSentences.ts";
import { icon } from "../icons.ts";
import { PaintLoop } from "../paintLoop.ts";
import { PanelElement } from "../panelElement.ts";
import { messageOf } from "../run/runClient.ts";
import { oneOf } from "../run/viewState.ts";
import { type ChartColors, onThemeChange, readChartColors } from "../theme.ts";
import type { VsCodeApi } from "../vscodeApi.ts";
import { whenVisible } from "../whenVisible.ts";
import type { DatasetActions } from "./actions.ts";
import { DatasetClient, type DatasetPanelConnection } from "./client.ts";
import { duplicatesTemplate } from "./duplicates.ts";
import { headerTemplate } from "./header.ts";
import { overviewTemplate } from "./overview.ts";
import { initialViewState, readViewState, type TabName, tabs, type ViewState } from "./viewState.ts";
import { wordsTemplate } from "./words.ts";
import { workTemplate } from "./work.ts";

const tabTitles: Readonly<Record<TabName, string>> = {
  overview: "Overview",
  duplicates: "Duplicates & leakage",
  words: "Words",
  examples: "Examples",
};

/** The Dataset panel. `start` gives it its host; it owns everything else. */
export class DatasetPanel extends PanelElement {
  static override readonly properties = {
    view: { state: true },
    refusal: { state: true },
  };
  declare protected view: ViewState;
  declare protected refusal: string | null;

  readonly #store = new DisposableStore();
  readonly #loop = this.#store.add(new PaintLoop());
  #client: DatasetClient | null = null;
  #api: VsCodeApi | null = null;
  #colors: ChartColors | null = null;

  constructor() {
    super();
    this.view = initialViewState;
    this.refusal = null;
  }

  /** Connects the panel; called once. */
  start(api: VsCodeApi, connection: DatasetPanelConnection): void {
    this.#api = api;
    this.view = readViewState(api.getState());
    // Without a stored state the editor would not bring the panel back.
    api.setState(this.view);
    const client = this.#store.add(new DatasetClient(connection));
    this.#client = client;
    this.#store.add(
      client.onChange(() => {
        this.requestUpdate();
        this.#loop.request();
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
    return html`<main class="dataset">
      ${[problem, this.refusal].map((message) => (message === null ? nothing : errorNotice(message)))}
      ${snapshot === null ? (problem === null ? html`<h1 class="waiting">Opening the dataset…</h1>` : nothing) : this.#content(snapshot)}
    </main>`;
  }

  #content(snapshot: DatasetSnapshot): TemplateResult {
    const { overview, isStale } = snapshot;
    // What is only about texts is left out where there are none.
    const shown = tabs.filter((tab) => tab !== "words" || overview?.lengths !== null);
    const current = shown.includes(this.view.tab) ? this.view.tab : "overview";
    return html`${headerTemplate(snapshot, this.#actions)}
    ${
      isStale
        ? html`<div class="notice warning" role="note" data-testid="stale">
            ${icon("warning")}<span>The data changed since it was read: lines may have moved.</span>
            <vscode-button
              appearance="secondary"
              @click=${() => {
                this.#actions.perform("read the data", "reload", null);
              }}
              >Read Again</vscode-button
            >
          </div>`
        : nothing
    }
    ${overview === null ? workTemplate(snapshot, "overview", this.#actions) : sampleNotice(overview, this.#actions)}
    ${
      overview === null
        ? nothing
        : html`<vscode-panels
            class="panels"
            aria-label="Parts of the dataset"
            activeid="tab-${current}"
            @change=${(event: CustomEvent<HTMLElement | undefined>) => {
              if (event.target !== event.currentTarget) return;
              const tab = oneOf(tabs, event.detail?.id.replace(/^tab-/, ""));
              if (tab !== null && tab !== this.view.tab) this.#actions.setView({ tab });
            }}
          >
            ${shown.map((tab) => html`<vscode-panel-tab id="tab-${tab}">${tabTitles[tab]}</vscode-panel-tab>`)}
            ${shown.map((tab) => html`<vscode-panel-view id="view-${tab}">${tab === current ? this.#tab(tab, snapshot) : nothing}</vscode-panel-view>`)}
          </vscode-panels>`
    }`;
  }

  #tab(tab: TabName, snapshot: DatasetSnapshot): TemplateResult | typeof nothing {
    const { overview } = snapshot;
    if (overview === null) return nothing;
    const actions = this.#actions;
    switch (tab) {
      case "overview":
        return overviewTemplate(snapshot, overview, { actions, loop: this.#loop, colors: this.#readColors });
      case "duplicates":
        return duplicatesTemplate(snapshot, overview, this.view.list, actions);
      case "words":
        return wordsTemplate(snapshot, overview, actions);
      case "examples":
        return html`<benchtop-example-list
          .overview=${overview}
          .reading=${snapshot.reading}
          .filter=${this.view.filter}
          .actions=${actions}
        ></benchtop-example-list>`;
    }
  }

  readonly #readColors = (): ChartColors => (this.#colors ??= readChartColors());

  readonly #actions: DatasetActions = {
    setView: (change) => {
      this.view = { ...this.view, ...change };
      this.#api?.setState(this.view);
      this.#loop.request();
    },
    request: <K extends keyof DatasetPanelRequests>(name: K, params: DatasetPanelRequests[K][0]) => {
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
}

/** Of a large file a sample is held; all of it is when a person wants to wait. */
function sampleNotice(overview: DatasetOverview, actions: DatasetActions): TemplateResult | typeof nothing {
  const sentence = sampleSentence(overview);
  if (sentence === undefined) return nothing;
  return html`<div class="notice info" role="note" data-testid="sample">
    ${icon("info")}<span>${sentence}</span>
    <vscode-button
      appearance="secondary"
      title="Takes about three times the size of the file in memory, and a while."
      @click=${() => {
        actions.perform("read all examples", "readWhole", null);
      }}
      >Hold All</vscode-button
    >
  </div>`;
}

function errorNotice(message: string): TemplateResult {
  return html`<div class="notice error" role="alert" data-testid="notice">
    ${icon("cross")}<span>${message}</span>
  </div>`;
}
