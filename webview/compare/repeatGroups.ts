import { html, nothing, type TemplateResult } from "lit";
import type { ComparedGroup } from "../../src/experiment/comparison/comparison.ts";
import type { SpokenComparison } from "../../src/protocol/comparePanel.ts";
import type { CompareActions } from "./actions.ts";
import { type CsvRows, csvMenu } from "./csvMenu.ts";
import { fixed, pText, signed, toneOf } from "./differenceText.ts";
import { sheet, type SheetColumn } from "./sheet.ts";

/** Chosen runs that are repeats of one experiment: their mean and deviation, and the test against the baseline's group. */
export function repeatGroups(
  answer: SpokenComparison,
  metricTitle: string,
  actions: CompareActions,
): TemplateResult | typeof nothing {
  const { groups } = answer.comparison;
  if (groups.length === 0) return nothing;
  return html`<div class="part-head">
      <h3>Repeats with other seeds or folds</h3>
      ${csvMenu(actions, {
        table: "Repeats",
        file: "repeats.csv",
        rows: () => groupRows(answer, metricTitle),
      })}
    </div>
    ${sheet(
      "Groups of repeats",
      "repeats",
      columns(metricTitle),
      groups.map((group, at) => {
        const difference = differenceOf(group);
        const p = pOf(group);
        return {
          key: lettersOf(answer, group),
          refused: group.test?.kind === "refused",
          said: answer.groupSentences[at] ?? [],
          cells: [
            html`<strong>${lettersOf(answer, group)}</strong
              >${isBaseline(group) ? html`<span class="tag">baseline</span>` : nothing}`,
            String(group.spread.n),
            `${fixed(group.spread.mean)} ± ${fixed(group.spread.deviation)}`,
            difference === null ? null : html`<span class="delta ${toneOf(difference)}">${signed(difference)}</span>`,
            p === null ? null : pText(p),
            group.adjusted === null ? null : pText(group.adjusted),
          ],
        };
      }),
    )}`;
}

function columns(metricTitle: string): readonly SheetColumn[] {
  return [
    { key: "run", title: "runs", sentence: "Runs that differ in nothing but their seeds or the fold held out." },
    { key: "n", title: "n", sentence: "Number of seeds or folds." },
    {
      key: "figure",
      title: metricTitle,
      sentence: "Mean ± sample deviation over the seeds; over folds of the held-out examples (validation).",
    },
    {
      key: "difference",
      title: "difference",
      sentence: "Mean over the seeds or folds that both groups have: this group minus the baseline's.",
    },
    {
      key: "p",
      title: "p",
      sentence:
        "Wilcoxon's signed-rank test over seeds; over splits and folds of the data Nadeau and Bengio's corrected t test.",
    },
    { key: "p", title: "p (Holm)", sentence: "The same, corrected for the number of groups that are tested." },
  ];
}

function lettersOf({ comparison }: SpokenComparison, { members }: ComparedGroup): string {
  return members.map((place) => comparison.runs[place]?.letter ?? "").join(", ");
}

function isBaseline({ members }: ComparedGroup): boolean {
  return members.includes(0);
}

function differenceOf({ test }: ComparedGroup): number | null {
  return test === null || test.kind === "refused" ? null : test.pairs.meanDifference;
}

function pOf({ test }: ComparedGroup): number | null {
  return test === null || test.kind === "refused" ? null : (test.test?.p ?? null);
}

function groupRows(answer: SpokenComparison, metricTitle: string): CsvRows {
  return [
    ["runs", "n", `${metricTitle}, mean`, "deviation", "difference", "p", "p (Holm)", "what it says"],
    ...answer.comparison.groups.map((group, at) => [
      lettersOf(answer, group),
      group.spread.n,
      group.spread.mean,
      group.spread.deviation ?? "",
      differenceOf(group) ?? "",
      pOf(group) ?? "",
      group.adjusted ?? "",
      (answer.groupSentences[at] ?? []).join(" "),
    ]),
  ];
}
