import { html, nothing, type TemplateResult } from "lit";
import type { ComparedRun } from "../../src/experiment/comparison/comparison.ts";
import type { ComparisonProgress } from "../../src/protocol/comparePanel.ts";
import { type Choice, dropdown } from "../fields.ts";
import { formatCount, plural } from "../format.ts";
import type { CompareActions } from "./actions.ts";
import type { ChosenRuns } from "./chosenRuns.ts";
import type { ViewState } from "./viewState.ts";

type DifferenceMetric = ViewState["differenceMetric"];
type TitleOf = (run: { readonly id: string }) => string;

export const metricTitles: Readonly<Record<DifferenceMetric, string>> = { accuracy: "accuracy", macroF1: "macro F1" };
const metricChoices: readonly Choice<DifferenceMetric>[] = [
  { value: "accuracy", label: metricTitles.accuracy },
  { value: "macroF1", label: metricTitles.macroF1 },
];

/** What is measured, and on which examples. */
export function differenceChoices(
  { splits, split }: ChosenRuns,
  view: ViewState,
  actions: CompareActions,
  progress: string | null,
): TemplateResult {
  const choices = [
    { value: "automatic" as const, label: "automatic" },
    ...splits.map((each) => ({ value: each, label: each })),
  ];
  return html`<div class="toolbar">
    ${dropdown(
      "split",
      "Which examples the figures are of; automatic: test where all chosen runs have it, else validation",
      choices,
      split ?? "automatic",
      (value) => {
        actions.setView({ split: value === "automatic" ? null : value });
      },
    )}
    ${dropdown(
      "metric",
      "What is compared: the share predicted right, or the mean of F1 over the classes",
      metricChoices,
      view.differenceMetric,
      (differenceMetric) => {
        actions.setView({ differenceMetric });
      },
    )}
    <span class="muted" role="status">${progress ?? nothing}</span>
    ${
      progress === null
        ? nothing
        : html`<vscode-button
            appearance="secondary"
            @click=${() => {
              actions.perform("stop the comparison", "stopComparing", {});
            }}
            >Stop</vscode-button
          >`
    }
  </div>`;
}

/** Which run's confusion table stands beside the baseline's; nothing to choose where there is only one. */
export function againstChoice(
  [baseline, ...others]: readonly ComparedRun[],
  run: ComparedRun,
  titleOf: TitleOf,
  actions: CompareActions,
): TemplateResult | typeof nothing {
  if (others.length < 2) return nothing;
  return dropdown(
    `${baseline?.letter ?? ""} against`,
    "The run whose confusion table stands beside the baseline's",
    others.map((each) => ({ value: each.id, label: `${each.letter} ${titleOf(each)}` })),
    run.id,
    (against) => {
      actions.setView({ against });
    },
  );
}

/** What to do while fewer than two runs are chosen. */
export function emptyDifferences(
  { ids: [only] }: ChosenRuns,
  titleOf: TitleOf,
  actions: CompareActions,
): TemplateResult {
  return html`<section class="differences-tab" aria-label="Differences">
    <p class="empty">
      ${
        only === undefined
          ? "No run is chosen. Tick two or more in the table to see whether they really differ, and on which examples."
          : html`Only <em class="class-name" dir="auto">${titleOf({ id: only })}</em> is chosen. Tick another run in the
              table to compare it with.`
      }
    </p>
    <vscode-button
      @click=${() => {
        actions.setView({ tab: "table" });
      }}
      >Choose runs in the table</vscode-button
    >
  </section>`;
}

/** `Comparing: 2 of 5 runs done.` */
export function waitingWords({ ids }: ChosenRuns, progress: ComparisonProgress | undefined): string {
  // It may be of a comparison that was asked for before.
  if (progress?.ids.join() !== ids.join()) return "Comparing…";
  return `Comparing: ${formatCount(progress.done)} of ${plural(ids.length - 1, "run")} done.`;
}
