import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import type { FlipKind } from "../../src/experiment/comparison/pair.ts";
import type { FlipsCell } from "../../src/protocol/trainer.ts";
import { formatCount, plural } from "../format.ts";
import { PanelElement } from "../panelElement.ts";
import type { CompareActions } from "./actions.ts";
import { csvMenu } from "./csvMenu.ts";
import { FlipPages, type FlipsAsked } from "./flipPages.ts";
import { flipKinds, flipRows, flipTable, flipWords } from "./flipTable.ts";
import { moreButton, pageNotes } from "./pages.ts";

/** Two runs whose predictions are set against each other. */
export interface FlipsPair {
  readonly baseline: string;
  readonly run: string;
  readonly split: FlipsAsked["split"];
  /** Another once one of the runs has moved on. */
  readonly state: string;
}

/** The examples that a run predicts otherwise than its baseline, by kind and by cell of the confusion table. */
export class FlippedExamples extends PanelElement {
  static override readonly properties = {
    pair: { attribute: false, hasChanged: differ },
    letters: { attribute: false },
    cell: { attribute: false, hasChanged: differ },
    classes: { attribute: false },
    kind: { state: true },
  };
  declare pair: FlipsPair;
  /** What baseline and run are called. */
  declare letters: readonly [string, string];
  declare cell: FlipsCell | null;
  declare classes: readonly string[];
  declare actions: CompareActions;
  declare clearCell: () => void;
  declare protected kind: FlipKind | null;
  readonly #pages = new FlipPages(
    (name, params) => this.actions.request(name, params),
    () => {
      this.requestUpdate();
    },
  );

  constructor() {
    super();
    this.cell = null;
    this.kind = null;
  }

  protected override willUpdate(changed: PropertyValues): void {
    const other = changed.has("pair") || changed.has("cell");
    // A kind that another cell has none of would hide what was asked for.
    if (other) this.kind = null;
    if (!other && !changed.has("kind")) return;
    const { baseline, run, split } = this.pair;
    this.#pages.askFor({ baseline, run, split, cell: this.cell, kind: this.kind }, !other);
  }

  protected override render(): TemplateResult {
    const pages = this.#pages;
    const { classes, letters } = this;
    return html`<section
      class="examples flips"
      aria-label="Flipped examples"
      aria-busy=${pages.loading ? "true" : "false"}
    >
      <div class="part-head">
        <h3>Flipped examples</h3>
        ${csvMenu(this.actions, {
          table: "Flipped examples",
          file: "flipped-examples.csv",
          rows: async () => {
            const rows = await pages.all();
            return rows === null ? null : flipRows(rows, classes, letters);
          },
        })}
      </div>
      <p class="muted">
        ${this.#cellWords()}
        <span role="status"
          >${pages.total === null ? (pages.loading ? "Loading…" : "") : `${plural(pages.total, "example")}.`}</span
        >
      </p>
      <div class="kinds" role="group" aria-label="Kind of change">
        ${this.#kindButton(null, "all")}${flipKinds.map((kind) => this.#kindButton(kind, flipWords[kind]))}
      </div>
      ${pageNotes(pages)} ${pages.total === 0 ? html`<p class="empty">No example changed in this way.</p>` : nothing}
      ${
        pages.rows.length === 0
          ? nothing
          : flipTable(pages.rows, classes, letters, (file, line) => {
              this.actions.perform("open the example", "openExample", { runId: this.pair.baseline, file, line });
            })
      }
      ${moreButton(pages, () => {
        this.requestUpdate();
      })}
    </section>`;
  }

  #cellWords(): TemplateResult {
    const [baseline, run] = this.letters;
    const { cell } = this;
    if (cell === null) return html`${run} predicts these otherwise than ${baseline}. Pick a cell above to see its own.`;
    const name = (id: number | null): TemplateResult =>
      html`<em class="class-name" dir="auto">${id === null ? "any class" : (this.classes[id] ?? String(id))}</em>`;
    return html`True ${name(cell.trueClass)}, predicted ${name(cell.predictedClass)} by ${baseline} or by ${run}, not by
      both.
      <vscode-link
        href="#"
        @click=${(event: Event) => {
          event.preventDefault();
          this.clearCell();
        }}
        >Show all cells</vscode-link
      >`;
  }

  #kindButton(kind: FlipKind | null, words: string): TemplateResult {
    const { counts } = this.#pages;
    const count =
      counts === null ? null : kind === null ? flipKinds.reduce((sum, each) => sum + counts[each], 0) : counts[kind];
    const pressed = this.kind === kind;
    return html`<vscode-button
      appearance=${pressed ? "primary" : "secondary"}
      aria-pressed=${pressed ? "true" : "false"}
      @click=${() => {
        this.kind = kind;
      }}
      >${words}${count === null ? nothing : ` (${formatCount(count)})`}</vscode-button
    >`;
  }
}

/** Objects that are made anew at every turn are the same while they say the same. */
function differ(value: unknown, old: unknown): boolean {
  return JSON.stringify(value) !== JSON.stringify(old);
}
