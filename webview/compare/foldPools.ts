import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import type { FoldPool } from "../../src/experiment/comparison/foldPools.ts";
import type { ConfusionCounts } from "../../src/experiment/record.ts";
import type { SpokenComparison } from "../../src/protocol/comparePanel.ts";
import type { ClassCell } from "../classGrid.ts";
import { dropdown } from "../fields.ts";
import { icon } from "../icons.ts";
import { PanelElement } from "../panelElement.ts";
import { ConfusionView } from "../run/confusionMaths.ts";
import type { CompareActions } from "./actions.ts";
import { confusionRows } from "./confusionSet.ts";
import { csvMenu } from "./csvMenu.ts";
import { fixed } from "./differenceText.ts";

/** Chosen runs that are the folds of one split: the confusion table of all held-out examples together. */
export class FoldPools extends PanelElement {
  static override readonly properties = {
    answer: { attribute: false },
    at: { state: true },
    picked: { state: true },
  };
  declare answer: SpokenComparison;
  declare actions: CompareActions;
  /** Which of the pools is shown. */
  declare protected at: number;
  /** The cell whose examples are listed. */
  declare protected picked: ClassCell | null;
  #view = new ConfusionView([]);

  constructor() {
    super();
    this.at = 0;
    this.picked = null;
  }

  protected override willUpdate(changed: PropertyValues): void {
    // A cell of other folds' table is another cell.
    if (changed.has("at") || (changed.has("answer") && !this.#sameFolds(changed.get("answer")))) this.picked = null;
  }

  protected override render(): TemplateResult | typeof nothing {
    const { pools } = this.answer.comparison;
    const at = Math.min(this.at, pools.length - 1);
    const pool = pools[at];
    if (pool === undefined) return nothing;
    return html`<div class="part-head">
        <h3>Folds pooled</h3>
        ${
          pools.length === 1
            ? nothing
            : dropdown(
                "folds of",
                "Which k-fold split's folds are put together",
                pools.map((each, place) => ({ value: String(place), label: this.#lettersOf(each) })),
                String(at),
                (value) => {
                  this.at = Number(value);
                },
              )
        }
      </div>
      ${(this.answer.poolSentences[at] ?? [])
        .slice(0, 1)
        .map((sentence) =>
          pool.result.kind === "refused"
            ? html`<p class="notice warning" role="note">${icon("warning")}<span>${sentence}</span></p>`
            : html`<p class="muted">${sentence}</p>`,
        )}
      ${pool.result.kind === "refused" ? nothing : this.#pooled(pool, pool.result)}`;
  }

  #pooled(pool: FoldPool, result: Exclude<FoldPool["result"], { kind: "refused" }>): TemplateResult {
    const { counts, classes, accuracy, macroF1 } = result;
    const letters = this.#lettersOf(pool);
    const rows = [
      ["accuracy", accuracy],
      ["macro F1", macroF1],
    ] as const;
    return html`<div class="scroll" role="region" aria-label="Figures of the pooled folds" tabindex="0">
        <table class="figures-table pool-figures" data-testid="pool-figures">
          <thead>
            <tr>
              <th scope="col">held-out examples</th>
              <th scope="col" class="number" title="Of the table of all folds together">pooled</th>
              <th scope="col" class="number" title="Mean ± sample deviation of the folds' own figures">
                over the folds
              </th>
            </tr>
          </thead>
          <tbody>
            ${rows.map(
              ([name, { pooled, spread }]) =>
                html`<tr>
                  <th scope="row">${name}</th>
                  <td class="number">${fixed(pooled)}</td>
                  <td class="number">${fixed(spread.mean)} ± ${fixed(spread.deviation)}</td>
                </tr>`,
            )}
          </tbody>
        </table>
      </div>
      <figure class="pool-table" data-testid="confusion-pooled">
        <figcaption>
          <strong>${letters}</strong>
          ${csvMenu(this.actions, {
            table: "Confusion table of the pooled folds",
            file: "confusion-folds.csv",
            rows: () => confusionRows(classes, counts),
          })}
        </figcaption>
        <benchtop-confusion-grid
          .label=${`Confusion table of the folds of ${letters}: rows are true classes, columns predicted classes`}
          .classes=${classes}
          .confusion=${this.#viewOf(counts)}
          .picked=${this.picked}
          .pick=${(cell: ClassCell) => {
            this.picked = cell;
          }}
        ></benchtop-confusion-grid>
      </figure>
      ${
        this.picked === null
          ? html`<p class="muted">Pick a cell to list its examples.</p>`
          : html`<benchtop-pooled-examples
              .ids=${this.#idsOf(pool)}
              .cell=${this.picked}
              .classes=${classes}
              .actions=${this.actions}
            ></benchtop-pooled-examples>`
      }`;
  }

  #idsOf({ members }: FoldPool): string[] {
    return members.flatMap((place) => this.answer.comparison.runs[place]?.id ?? []);
  }

  #sameFolds(before: unknown): boolean {
    const idsOf = (answer: SpokenComparison | undefined): string =>
      JSON.stringify([
        answer?.comparison.runs.map(({ id }) => id),
        answer?.comparison.pools.map(({ members }) => members),
      ]);
    return idsOf(before as SpokenComparison | undefined) === idsOf(this.answer);
  }

  #viewOf(counts: ConfusionCounts): ConfusionView {
    if (this.#view.counts !== counts) this.#view = new ConfusionView(counts);
    return this.#view;
  }

  #lettersOf({ members }: FoldPool): string {
    return members.map((place) => this.answer.comparison.runs[place]?.letter ?? "").join(", ");
  }
}
