import { html, nothing, type TemplateResult } from "lit";
import type { DatasetSnapshot } from "../../src/protocol/datasetPanel.ts";
import { duplicateSentences } from "../../src/protocol/datasetSentences.ts";
import type { DatasetOverview, LikenessList } from "../../src/protocol/datasets.ts";
import { dropdown } from "../fields.ts";
import { formatCount } from "../format.ts";
import type { DatasetActions } from "./actions.ts";
import { likenessLists } from "./viewState.ts";
import { workTemplate } from "./work.ts";

const listTitles: Readonly<Record<LikenessList, string>> = {
  leaks: "Across splits",
  repeats: "Within a split",
  conflicts: "Different labels",
};

/** What stands more than once, first what stands in several splits. */
export function duplicatesTemplate(
  snapshot: DatasetSnapshot,
  overview: DatasetOverview,
  chosen: LikenessList | null,
  actions: DatasetActions,
): TemplateResult {
  const { duplicates, reading } = snapshot;
  if (duplicates === null) return html`<div class="dataset-tab">${workTemplate(snapshot, "duplicates", actions)}</div>`;
  const list = chosen ?? likenessLists.find((name) => duplicates.lists[name] > 0) ?? "leaks";
  const any = likenessLists.some((name) => duplicates.lists[name] > 0);
  return html`<div class="dataset-tab">
    <section aria-label="Duplicates and leakage">
      ${duplicateSentences(duplicates).map((sentence) => html`<p>${sentence}</p>`)}
    </section>
    ${
      !any
        ? nothing
        : html`<section aria-label="Lists of duplicates">
            <div class="toolbar">
              ${dropdown(
                "Show",
                "Which of the examples that stand more than once are listed.",
                likenessLists.map((value) => ({
                  value,
                  label: `${listTitles[value]} (${formatCount(duplicates.lists[value])})`,
                })),
                list,
                (value) => {
                  actions.setView({ list: value });
                },
              )}
            </div>
            <benchtop-likenesses
              .list=${list}
              .reading=${reading}
              .classes=${overview.classes}
              .actions=${actions}
            ></benchtop-likenesses>
          </section>`
    }
  </div>`;
}
