import { html, nothing, type TemplateResult } from "lit";
import { filePlace, placeInFile } from "../../src/base/filePlace.ts";
import type { SplitName } from "../../src/data/table.ts";
import type { RunPanelRequests } from "../../src/protocol/runPanel.ts";
import type { ExampleRow } from "../../src/protocol/trainer.ts";
import { formatCount, formatFigure, formatShare, plural } from "../format.ts";
import { icon } from "../icons.ts";
import type { PanelActions } from "./actions.ts";
import { messageOf } from "./runClient.ts";

/** Examples asked for at a time. */
export const pageSize = 50;

export interface ExamplesState {
  readonly rows: readonly ExampleRow[];
  /** Null until the first page has come. */
  readonly total: number | null;
  readonly warning: string | null;
  readonly loading: boolean;
  readonly problem: string | null;
}
export const emptyExamples: ExamplesState = { rows: [], total: null, warning: null, loading: false, problem: null };

interface Classes {
  readonly trueClass: number | null;
  readonly predictedClass: number | null;
}
/** What stands in the column of figures; `leads`: how far the predicted class's margin is ahead of the next. */
export type ListedOutputs = "probabilities" | "margins" | "leads";

const figureColumns: Readonly<Record<ListedOutputs, { readonly name: string; readonly says: string }>> = {
  probabilities: { name: "confidence", says: "Probability of the predicted class" },
  margins: { name: "margin", says: "Output of the predicted class; no probability" },
  leads: { name: "lead", says: "How far the margin of the predicted class is ahead of the next" },
};

interface ExampleActions {
  readonly more: () => void;
  readonly open: (file: string, line: number) => void;
  /** What drove the answers: the example that is open, and what to do when another is asked for; null closes it. */
  readonly why: { readonly split: SplitName; readonly example: number | null; readonly panel: PanelActions };
  readonly ask: (example: number | null) => void;
}

/** The examples behind a cell; each opens its line of the data file. */
export function examplesTemplate(
  state: ExamplesState,
  classes: readonly string[],
  cell: Classes,
  outputs: ListedOutputs,
  actions: ExampleActions,
): TemplateResult {
  const name = (id: number | null): string => (id === null ? "any" : (classes[id] ?? String(id)));
  return html`<section class="examples" aria-label="Examples">
    <h3>
      True <em class="class-name" dir="auto">${name(cell.trueClass)}</em>, predicted
      <em class="class-name" dir="auto">${name(cell.predictedClass)}</em>
      <span class="muted" role="status"
        >${state.total === null ? (state.loading ? "loading…" : "") : plural(state.total, "example")}</span
      >
    </h3>
    ${exampleList(state, classes, outputs, { ...actions, none: "No example falls into this cell." })}
  </section>`;
}

/** A page of examples and what is to be said of it. `none` is said where there are none; `marked` tells right from wrong. */
export function exampleList(
  state: ExamplesState,
  classes: readonly string[],
  outputs: ListedOutputs,
  actions: ExampleActions & { readonly none: string; readonly marked?: boolean },
): TemplateResult {
  const name = (id: number): string => classes[id] ?? String(id);
  return html`<div class="examples" aria-busy=${state.loading ? "true" : "false"}>
    ${state.warning === null ? nothing : html`<p class="notice warning">${icon("warning")}<span>${state.warning}</span></p>`}
    ${
      state.problem === null
        ? nothing
        : html`<p class="notice error" role="alert">
            ${icon("cross")}<span>Could not list the examples: ${state.problem}</span>
          </p>`
    }
    ${state.total === 0 ? html`<p class="empty">${actions.none}</p>` : nothing}
    ${
      state.rows.length === 0
        ? nothing
        : html`<div class="scroll" role="region" aria-label="List of examples" tabindex="0">
            <table class="example-table" data-testid="examples">
              <thead>
                <tr>
                  <th scope="col">where</th>
                  <th scope="col">true</th>
                  <th scope="col">predicted</th>
                  <th scope="col" class="number" title=${figureColumns[outputs].says}>
                    ${figureColumns[outputs].name}
                  </th>
                  <th scope="col" class="wide">example</th>
                  <td></td>
                </tr>
              </thead>
              <tbody>
                ${state.rows.map((row) => [
                  exampleRow(row, name, outputs, actions, actions.marked === true),
                  row.example === actions.why.example ? whyRow(row.example, classes, outputs, actions) : nothing,
                ])}
              </tbody>
            </table>
          </div>`
    }
    ${
      state.total !== null && state.rows.length < state.total
        ? html`<p class="more">
            <vscode-button appearance="secondary" ?disabled=${state.loading} @click=${actions.more}
              >Show more</vscode-button
            >
            <span class="muted">${formatCount(state.rows.length)} of ${formatCount(state.total)} shown</span>
          </p>`
        : nothing
    }
  </div>`;
}

/** Asks for a page of examples; `put` gets what is to be shown while it is on its way, and once it has come. */
export async function pageRequest(
  actions: PanelActions,
  query: RunPanelRequests["examples"][0],
  state: ExamplesState,
  put: (state: ExamplesState) => void,
): Promise<void> {
  put({ ...state, loading: true, problem: null });
  try {
    const page = await actions.request("examples", query);
    const rows = [...state.rows.slice(0, query.offset), ...page.examples];
    put({ rows, total: page.total, warning: page.warning, loading: false, problem: null });
  } catch (error) {
    put({ ...state, loading: false, problem: messageOf(error) });
  }
}

function exampleRow(
  row: ExampleRow,
  name: (id: number) => string,
  outputs: ListedOutputs,
  actions: ExampleActions,
  marked: boolean,
): TemplateResult {
  const open = (event: Event): void => {
    // The link is a link for keyboards and screen readers; there is nowhere to go to.
    event.preventDefault();
    event.stopPropagation();
    actions.open(row.file, row.line);
  };
  const base = row.file.split(/[\\/]/).at(-1) ?? row.file;
  const where = filePlace(base, row.line);
  return html`<tr @click=${open}>
    <th scope="row">
      <vscode-link href="#" title="Open ${row.file} at ${placeInFile(row.file, row.line)}" @click=${open}
        >${where}</vscode-link
      >
    </th>
    <td class="true-class">
      <span class="label" dir="auto" title=${name(row.trueClass)}>${name(row.trueClass)}</span>
    </td>
    <td class="predicted-class">
      <span class=${marked ? "marked-answer" : ""}
        >${marked ? answerMark(row) : nothing}<span class="label" dir="auto" title=${name(row.predictedClass)}
          >${name(row.predictedClass)}</span
        ></span
      >
    </td>
    <td class="number">${outputs === "probabilities" ? formatShare(row.confidence) : formatFigure(row.confidence)}</td>
    <td class="wide"><span class="excerpt" dir="auto">${row.excerpt}</span></td>
    <td class="why-cell">
      <vscode-button
        appearance="secondary"
        title="What drove this answer"
        aria-expanded=${actions.why.example === row.example ? "true" : "false"}
        @click=${(event: Event) => {
          event.stopPropagation();
          actions.ask(actions.why.example === row.example ? null : row.example);
        }}
        >Why?</vscode-button
      >
    </td>
  </tr>`;
}

/** Both classes stand beside it: the mark is for the eye alone. */
function answerMark({ trueClass, predictedClass }: ExampleRow): TemplateResult {
  const right = trueClass === predictedClass;
  return html`<span class="answer-mark ${right ? "right" : "wrong"}">${icon(right ? "tick" : "close")}</span>`;
}

function whyRow(
  example: number,
  classes: readonly string[],
  outputs: ListedOutputs,
  { why }: ExampleActions,
): TemplateResult {
  return html`<tr class="why-row">
    <td colspan="6">
      <benchtop-why
        .split=${why.split}
        .example=${example}
        .classes=${classes}
        .outputs=${outputs === "leads" ? "margins" : outputs}
        .actions=${why.panel}
      ></benchtop-why>
    </td>
  </tr>`;
}
