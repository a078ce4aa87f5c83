import { html, nothing, type TemplateResult } from "lit";
import type { ComparedRun } from "../../src/experiment/comparison/comparison.ts";
import type { CompareSnapshot, RunConfusion, SpokenComparison } from "../../src/protocol/comparePanel.ts";
import type { ClassCell } from "../classGrid.ts";
import { icon } from "../icons.ts";
import { PanelElement } from "../panelElement.ts";
import type { CompareActions } from "./actions.ts";
import { Asked } from "./asked.ts";
import { type ChosenRuns, chosenRuns, titleOfRun } from "./chosenRuns.ts";
import type { ShownRun } from "./confusionSet.ts";
import { againstChoice, differenceChoices, emptyDifferences, metricTitles, waitingWords } from "./differenceChoices.ts";
import { fixed } from "./differenceText.ts";
import { repeatGroups } from "./repeatGroups.ts";
import { significance } from "./significance.ts";
import { paintSwatches } from "./swatch.ts";
import type { TableModel } from "./tableModel.ts";
import type { ViewState } from "./viewState.ts";

/** The third tab of the Compare panel: whether the chosen runs differ from the baseline, where, and on which examples. */
export class Differences extends PanelElement {
  static override readonly properties = {
    snapshot: { attribute: false },
    model: { attribute: false },
    view: { attribute: false },
    picked: { state: true },
  };
  declare snapshot: CompareSnapshot;
  declare model: TableModel;
  declare view: ViewState;
  declare actions: CompareActions;
  /** A cell of the confusion tables. */
  declare protected picked: ClassCell | null;
  readonly #comparison = new Asked<SpokenComparison>(() => {
    this.requestUpdate();
  });
  readonly #confusions = new Asked<readonly RunConfusion[]>(() => {
    this.requestUpdate();
  });
  #chosen: ChosenRuns = { ids: [], byOrder: true, splits: [], split: null, state: "" };
  /** The two runs whose tables are shown, as one text. */
  #shown = "";

  constructor() {
    super();
    this.picked = null;
  }

  protected override willUpdate(): void {
    this.#chosen = chosenRuns(this.model, this.view);
    const { ids, split, state } = this.#chosen;
    if (ids.length < 2) {
      this.#comparison.forget();
      this.#confusions.forget();
      return;
    }
    const metric = this.view.differenceMetric;
    this.#comparison.ask(JSON.stringify([ids, split, metric, state]), () =>
      this.actions.request("compare", { ids, split, metric }),
    );
    const pair = this.#pair();
    if (pair === null) return;
    const shown = pair.runs.map(({ id }) => id);
    const key = JSON.stringify([shown, pair.split, state]);
    if (key !== this.#shown) this.picked = null;
    this.#shown = key;
    this.#confusions.ask(key, () => this.actions.request("confusions", { ids: shown, split: pair.split }));
  }

  protected override render(): TemplateResult {
    const chosen = this.#chosen;
    if (chosen.ids.length < 2) return emptyDifferences(chosen, this.#titleOf, this.actions);
    const { value, waiting, problem } = this.#comparison;
    const { view, actions } = this;
    const progress = waiting ? waitingWords(chosen, this.snapshot.progress) : null;
    return html`<section
      class="differences-tab ${waiting ? "waiting-anew" : ""}"
      aria-label="Differences"
      aria-busy=${waiting ? "true" : "false"}
    >
      ${differenceChoices(chosen, view, actions, progress)}
      ${
        problem === null
          ? nothing
          : html`<p class="notice error" role="alert">
              ${icon("cross")}<span>Could not compare the runs: ${problem}</span>
              <vscode-button
                appearance="secondary"
                @click=${() => {
                  this.#comparison.forget();
                  this.requestUpdate();
                }}
                >Compare again</vscode-button
              >
            </p>`
      }
      ${value === null ? nothing : this.#answer(value)}
    </section>`;
  }

  protected override updated(): void {
    paintSwatches(this, this.view.slots);
  }

  #answer(answer: SpokenComparison): TemplateResult {
    const { view, actions } = this;
    const { comparison } = answer;
    const metric = view.differenceMetric;
    const metricTitle = metricTitles[metric];
    const [baseline] = comparison.runs;
    const majority = baseline?.figures[comparison.split]?.majorityAccuracy?.kept ?? null;
    return html`<p class="muted">
        ${answer.splitSentence} ${baseline?.letter ?? ""} is the
        baseline${this.#chosen.byOrder ? ", since it was chosen first" : ""}.
        ${metric === "accuracy" && majority !== null ? `Always saying the commonest class: ${fixed(majority)}.` : ""}
      </p>
      ${significance({ answer, metric, metricTitle, titleOf: this.#titleOf, actions })}
      ${repeatGroups(answer, metricTitle, actions)}
      <benchtop-fold-pools .answer=${answer} .actions=${actions}></benchtop-fold-pools>
      ${this.#tables(answer)}`;
  }

  #tables(answer: SpokenComparison): TemplateResult | typeof nothing {
    const pair = this.#pair();
    const { value, problem } = this.#confusions;
    if (pair === null) return nothing;
    const [baseline, run] = pair.runs;
    const shown = [baseline, run].flatMap((each): ShownRun[] => {
      const confusion = value?.find(({ id }) => id === each.id);
      return confusion === undefined ? [] : [{ run: each, title: this.#titleOf(each), confusion }];
    });
    const difference = run.pair?.kind === "compared" ? run.pair.confusionDifference : null;
    const classes = shown[0]?.confusion.classes ?? [];
    const classOf = (index: number): number | null => (index >= classes.length ? null : index);
    return html`<div class="part-head">
        <h3>Where they differ</h3>
        ${againstChoice(answer.comparison.runs, run, this.#titleOf, this.actions)}
      </div>
      ${
        problem === null
          ? nothing
          : html`<p class="notice error" role="alert">
              ${icon("cross")}<span>Could not read the confusion tables: ${problem}</span>
            </p>`
      }
      ${
        shown.length < 2
          ? nothing
          : html`<benchtop-confusion-set
              .runs=${shown}
              .split=${pair.split}
              .difference=${difference}
              .slots=${this.view.slots}
              .picked=${this.picked}
              .pick=${this.#pick}
              .actions=${this.actions}
            ></benchtop-confusion-set>`
      }
      ${
        difference === null
          ? html`<p class="notice warning">
              ${icon("warning")}<span>${answer.runSentences[answer.comparison.runs.indexOf(run)]?.join(" ")}</span>
            </p>`
          : html`<p class="muted">
                ${run.letter} minus ${baseline.letter}: <span class="delta better">green</span> is better, more on the
                diagonal and fewer beside it; <span class="delta worse">red</span> is worse.
              </p>
              <benchtop-flips
                .pair=${{ baseline: baseline.id, run: run.id, split: pair.split, state: this.#chosen.state }}
                .letters=${[baseline.letter, run.letter]}
                .cell=${
                  this.picked === null
                    ? null
                    : { trueClass: classOf(this.picked.row), predictedClass: classOf(this.picked.column) }
                }
                .classes=${classes}
                .actions=${this.actions}
                .clearCell=${this.#clear}
              ></benchtop-flips>`
      }`;
  }

  /** The baseline and the run that its tables stand beside. */
  #pair(): {
    readonly runs: readonly [ComparedRun, ComparedRun];
    readonly split: SpokenComparison["comparison"]["split"];
  } | null {
    const comparison = this.#comparison.value?.comparison;
    const [baseline, ...others] = comparison?.runs ?? [];
    const run = others.find(({ id }) => id === this.view.against) ?? others[0];
    if (comparison === undefined || baseline === undefined || run === undefined) return null;
    return { runs: [baseline, run], split: comparison.split };
  }

  readonly #titleOf = ({ id }: { readonly id: string }): string => titleOfRun(this.model, id);

  readonly #pick = (cell: ClassCell): void => {
    this.picked = cell;
  };

  readonly #clear = (): void => {
    this.picked = null;
  };
}
