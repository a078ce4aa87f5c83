import { html, nothing, type TemplateResult } from "lit";
import type { DatasetSnapshot } from "../../src/protocol/datasetPanel.ts";
import type { DatasetOverview, VectorReport } from "../../src/protocol/datasets.ts";
import { shareOf } from "../../src/protocol/datasetSentences.ts";
import { formatCount } from "../format.ts";
import type { DatasetActions } from "./actions.ts";
import { fileMenu, sectionHead } from "./fileMenu.ts";
import { labelText } from "./places.ts";
import { workTemplate } from "./work.ts";

/** What a file of word vectors knows of the texts, by class, and the commonest words it does not know. */
export function vectorsTemplate(
  snapshot: DatasetSnapshot,
  overview: DatasetOverview,
  actions: DatasetActions,
): TemplateResult {
  const { vectors, working, problems } = snapshot;
  const choose = html`<vscode-button
    appearance="secondary"
    data-testid="choose-vectors"
    @click=${() => {
      actions.perform("look at the word vectors", "chooseVectors", null);
    }}
    >${vectors === null ? "Choose Word Vectors…" : "Choose Others…"}</vscode-button
  >`;
  if (vectors === null) {
    const isBusy = working.vectors !== undefined || problems.vectors !== undefined;
    return html`${sectionHead("Word vectors", "vectors-title", nothing)}
      ${isBusy ? workTemplate(snapshot, "vectors", actions) : html`<p>Choose a file of word vectors to see which of the words it knows.</p>`}
      <p class="buttons">${choose}</p>`;
  }
  return knownTemplate(vectors, overview, actions, choose);
}

function knownTemplate(
  { path, dimension, rows, coverage }: VectorReport,
  { classes }: DatasetOverview,
  actions: DatasetActions,
  choose: TemplateResult,
): TemplateResult {
  const tokens = coverage.classes.reduce((sum, each) => sum + each.tokens, 0);
  const known = coverage.classes.reduce((sum, each) => sum + each.known, 0);
  const name = path.split(/[\\/]/).at(-1) ?? path;
  const csv = (): (string | number)[][] => [
    ["word", "times", ...classes],
    ...coverage.unknown.map(({ word, count, byClass }) => [word, count, ...byClass]),
  ];
  return html`${sectionHead(
      "Word vectors",
      "vectors-title",
      fileMenu(actions, { name: "Unknown words", file: "unknown-words.csv", rows: csv }),
    )}
    <p data-testid="known">
      <span title=${path}>${name}</span> (${formatCount(rows)} × ${formatCount(dimension)}) knows
      ${shareOf(known, tokens)} of ${formatCount(tokens)} tokens, ${formatCount(coverage.knownWords)} of
      ${formatCount(coverage.words)} words.
    </p>
    <p class="buttons">${choose}</p>
    <div class="known-tables">
      <div class="scroll class-list" role="region" aria-label="Known words by class" tabindex="0">
        <table data-testid="known-by-class">
          <thead>
            <tr>
              <th scope="col">class</th>
              <th scope="col" class="number">tokens</th>
              <th scope="col" class="number">known</th>
              <th scope="col" class="number" title="Examples without a single known word">none known</th>
            </tr>
          </thead>
          <tbody>
            ${coverage.classes.map(
              (each, id) =>
                html`<tr>
                  <th scope="row">
                    <span class="label" dir="auto" title=${labelText(classes[id])}>${labelText(classes[id])}</span>
                  </th>
                  <td class="number">${formatCount(each.tokens)}</td>
                  <td class="number">${shareOf(each.known, each.tokens)}</td>
                  <td class="number">${formatCount(each.emptyExamples)}</td>
                </tr>`,
            )}
          </tbody>
        </table>
      </div>
      ${
        coverage.unknown.length === 0
          ? nothing
          : html`<div class="scroll class-list" role="region" aria-label="Commonest unknown words" tabindex="0">
              <table data-testid="unknown-words">
                <thead>
                  <tr>
                    <th scope="col">unknown word</th>
                    <th scope="col" class="number">times</th>
                    <th scope="col">mostly in</th>
                  </tr>
                </thead>
                <tbody>
                  ${coverage.unknown.map(({ word, count, byClass }) => {
                    const top = byClass.indexOf(Math.max(...byClass));
                    return html`<tr>
                      <th scope="row"><span class="label" dir="auto" title=${word}>${word}</span></th>
                      <td class="number">${formatCount(count)}</td>
                      <td>
                        <span class="label" dir="auto">${labelText(classes[top])}</span>
                        <span class="muted">${shareOf(byClass[top] ?? 0, count)}</span>
                      </td>
                    </tr>`;
                  })}
                </tbody>
              </table>
            </div>`
      }
    </div>`;
}
