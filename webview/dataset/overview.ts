import { html, nothing, type TemplateResult } from "lit";
import { lengthSentences, missingSentences, shareOf } from "../../src/protocol/datasetSentences.ts";
import type { DatasetOverview } from "../../src/protocol/datasets.ts";
import type { DatasetSnapshot } from "../../src/protocol/datasetPanel.ts";
import { formatCount } from "../format.ts";
import { icon } from "../icons.ts";
import type { DatasetActions, Drawing } from "./actions.ts";
import { classTable } from "./classTable.ts";
import { columnsTemplate } from "./columns.ts";
import { sectionHead } from "./fileMenu.ts";
import { lengthFigure } from "./figures.ts";
import { placeLink } from "./places.ts";

/** Classes, lengths, columns, and what could not be read. */
export function overviewTemplate(
  snapshot: DatasetSnapshot,
  overview: DatasetOverview,
  drawing: Drawing,
): TemplateResult {
  const { actions } = drawing;
  return html`<div class="dataset-tab">
    ${
      overview.splitProblem === null
        ? nothing
        : html`<div class="notice warning" role="note" data-testid="split-problem">
            ${icon("warning")}<span>It cannot be split for training. ${overview.splitProblem}</span>
          </div>`
    }
    ${leakNotice(snapshot, actions)} ${classTable(overview, actions)}
    ${overview.lengths === null ? nothing : lengthsTemplate(overview, drawing)} ${columnsTemplate(overview, drawing)}
    ${brokenTemplate(overview, actions)}
    ${
      overview.reasons.length === 0
        ? nothing
        : html`<section aria-labelledby="layout-title">
            ${sectionHead("How the file was read", "layout-title", nothing)}
            ${overview.reasons.map((reason) => html`<p>${reason}</p>`)}
          </section>`
    }
  </div>`;
}

/** Leaks make figures better than they are: they are told on the first page. */
function leakNotice({ duplicates }: DatasetSnapshot, actions: DatasetActions): TemplateResult | typeof nothing {
  const worst = duplicates?.facts.leaks
    .filter(({ exact, near }) => exact + near > 0)
    .sort((a, b) => (b.exact + b.near) / b.examples - (a.exact + a.near) / a.examples)[0];
  if (worst === undefined) return nothing;
  const { split, alsoIn, exact, near, examples } = worst;
  const share = (exact + near) / examples;
  const kind = share >= 0.01 ? "warning" : "info";
  const sentence =
    `${formatCount(exact + near)} of ${formatCount(examples)} ${split} examples (${shareOf(exact + near, examples)}) are in ${alsoIn} too, ` +
    `exactly or nearly: figures on ${split} are better than they should be.`;
  return html`<div class="notice ${kind}" role="note" data-testid="leak-notice">
    ${icon(kind)}<span>${sentence}</span>
    <vscode-button
      appearance="secondary"
      @click=${() => {
        actions.setView({ tab: "duplicates", list: "leaks" });
      }}
      >Show</vscode-button
    >
  </div>`;
}

function lengthsTemplate(overview: DatasetOverview, { actions, loop, colors }: Drawing): TemplateResult {
  return html`<section aria-labelledby="lengths-title">
    ${sectionHead("Length of texts", "lengths-title", nothing)}
    ${lengthSentences(overview).map((sentence) => html`<p>${sentence}</p>`)}
    <benchtop-figure-chart
      class="chart"
      .figure=${lengthFigure(overview)}
      .actions=${actions}
      .loop=${loop}
      .colors=${colors}
    ></benchtop-figure-chart>
  </section>`;
}

/** Rows that are in no example. */
function brokenTemplate(overview: DatasetOverview, actions: DatasetActions): TemplateResult | typeof nothing {
  const broken = overview.files.flatMap((file) => file.broken.map((row) => ({ file: file.path, ...row })));
  const sentences = missingSentences({ ...overview, columns: [] });
  if (sentences.length === 0) return nothing;
  return html`<section aria-labelledby="broken-title" data-testid="broken">
    ${sectionHead("Rows left out", "broken-title", nothing)} ${sentences.map((sentence) => html`<p>${sentence}</p>`)}
    ${
      broken.length === 0
        ? nothing
        : html`<div class="scroll short-list" role="region" aria-label="Rows left out" tabindex="0">
            <table>
              <thead>
                <tr>
                  <th scope="col">where</th>
                  <th scope="col">why</th>
                </tr>
              </thead>
              <tbody>
                ${broken.map(
                  (row) =>
                    html`<tr>
                      <th scope="row">${placeLink(row, actions)}</th>
                      <td>${row.reason}</td>
                    </tr>`,
                )}
              </tbody>
            </table>
          </div>`
    }
  </section>`;
}
