import { html, nothing, type TemplateResult } from "lit";
import { type Accuracies, deviationText } from "../../src/protocol/crossChecks.ts";
import { formatCount, formatFigure, formatShare } from "../format.ts";
import { type Beside, besideFigures, ownStart } from "./beside.ts";
import { epochRows } from "./epochRows.ts";

const splits = ["train", "validation", "test"] as const;
const curveSplits = ["train", "validation"] as const;

/** What a cross-check came to: sentences, the accuracies and seconds of both, and how far apart each epoch is. */
export function crossCheckTemplate(beside: Beside): TemplateResult {
  const { check, words } = beside;
  return html`<section class="cross-check" aria-label="Cross-check" data-testid="cross-check">
    <h3>Cross-check with <span class="label">${check.peer}</span></h3>
    <ul class="cross-check-words">
      ${words.map((sentence) => html`<li>${sentence}</li>`)}
    </ul>
    ${accuracyTable(beside)} ${check.epochs.length === 0 ? nothing : epochTable(beside)}
  </section>`;
}

function accuracyTable({ check }: Beside): TemplateResult {
  const { accuracy, secondsPerEpoch, peer } = check;
  const row = (name: string, says: string, figures: Accuracies, seconds: number | null | undefined): TemplateResult =>
    html`<tr>
      <th scope="row" title=${says}><span class="label">${name}</span></th>
      ${splits.map((split) => html`<td class="number">${formatShare(figures[split])}</td>`)}
      <td class="number">${formatFigure(seconds)}</td>
    </tr>`;
  return html`<div class="scroll" role="region" aria-label="Accuracies of both" tabindex="0">
    <table class="figures-table" data-testid="cross-check-accuracy">
      <caption>
        Accuracy at the epoch that the run kept
      </caption>
      <thead>
        <tr>
          <th scope="col">trained by</th>
          ${splits.map((split) => html`<th scope="col" class="number">${split}</th>`)}
          <th scope="col" class="number" title="Of training alone: features and evaluation are not in it">
            seconds per epoch
          </th>
        </tr>
      </thead>
      <tbody>
        ${row("Benchtop", "This run", accuracy.run, secondsPerEpoch.run)}
        ${row(peer, "The same features, splits, initial weights and order of batches", accuracy.peer, secondsPerEpoch.peer)}
        ${
          accuracy.own === undefined
            ? nothing
            : row(ownStart(peer), "The same, but each from its own initial weights", accuracy.own, secondsPerEpoch.own)
        }
      </tbody>
    </table>
  </div>`;
}

/** The twin of the lines that lie over the curves. */
function epochTable(beside: Beside): TemplateResult {
  const { epochs } = beside.check;
  const equal = beside.start === "peer";
  const known = curveSplits.filter((split) => epochs.some((pair) => besideFigures(pair, beside)[split] !== undefined));
  const head = [
    { name: "epoch" },
    ...known.map((split) => ({ name: `${split} loss` })),
    ...known.map((split) => ({ name: `${split} accuracy` })),
    ...(equal ? [{ name: "largest deviation", title: "Largest relative deviation of a loss" }] : []),
  ];
  const row = (pair: (typeof epochs)[number]): TemplateResult => {
    const figures = besideFigures(pair, beside);
    return html`<tr>
      <th scope="row">${formatCount(pair.epoch)}</th>
      ${known.map((split) => html`<td>${formatFigure(figures[split]?.loss)}</td>`)}
      ${known.map((split) => html`<td>${formatShare(figures[split]?.accuracy)}</td>`)}
      ${equal ? html`<td>${deviationText(pair.deviation)}</td>` : nothing}
    </tr>`;
  };
  return html`<div class="scroll curve-scroll" role="region" aria-label="Epochs of both" tabindex="0">
    ${epochRows(epochs, { testId: "cross-check-epochs", what: beside.name, head, row })}
  </div>`;
}
