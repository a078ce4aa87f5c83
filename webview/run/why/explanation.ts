import { html, nothing, svg, type TemplateResult } from "lit";
import type { Explanation, PartEffect } from "../../../src/protocol/predictions.ts";
import { dropdown } from "../../fields.ts";
import { formatCount, formatFigure, formatShare } from "../../format.ts";

/** Classes whose bars are shown; of more only the likeliest. */
const shownClasses = 10;
/** Words in the table of the strongest. */
const shownParts = 20;
/** Shades of a highlight. */
const levels = 5;

export interface ExplanationView {
  readonly classes: readonly string[];
  readonly outputs: "probabilities" | "margins";
  /** Asks for what speaks for another class. */
  readonly choose: (classId: number) => void;
}

/** The classes by how likely they are, the text with what drove the answer, and the same as a table. */
export function explanationTemplate(explanation: Explanation, view: ExplanationView): TemplateResult {
  const { classes } = view;
  const parts = [...explanation.words.flatMap((word) => word ?? []), ...explanation.columns];
  const largest = Math.max(0, ...parts.map(({ effect }) => Math.abs(effect)));
  const untried = explanation.words.filter((word) => word === null).length;
  return html`<div class="explanation" data-testid="explanation">
    ${classBars(explanation, view)}
    <div class="toolbar">
      ${dropdown(
        "what speaks for",
        "The class whose words are marked",
        classes.map((label, id) => ({ value: String(id), label })),
        String(explanation.classId),
        (id) => {
          view.choose(Number(id));
        },
      )}
    </div>
    ${
      explanation.pieces.length === 0
        ? nothing
        : html`<div>
            <span class="marked-text" data-testid="marked-text"
              >${explanation.pieces.map((piece) => {
                const part = piece.word === null ? null : (explanation.words[piece.word] ?? null);
                return part === null ? piece.text : markedWord(piece.text, part, largest, view);
              })}</span
            >
          </div>`
    }
    ${partsTable(parts, explanation, view)}
    <p class="muted method">
      Leave-one-out: each
      ${explanation.columns.length === 0 ? "word was taken out wherever it stands" : explanation.words.length === 0 ? "column was left empty" : "word was taken out wherever it stands, each column left empty"}
      and the rest classified again. Solid underlines speak for
      <em class="class-name" dir="auto">${classes[explanation.classId]}</em>, dashed ones against
      it.${untried === 0 ? nothing : ` ${formatCount(untried)} later words were not tried: the text has too many.`}
    </p>
  </div>`;
}

function classBars({ prediction }: Explanation, { classes, outputs }: ExplanationView): TemplateResult {
  const order = prediction.outputs
    .map((output, id) => ({ output, id }))
    .sort((one, other) => (other.output ?? -Infinity) - (one.output ?? -Infinity));
  const shown = order.slice(0, shownClasses);
  const bar = (output: number | null): TemplateResult | typeof nothing =>
    outputs === "margins"
      ? nothing
      : html`<svg class="class-bar" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
          ${svg`<rect class="class-bar-back" width="100" height="6" /><rect class="class-bar-fill" width=${(output ?? 0) * 100} height="6" />`}
        </svg>`;
  return html`<div class="scroll" role="region" aria-label="Classes" tabindex="0">
    <table class="class-bars" data-testid="class-bars">
      <thead>
        <tr>
          <th scope="col">class</th>
          <th scope="col" class="number" title=${outputs === "margins" ? "Output of the class; no probability" : ""}>
            ${outputs === "margins" ? "margin" : "probability"}
          </th>
          ${outputs === "margins" ? nothing : html`<td></td>`}
        </tr>
      </thead>
      <tbody>
        ${shown.map(
          ({ output, id }) =>
            html`<tr class=${id === prediction.predictedClass ? "predicted" : ""}>
              <th scope="row">
                <span class="label" dir="auto" title=${classes[id] ?? ""}>${classes[id]}</span>
                ${id === prediction.predictedClass ? html`<span class="tag">predicted</span>` : nothing}
              </th>
              <td class="number">${outputs === "margins" ? formatFigure(output) : formatShare(output)}</td>
              ${outputs === "margins" ? nothing : html`<td class="bar-cell">${bar(output)}</td>`}
            </tr>`,
        )}
      </tbody>
    </table>
    ${
      shown.length < order.length
        ? html`<p class="muted">${formatCount(order.length - shown.length)} less likely classes are left out.</p>`
        : nothing
    }
  </div>`;
}

function markedWord(text: string, part: PartEffect, largest: number, view: ExplanationView): TemplateResult | string {
  const level = largest === 0 ? 0 : Math.ceil((Math.abs(part.effect) / largest - 0.02) * levels);
  if (level <= 0) return text;
  const way = part.effect > 0 ? "for" : "against";
  return html`<mark class="${way} level-${level}" title=${`${part.name}: ${withoutWords(part, view)}`}>${text}</mark>`;
}

function withoutWords({ without }: PartEffect, { outputs }: ExplanationView): string {
  return `${outputs === "margins" ? formatFigure(without) : formatShare(without)} without it`;
}

function partsTable(
  parts: readonly PartEffect[],
  explanation: Explanation,
  { outputs }: ExplanationView,
): TemplateResult | typeof nothing {
  if (parts.length === 0) return nothing;
  const strongest = [...parts].sort((one, other) => Math.abs(other.effect) - Math.abs(one.effect)).slice(0, shownParts);
  const now = explanation.prediction.outputs[explanation.classId] ?? null;
  const shown = (value: number | null): string => (outputs === "margins" ? formatFigure(value) : formatShare(value));
  const columnsOnly = explanation.words.length === 0;
  return html`<details ?open=${columnsOnly}>
    <summary>As a table</summary>
    <div class="scroll" role="region" aria-label="What drove the answer" tabindex="0">
      <table data-testid="driving-parts">
        <thead>
          <tr>
            <th scope="col">${columnsOnly ? "column" : "word"}</th>
            <th scope="col" class="number" title=${effectTitle(outputs)}>effect</th>
            <th scope="col" class="number">with it</th>
            <th scope="col" class="number">without it</th>
          </tr>
        </thead>
        <tbody>
          ${strongest.map(
            ({ name, effect, without }) =>
              html`<tr>
                <th scope="row"><span class="label" dir="auto" title=${name}>${name}</span></th>
                <td class="number">${effect > 0 ? "+" : ""}${formatFigure(effect)}</td>
                <td class="number">${shown(now)}</td>
                <td class="number">${shown(without)}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
  </details>`;
}

function effectTitle(outputs: "probabilities" | "margins"): string {
  return outputs === "margins"
    ? "How much the margin's lead over the next class shrinks without it"
    : "ln of the probability with it, less ln of that without it";
}
