import { html, nothing, type TemplateResult } from "lit";
import { DisposableStore } from "../../src/base/lifecycle.ts";
import type { ActivationsSnapshot, StudyState } from "../../src/protocol/activationsPanel.ts";
import { icon } from "../icons.ts";
import { PaintLoop } from "../paintLoop.ts";
import { PanelElement } from "../panelElement.ts";
import { messageOf } from "../run/runClient.ts";
import { type ChartColors, onThemeChange, readChartColors } from "../theme.ts";
import type { VsCodeApi } from "../vscodeApi.ts";
import { whenVisible } from "../whenVisible.ts";
import type { ActivationsActions } from "./actions.ts";
import { ActivationsClient, type ActivationsPanelConnection } from "./client.ts";
import { functionCards } from "./functionCards.ts";
import { readNumber, thresholdField } from "./numbers.ts";
import { studyForm } from "./studyForm.ts";
import { studyReportTemplate } from "./studyReport.ts";
import { initialViewState, readViewState, type ViewState } from "./viewState.ts";

/** The Activations panel. `start` gives it its host; it owns everything else. */
export class ActivationsPanel extends PanelElement {
  static override readonly properties = {
    view: { state: true },
    refusal: { state: true },
    starting: { state: true },
    wrong: { state: true },
  };
  declare protected view: ViewState;
  declare protected refusal: string | null;
  declare protected starting: boolean;
  declare protected wrong: string | null;

  readonly #store = new DisposableStore();
  readonly #loop = this.#store.add(new PaintLoop());
  #client: ActivationsClient | null = null;
  #api: VsCodeApi | null = null;
  #colors: ChartColors | null = null;

  constructor() {
    super();
    this.view = initialViewState;
    this.refusal = null;
    this.starting = false;
    this.wrong = null;
  }

  /** Connects the panel; called once. */
  start(api: VsCodeApi, connection: ActivationsPanelConnection): void {
    this.#api = api;
    this.view = readViewState(api.getState());
    // Without a stored state the editor would not bring the panel back.
    api.setState(this.view);
    const client = this.#store.add(
      new ActivationsClient(connection, () => ({ study: this.view.study, threshold: this.#threshold() })),
    );
    this.#client = client;
    this.#store.add(client.onChange(() => this.#changed()));
    this.#store.add(client.onSource((source) => this.#set({ source })));
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
    return html`<main class="activations">
      <h1 class="visually-hidden">Activation functions</h1>
      ${[problem, this.refusal].map((message) => (message === null ? nothing : notice(message)))}
      ${
        snapshot === null
          ? problem === null
            ? html`<p class="waiting">Drawing the functions…</p>`
            : nothing
          : this.#content(snapshot)
      }
    </main>`;
  }

  #content({ functions, limits, study }: ActivationsSnapshot): TemplateResult {
    const { view } = this;
    return html`<section aria-labelledby="study-title">
        <h2 id="study-title">Compare at equal seed, weights and batch order</h2>
        ${studyForm({
          view,
          sources: this.#client?.sources ?? null,
          active: study?.active === true,
          mostRuns: limits.runs,
          starting: this.starting,
          problem: this.wrong,
          set: (change) => {
            this.#change(change);
          },
          run: () => {
            void this.#run();
          },
          stop: () => {
            this.#actions.perform("stop the runs", "stop", null);
          },
        })}
      </section>
      ${study === null ? html`<p class="empty" data-testid="no-study">Tick functions below, choose an experiment or a dataset and press Run: the curves, and what they show, appear here.</p>` : this.#study(study, functions)}
      ${functionCards(functions, view.activations, (activations) => {
        this.#set({ activations });
      })}`;
  }

  #study(study: StudyState, { functions }: ActivationsSnapshot["functions"]): TemplateResult {
    return html`${studyReportTemplate(study, this.#actions)}
      <benchtop-study-curves
        .study=${study}
        .view=${this.view}
        .names=${functions.map(({ name }) => name)}
        .actions=${this.#actions}
        .loop=${this.#loop}
        .colors=${this.#readColors}
      ></benchtop-study-curves>`;
  }

  readonly #readColors = (): ChartColors => (this.#colors ??= readChartColors());

  readonly #actions: ActivationsActions = {
    setView: (change) => {
      this.#set(change);
    },
    perform: (what, name, params) => {
      this.refusal = null;
      this.#client?.request(name, params).catch((error: unknown) => {
        this.refusal = `Could not ${what}: ${messageOf(error)}`;
      });
    },
  };

  #set(change: Partial<ViewState>): void {
    this.view = { ...this.view, ...change };
    this.#api?.setState(this.view);
    this.#loop.request();
  }

  /** What the form changes; another threshold changes the report at once. */
  #change(change: Partial<ViewState>): void {
    this.#set(change);
    const fields = [this.#epochs(), readNumber(this.view.threshold, thresholdField)];
    this.wrong = fields.flatMap((field) => ("problem" in field ? field.problem : [])).join(" ") || null;
    if (change.threshold !== undefined && this.wrong === null) void this.#report();
  }

  #epochs(): ReturnType<typeof readNumber> {
    const most = this.#client?.snapshot?.limits.epochs ?? Infinity;
    return readNumber(this.view.epochs, { name: "Epochs", whole: true, most });
  }

  #threshold(): number | null {
    const read = readNumber(this.view.threshold, thresholdField);
    return "value" in read ? read.value : null;
  }

  async #report(): Promise<void> {
    const report = await this.#client?.request("report", { threshold: this.#threshold() }).catch(() => null);
    if (report !== null && report !== undefined) this.#client?.show({ report });
  }

  async #run(): Promise<void> {
    const { source, initializer, seeds } = this.view;
    const functions = this.#client?.snapshot?.functions.functions ?? [];
    const epochs = this.#epochs();
    if (source === null || !("value" in epochs) || this.wrong !== null || this.#client === null) return;
    this.starting = true;
    this.refusal = null;
    try {
      const study = await this.#client.request("start", {
        source: { path: source.path, kind: source.kind },
        activations: functions.map(({ name }) => name).filter((name) => this.view.activations.includes(name)),
        seeds: Number(seeds),
        initializer,
        epochs: epochs.value,
        threshold: this.#threshold(),
      });
      if (study !== null) this.#client.show(study);
    } catch (error) {
      this.refusal = `Could not compare: ${messageOf(error)}`;
    } finally {
      this.starting = false;
    }
  }

  #changed(): void {
    const { snapshot, sources } = this.#client ?? { snapshot: null, sources: null };
    const study = snapshot?.study ?? null;
    const runs = study?.runs.map(({ id }) => id) ?? [];
    if (study !== null && runs.join() !== this.view.study?.runs.join())
      this.#set({ study: { title: study.title, runs }, hidden: [] });
    const [first] = sources ?? [];
    if (this.view.source === null && first !== undefined) this.#set({ source: first });
    this.requestUpdate();
    this.#loop.request();
  }
}

function notice(message: string): TemplateResult {
  return html`<div class="notice error" role="alert" data-testid="notice">
    ${icon("cross")}<span>${message}</span>
  </div>`;
}
