import { html, nothing, type TemplateResult } from "lit";
import type { Coverage } from "../../src/data/featurizer.ts";
import type { SplitName } from "../../src/data/table.ts";
import type { RunData } from "../../src/experiment/record.ts";
import { memoryText } from "../../src/protocol/memoryText.ts";
import { formatCount, formatShare } from "../format.ts";
import { icon } from "../icons.ts";
import type { RunState } from "./runState.ts";
import { activity } from "./statusWords.ts";

const order: readonly SplitName[] = ["train", "validation", "test"];

/** What the run saw of the data: notes, classes by split, and what the features covered. */
export function dataTemplate(state: RunState): TemplateResult {
  const { data } = state.snapshot.record;
  if (data === null)
    return html`<p class="empty">${activity(state.ticker)}. Classes and coverage appear once the data is read.</p>`;
  return html`<section aria-label="Data">
    ${data.notes.map((note) => html`<p class="notice">${icon("warning")}<span>${note}</span></p>`)}
    <h3>Features</h3>
    <p class="summary">${data.featureSummary}</p>
    ${data.memory === undefined ? nothing : html`<p class="summary" data-testid="memory">${memoryText(data.memory)}</p>`}
    ${coverageTable(data)} ${unknownWords(data)}
    <h3>Classes</h3>
    ${classCounts(data)}
  </section>`;
}

const rows: readonly { name: string; says: string; show: (coverage: Coverage) => string }[] = [
  {
    name: "tokens or cells",
    says: "Words of texts, or values of numeric columns",
    show: (coverage) => formatCount(coverage.total),
  },
  {
    name: "unknown",
    says: "Share that has no vector, no place in the vocabulary, or no value",
    show: (coverage) =>
      coverage.total === 0
        ? "–"
        : `${formatShare(coverage.unknown / coverage.total)} (${formatCount(coverage.unknown)})`,
  },
  {
    name: "cut examples",
    says: "Examples longer than maxTokens, and the tokens cut off",
    show: (coverage) => `${formatCount(coverage.cutExamples)} (${formatCount(coverage.cutTokens)} tokens)`,
  },
  {
    name: "empty examples",
    says: "Examples without a single known token",
    show: (coverage) => formatCount(coverage.emptyExamples),
  },
];

function coverageTable(data: RunData): TemplateResult | typeof nothing {
  const splits = order.flatMap((split) => {
    const coverage = data.coverage[split];
    return coverage === undefined ? [] : [{ split, coverage }];
  });
  if (splits.length === 0) return nothing;
  return html`<div class="scroll" role="region" aria-label="Coverage" tabindex="0">
    <table class="figures-table" data-testid="coverage-table">
      <thead>
        <tr>
          <th scope="col">coverage</th>
          ${splits.map(({ split }) => html`<th scope="col" class="number">${split}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          (row) =>
            html`<tr>
              <th scope="row" title=${row.says}>${row.name}</th>
              ${splits.map(({ coverage }) => html`<td class="number">${row.show(coverage)}</td>`)}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

function unknownWords(data: RunData): TemplateResult[] {
  return order.flatMap((split) => {
    const words = data.coverage[split]?.commonestUnknown ?? [];
    if (words.length === 0) return [];
    return [
      html`<p class="words">
        <span class="muted">Commonest unknown in ${split}:</span>
        ${words.map(([word, count]) => html`<span class="word">${word} <span class="muted">${formatCount(count)}</span></span> `)}
      </p>`,
    ];
  });
}

function classCounts(data: RunData): TemplateResult {
  const splits = order.filter((split) => data.counts[split] !== undefined);
  const total = (split: SplitName): number => (data.counts[split] ?? []).reduce((sum, count) => sum + count, 0);
  return html`<div class="scroll" role="region" aria-label="Examples by class" tabindex="0">
    <table class="figures-table" data-testid="class-counts">
      <thead>
        <tr>
          <th scope="col">class</th>
          ${splits.map((split) => html`<th scope="col" class="number">${split}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${data.classes.map(
          (name, id) =>
            html`<tr>
              <th scope="row">
                <span class="label" dir="auto" title=${name}>${name}</span>${
                  id === data.majorityClass
                    ? html` <span class="tag" title="Commonest class in train">majority</span>`
                    : nothing
                }
              </th>
              ${splits.map((split) => html`<td class="number">${formatCount(data.counts[split]?.[id] ?? 0)}</td>`)}
            </tr>`,
        )}
      </tbody>
      <tfoot>
        <tr>
          <th scope="row">all</th>
          ${splits.map((split) => html`<td class="number">${formatCount(total(split))}</td>`)}
        </tr>
      </tfoot>
    </table>
  </div>`;
}
