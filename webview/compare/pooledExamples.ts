import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { filePlace, placeInFile } from "../../src/base/filePlace.ts";
import type { PooledExample } from "../../src/protocol/comparePanel.ts";
import type { ClassCell } from "../classGrid.ts";
import { plural } from "../format.ts";
import { PanelElement } from "../panelElement.ts";
import type { CompareActions } from "./actions.ts";
import { csvMenu } from "./csvMenu.ts";
import { moreButton, pageNotes, Pages } from "./pages.ts";

interface Asked {
  readonly ids: readonly string[];
  readonly trueClass: number | null;
  readonly predictedClass: number | null;
}

/** The held-out examples behind a cell of the pooled folds' table; each opens its line. */
export class PooledExamples extends PanelElement {
  static override readonly properties = {
    ids: { attribute: false, hasChanged: differ },
    cell: { attribute: false, hasChanged: differ },
    classes: { attribute: false },
  };
  /** Of the folds. */
  declare ids: readonly string[];
  declare cell: ClassCell;
  declare classes: readonly string[];
  declare actions: CompareActions;
  readonly #pages = new Pages<Asked, PooledExample>(
    async (asked, offset, limit) => {
      const { examples, total, warning } = await this.actions.request("pooledExamples", { ...asked, offset, limit });
      return { rows: examples, total, warning };
    },
    () => {
      this.requestUpdate();
    },
  );

  protected override willUpdate(changed: PropertyValues): void {
    if (!changed.has("ids") && !changed.has("cell")) return;
    const of = (index: number): number | null => (index === this.classes.length ? null : index);
    this.#pages.ask({ ids: this.ids, trueClass: of(this.cell.row), predictedClass: of(this.cell.column) });
  }

  protected override render(): TemplateResult {
    const pages = this.#pages;
    const { row, column } = this.cell;
    return html`<section
      class="examples pooled-examples"
      aria-label="Examples of the pooled folds"
      aria-busy=${pages.loading ? "true" : "false"}
    >
      <div class="part-head">
        <h4>True ${this.#className(row)}, predicted ${this.#className(column)}</h4>
        ${csvMenu(this.actions, {
          table: "Examples of the pooled folds",
          file: "fold-examples.csv",
          rows: async () => {
            const rows = await pages.all();
            return rows === null ? null : csvRows(rows, this.classes);
          },
        })}
      </div>
      <p class="muted" role="status">
        ${pages.total === null ? (pages.loading ? "Loading…" : "") : `${plural(pages.total, "held-out example")}.`}
      </p>
      ${pageNotes(pages)} ${pages.rows.length === 0 ? nothing : this.#table()}
      ${moreButton(pages, () => {
        this.requestUpdate();
      })}
    </section>`;
  }

  #className(index: number): TemplateResult {
    return html`<em class="class-name" dir="auto">${this.classes[index] ?? "any class"}</em>`;
  }

  #table(): TemplateResult {
    return html`<div class="scroll" role="region" aria-label="List of held-out examples" tabindex="0">
      <table class="example-table" data-testid="pooled-examples">
        <thead>
          <tr>
            <th scope="col">where</th>
            <th scope="col" class="number">fold</th>
            <th scope="col">true</th>
            <th scope="col">predicted</th>
            <th scope="col" class="wide">example</th>
          </tr>
        </thead>
        <tbody>
          ${this.#pages.rows.map((row) => this.#row(row))}
        </tbody>
      </table>
    </div>`;
  }

  #row({ run, fold, file, line, trueClass, predictedClass, excerpt }: PooledExample): TemplateResult {
    const open = (event: Event): void => {
      // The link is a link for keyboards and screen readers; there is nowhere to go to.
      event.preventDefault();
      event.stopPropagation();
      this.actions.perform("open the example", "openExample", { runId: run, file, line });
    };
    const name = (id: number): TemplateResult => {
      const text = this.classes[id] ?? String(id);
      return html`<span class="label" dir="auto" title=${text}>${text}</span>`;
    };
    return html`<tr @click=${open}>
      <th scope="row">
        <vscode-link href="#" title="Open ${file} at ${placeInFile(file, line)}" @click=${open}
          >${filePlace(file.split(/[\\/]/).at(-1) ?? file, line)}</vscode-link
        >
      </th>
      <td class="number fold">${fold}</td>
      <td class="true-class">${name(trueClass)}</td>
      <td class="predicted-class">${name(predictedClass)}</td>
      <td class="wide"><span class="excerpt" dir="auto">${excerpt}</span></td>
    </tr>`;
  }
}

function csvRows(
  rows: readonly PooledExample[],
  classes: readonly string[],
): readonly (readonly (string | number)[])[] {
  const name = (id: number): string => classes[id] ?? String(id);
  return [
    ["file", "line", "fold", "true class", "predicted class", "example"],
    ...rows.map(({ file, line, fold, trueClass, predictedClass, excerpt }) => [
      file,
      line,
      fold,
      name(trueClass),
      name(predictedClass),
      excerpt,
    ]),
  ];
}

/** By what they hold: the panel makes them anew with every answer. */
function differ(value: unknown, before: unknown): boolean {
  return JSON.stringify(value) !== JSON.stringify(before);
}
