import { html, type TemplateResult } from "lit";
import type { ComparedRun } from "../../src/experiment/comparison/comparison.ts";
import type { ConfusionCounts } from "../../src/experiment/record.ts";
import type { RunConfusion } from "../../src/protocol/comparePanel.ts";
import type { ClassCell } from "../classGrid.ts";
import { PanelElement } from "../panelElement.ts";
import { ConfusionView } from "../run/confusionMaths.ts";
import type { CompareActions } from "./actions.ts";
import { type CsvRows, csvMenu } from "./csvMenu.ts";
import { SharedScroll } from "./sharedScroll.ts";
import { paintSwatches, runName } from "./swatch.ts";

/** One of the two runs whose tables are shown. */
export interface ShownRun {
  readonly run: ComparedRun;
  readonly title: string;
  readonly confusion: RunConfusion;
}

/** The confusion tables of a baseline and a run, and what changed from one to the other. */
export class ConfusionSet extends PanelElement {
  static override readonly properties = {
    runs: { attribute: false },
    split: {},
    difference: { attribute: false },
    slots: { attribute: false },
    picked: { attribute: false },
  };
  declare runs: readonly [ShownRun, ShownRun];
  declare split: string;
  /** Null where the runs were not evaluated on the same examples. */
  declare difference: ConfusionCounts | null;
  declare slots: Readonly<Record<string, number>>;
  declare picked: ClassCell | null;
  declare pick: (cell: ClassCell) => void;
  declare actions: CompareActions;
  readonly #views = new Map<ConfusionCounts, ConfusionView>();
  readonly #scroll = new SharedScroll();

  protected override render(): TemplateResult {
    const [baseline, run] = this.runs;
    const letters = `${run.run.letter} minus ${baseline.run.letter}`;
    return html`<div class="confusion-set" @scroll=${this.#scroll.listener}>
      ${this.#ofRun(baseline)}${this.#ofRun(run)}
      ${
        this.difference === null
          ? ""
          : html`<figure data-testid="confusion-difference">
              <figcaption>
                <strong>${letters}</strong>
                ${this.#menu(letters, baseline.confusion.classes, this.difference)}
              </figcaption>
              <benchtop-difference-grid
                .label=${`Confusion table, ${letters}: rows are true classes, columns predicted classes`}
                .classes=${baseline.confusion.classes}
                .difference=${this.difference}
                .picked=${this.picked}
                .pick=${this.pick}
              ></benchtop-difference-grid>
            </figure>`
      }
    </div>`;
  }

  protected override updated(): void {
    paintSwatches(this, this.slots);
    this.#scroll.attach(this);
  }

  #ofRun({ run, title, confusion }: ShownRun): TemplateResult {
    const { classes, counts } = confusion;
    const label = `Confusion table of ${run.letter}: rows are true classes, columns predicted classes`;
    return html`<figure data-testid="confusion-${run.letter}">
      <figcaption>${runName(run, title)} ${counts === null ? "" : this.#menu(run.letter, classes, counts)}</figcaption>
      ${
        counts === null
          ? html`<p class="empty">${run.letter} was not evaluated on ${this.split}.</p>`
          : html`<benchtop-confusion-grid
              .label=${label}
              .classes=${classes}
              .confusion=${this.#viewOf(counts)}
              .picked=${this.picked}
              .pick=${this.pick}
            ></benchtop-confusion-grid>`
      }
    </figure>`;
  }

  #viewOf(counts: ConfusionCounts): ConfusionView {
    const view = this.#views.get(counts) ?? new ConfusionView(counts);
    // Tables of runs that were looked at before are let go.
    for (const old of this.#views.keys())
      if (!this.runs.some(({ confusion }) => confusion.counts === old)) this.#views.delete(old);
    this.#views.set(counts, view);
    return view;
  }

  #menu(name: string, classes: readonly string[], counts: ConfusionCounts): TemplateResult {
    return csvMenu(this.actions, {
      table: `Confusion table, ${name}`,
      file: `confusion-${name.toLowerCase().replaceAll(" ", "-")}.csv`,
      rows: () => confusionRows(classes, counts),
    });
  }
}

/** A confusion table with its classes, for files. */
export function confusionRows(classes: readonly string[], counts: ConfusionCounts): CsvRows {
  return [
    ["true class", ...classes.map((name) => `predicted ${name}`)],
    ...counts.map((row, id) => [classes[id] ?? String(id), ...row]),
  ];
}
