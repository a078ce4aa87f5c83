import { html, nothing, svg, type TemplateResult } from "lit";
import { type SplitName } from "../../src/data/table.ts";
import type { DatasetOverview } from "../../src/protocol/datasets.ts";
import { shareOf } from "../../src/protocol/datasetSentences.ts";
import { formatCount } from "../format.ts";
import type { DatasetActions } from "./actions.ts";
import { fileMenu, sectionHead } from "./fileMenu.ts";
import { labelText } from "./places.ts";
import { everyExample } from "./viewState.ts";

const splits: readonly SplitName[] = ["train", "validation", "test"];

/** Classes with their counts in each split, the commonest first; each shows its examples. */
export function classTable(overview: DatasetOverview, actions: DatasetActions): TemplateResult {
  const { classes, counts, allCounts, examples } = overview;
  const shown = splits.filter((split) => counts[split] !== undefined);
  const order = [...allCounts.keys()].sort((a, b) => (allCounts[b] ?? 0) - (allCounts[a] ?? 0) || a - b);
  const most = allCounts[order[0] ?? 0] ?? 0;
  const least = allCounts[order.at(-1) ?? 0] ?? 0;
  const rows = (): (string | number)[][] => [
    ["class", ...shown, "all"],
    ...order.map((id) => [classes[id] ?? "", ...shown.map((split) => counts[split]?.[id] ?? 0), allCounts[id] ?? 0]),
  ];
  const total = (of: readonly number[] | undefined): number => of?.reduce((sum, count) => sum + count, 0) ?? 0;
  return html`<section aria-labelledby="classes-title">
    ${sectionHead("Classes", "classes-title", fileMenu(actions, { name: "Classes", file: "classes.csv", rows }))}
    <p>
      Always answering <em class="class-name" dir="auto">${labelText(classes[order[0] ?? 0])}</em> is right for
      ${shareOf(most, examples)} of the examples.
      ${
        least > 0 && most / least >= 3
          ? `The commonest class has ${formatCount(Math.round(most / least))} times as many examples as the rarest.`
          : nothing
      }
    </p>
    <div class="scroll class-list" role="region" aria-label="Classes" tabindex="0">
      <table data-testid="classes">
        <thead>
          <tr>
            <th scope="col">class</th>
            <td class="bar-cell"></td>
            ${[...shown, "all", "share"].map((title) => html`<th scope="col" class="number">${title}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${order.map((id) => {
            const all = allCounts[id] ?? 0;
            const parts = shown.map((split) => counts[split]?.[id] ?? 0);
            return html`<tr>
              <th scope="row">
                <vscode-link
                  href="#"
                  title="Show the examples of ${labelText(classes[id])}"
                  @click=${(event: Event) => {
                    event.preventDefault();
                    actions.setView({ tab: "examples", filter: { ...everyExample, classId: id } });
                  }}
                  ><span class="label" dir="auto">${labelText(classes[id])}</span></vscode-link
                >
              </th>
              <td class="bar-cell">${bar(parts.length === 0 ? [all] : parts, most)}</td>
              ${parts.map((count) => html`<td class="number">${formatCount(count)}</td>`)}
              <td class="number">${formatCount(all)}</td>
              <td class="number">${shareOf(all, examples)}</td>
            </tr>`;
          })}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">all</th>
            <td class="bar-cell"></td>
            ${shown.map((split) => html`<td class="number">${formatCount(total(counts[split]))}</td>`)}
            <td class="number">${formatCount(examples)}</td>
            <td></td>
          </tr>
        </tfoot>
      </table>
    </div>
    ${
      shown.length < 2
        ? nothing
        : html`<ul class="legend split-legend" aria-label="Colours of the bars">
            ${shown.map((split) => html`<li><span class="swatch split-${split}"></span>${split}</li>`)}
          </ul>`
    }
  </section>`;
}

/** Parts end to end, as wide as the whole is against `most`. */
function bar(parts: readonly number[], most: number): TemplateResult {
  const width = 1000 / Math.max(1, most);
  const starts = parts.map((_, at) => parts.slice(0, at).reduce((sum, part) => sum + part, 0) * width);
  return html`<svg class="class-bar" viewBox="0 0 1000 10" preserveAspectRatio="none" aria-hidden="true">
    ${parts.map(
      (part, at) =>
        svg`<rect class="split-${splits[at] ?? "train"}" x=${starts[at] ?? 0} y="0" width=${part * width} height="10" />`,
    )}
  </svg>`;
}
