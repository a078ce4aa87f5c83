import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import type { SplitName } from "../../src/data/table.ts";
import type { ConfusionCounts } from "../../src/experiment/record.ts";
import type { ClassCell } from "../classGrid.ts";
import { type Choice, dropdown } from "../fields.ts";
import { plural } from "../format.ts";
import { PanelElement } from "../panelElement.ts";
import type { PanelActions } from "./actions.ts";
import { ConfusionView } from "./confusionMaths.ts";
import { emptyExamples, type ExamplesState, examplesTemplate, pageRequest, pageSize } from "./examples.ts";
import { metricsTable } from "./metricsTable.ts";
import type { RunState } from "./runState.ts";
import { activity } from "./statusWords.ts";
import type { ConfusionShares, ViewState } from "./viewState.ts";

const order: readonly SplitName[] = ["validation", "test", "train"];
const unitChoices: readonly Choice<ConfusionShares>[] = [
  { value: "counts", label: "counts" },
  { value: "rows", label: "share of row (recall)" },
  { value: "columns", label: "share of column (precision)" },
];

/** The confusion table of a split, its figures by class and its metrics below, and the examples behind a picked cell. */
export class RunConfusion extends PanelElement {
  static override readonly properties = {
    state: { attribute: false },
    view: { attribute: false },
    picked: { state: true },
    examples: { state: true },
    why: { state: true },
  };
  declare state: RunState;
  declare view: ViewState;
  declare actions: PanelActions;
  declare protected picked: ClassCell | null;
  declare protected examples: ExamplesState;
  /** The example whose answer is explained. */
  declare protected why: number | null;
  /** Answers to an older question are dropped. */
  #question = 0;
  #view = new ConfusionView([]);

  constructor() {
    super();
    this.picked = null;
    this.examples = emptyExamples;
    this.why = null;
  }

  protected override willUpdate(changed: PropertyValues): void {
    const counts = this.#counts();
    if (counts !== undefined && counts !== this.#view.counts) {
      this.#view = new ConfusionView(counts);
      if (changed.has("view") || this.#view.size !== counts.length) this.#forget();
    }
  }

  protected override render(): TemplateResult {
    const splits = this.#splits();
    const split = this.#split();
    const classes = this.state.snapshot.record.data?.classes;
    if (split === undefined || classes === undefined)
      return html`<p class="empty">
        ${activity(this.state.ticker)}. The confusion table appears when a kept model has been evaluated.
      </p>`;
    return html`<section aria-label="Confusion table">
      <div class="toolbar">
        <vscode-panels
          class="split-tabs"
          aria-label="Split"
          activeid="split-${split}"
          @change=${(event: CustomEvent<HTMLElement>) => {
            this.#onSplit(event);
          }}
        >
          ${splits.map(
            (each) => html`<vscode-panel-tab id="split-${each}">${each} ${this.#examplesOf(each)}</vscode-panel-tab>`,
          )}
          ${splits.map((each) => html`<vscode-panel-view id="split-view-${each}"></vscode-panel-view>`)}
        </vscode-panels>
        ${dropdown(
          "cells show",
          "Counts, or shares of the true class (row) or of the predicted class (column)",
          unitChoices,
          this.view.shares,
          (shares) => {
            this.actions.setView({ shares });
          },
        )}
      </div>
      <benchtop-confusion-grid
        .classes=${classes}
        .confusion=${this.#view}
        .unit=${this.view.shares}
        .picked=${this.picked}
        .pick=${(cell: ClassCell) => {
          this.#pick(cell);
        }}
      ></benchtop-confusion-grid>
      <p class="muted">Outlined cells are right answers. Pick a cell to list its examples.</p>
      ${
        this.picked === null
          ? nothing
          : examplesTemplate(
              this.examples,
              classes,
              { trueClass: this.#classOf(this.picked.row), predictedClass: this.#classOf(this.picked.column) },
              this.state.snapshot.record.model?.outputs ?? "probabilities",
              {
                more: () => void this.#load(this.examples.rows.length),
                open: (file, line) => {
                  this.actions.perform("open the example", "openExample", { file, line });
                },
                why: { split, example: this.why, panel: this.actions },
                ask: (example) => {
                  this.why = example;
                },
              },
            )
      }
      <benchtop-class-table .metrics=${this.state.snapshot.classMetrics[split] ?? []}></benchtop-class-table>
      ${metricsTable(this.state.snapshot.metricTable, this.state.snapshot.record.metrics[split])}
    </section>`;
  }

  #splits(): SplitName[] {
    const { confusion } = this.state.snapshot.record;
    return order.filter((split) => confusion[split] !== undefined);
  }

  #split(): SplitName | undefined {
    const splits = this.#splits();
    return splits.find((split) => split === this.view.split) ?? splits[0];
  }

  #counts(): ConfusionCounts | undefined {
    const split = this.#split();
    return split === undefined ? undefined : this.state.snapshot.record.confusion[split];
  }

  #examplesOf(split: SplitName): TemplateResult {
    const counts = this.state.snapshot.record.confusion[split] ?? [];
    return html`<span class="muted">${plural(new ConfusionView(counts).total, "example")}</span>`;
  }

  #onSplit(event: CustomEvent<HTMLElement>): void {
    if (event.target !== event.currentTarget) return;
    event.stopPropagation();
    const split = order.find((each) => event.detail.id === `split-${each}`);
    if (split === undefined || split === this.#split()) return;
    this.#forget();
    this.actions.setView({ split });
  }

  #forget(): void {
    this.#question++;
    this.why = null;
    this.picked = null;
    this.examples = emptyExamples;
  }

  #classOf(index: number): number | null {
    return index === this.#view.size ? null : index;
  }

  #pick(cell: ClassCell): void {
    this.picked = cell;
    this.examples = emptyExamples;
    this.why = null;
    void this.#load(0);
  }

  async #load(offset: number): Promise<void> {
    const split = this.#split();
    const cell = this.picked;
    if (split === undefined || cell === null) return;
    const question = ++this.#question;
    const [trueClass, predictedClass] = [this.#classOf(cell.row), this.#classOf(cell.column)];
    const query = { split, trueClass, predictedClass, offset, limit: pageSize };
    await pageRequest(this.actions, query, this.examples, (examples) => {
      if (question === this.#question) this.examples = examples;
    });
  }
}
