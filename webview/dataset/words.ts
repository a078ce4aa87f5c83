import { html, nothing, svg, type TemplateResult } from "lit";
import type { DatasetSnapshot } from "../../src/protocol/datasetPanel.ts";
import type { DatasetOverview, WordReport } from "../../src/protocol/datasets.ts";
import { formatCount } from "../format.ts";
import type { DatasetActions } from "./actions.ts";
import { fileMenu, sectionHead } from "./fileMenu.ts";
import { labelText } from "./places.ts";
import { vectorsTemplate } from "./vectors.ts";
import { everyExample } from "./viewState.ts";
import { workTemplate } from "./work.ts";

const shownWords = 12;
/** More cards would not be looked at; the CSV file has every class. */
const mostCards = 60;

/** The words that tell classes apart, and what word vectors know. */
export function wordsTemplate(
  snapshot: DatasetSnapshot,
  overview: DatasetOverview,
  actions: DatasetActions,
): TemplateResult {
  if (overview.lengths === null)
    return html`<p class="empty" data-testid="no-texts">
      This dataset has no texts: its columns are in the overview.
    </p>`;
  return html`<div class="dataset-tab">
    <section aria-labelledby="telling-title">
      ${
        snapshot.words === null
          ? html`${sectionHead("Most telling words", "telling-title", nothing)}${workTemplate(snapshot, "words", actions)}`
          : tellingTemplate(snapshot.words, overview, actions)
      }
    </section>
    <section aria-labelledby="vectors-title">${vectorsTemplate(snapshot, overview, actions)}</section>
  </div>`;
}

function tellingTemplate(
  { telling, countedOn }: WordReport,
  { classes, allCounts }: DatasetOverview,
  actions: DatasetActions,
): TemplateResult {
  const order = [...allCounts.keys()].sort((a, b) => (allCounts[b] ?? 0) - (allCounts[a] ?? 0) || a - b);
  const rows = (): (string | number)[][] => [
    ["class", "word", "z", "in the class", "elsewhere"],
    ...order.flatMap((id) =>
      (telling[id] ?? []).map(({ word, z, inClass, elsewhere }) => [classes[id] ?? "", word, z, inClass, elsewhere]),
    ),
  ];
  const most = Math.max(1, ...telling.flatMap((words) => words.slice(0, 1).map(({ z }) => z)));
  return html`${sectionHead(
      "Most telling words",
      "telling-title",
      fileMenu(actions, { name: "Telling words", file: "telling-words.csv", rows }),
    )}
    <p class="muted">
      Words that are commoner in a class than in all others (log-odds with a prior, in standard deviations), counted on
      ${countedOn === "train" ? "the training split" : "all examples"}. One that gives the label away, such as a source
      or a date, makes figures that do not hold elsewhere.
    </p>
    <div class="word-cards" data-testid="telling">
      ${order.slice(0, mostCards).map((id) => {
        const words = (telling[id] ?? []).slice(0, shownWords);
        const name = labelText(classes[id]);
        return html`<article class="word-card">
          <h3 dir="auto" title=${name}>${name}</h3>
          ${
            words.length === 0
              ? html`<p class="muted">No word stands out.</p>`
              : html`<table>
                  <thead class="visually-hidden">
                    <tr>
                      <th scope="col">word</th>
                      <th scope="col">standard deviations</th>
                      <th scope="col">in the class</th>
                    </tr>
                  </thead>
                  <tbody>
                    ${words.map(
                      ({ word, z, inClass, elsewhere }) =>
                        html`<tr
                          title="${word}: ${formatCount(inClass)} times in this class, ${formatCount(elsewhere)} elsewhere, z = ${z.toFixed(1)}"
                        >
                          <th scope="row">
                            <vscode-link
                              href="#"
                              @click=${(event: Event) => {
                                event.preventDefault();
                                actions.setView({
                                  tab: "examples",
                                  filter: { ...everyExample, classId: id, text: word },
                                });
                              }}
                              ><span class="label" dir="auto">${word}</span></vscode-link
                            >
                          </th>
                          <td class="word-bar-cell">
                            <span class="visually-hidden">${z.toFixed(1)}</span>
                            <svg class="class-bar" viewBox="0 0 1000 10" preserveAspectRatio="none" aria-hidden="true">
                              ${svg`<rect class="split-train" x="0" y="0" width=${(1000 * z) / most} height="10" />`}
                            </svg>
                          </td>
                          <td class="number">${formatCount(inClass)}</td>
                        </tr>`,
                    )}
                  </tbody>
                </table>`
          }
        </article>`;
      })}
    </div>
    ${order.length > mostCards ? html`<p class="muted">The ${mostCards} commonest of ${formatCount(order.length)} classes are shown; the CSV file has all.</p>` : nothing}`;
}
