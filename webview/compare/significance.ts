import { html, type TemplateResult } from "lit";
import type { ComparedRun } from "../../src/experiment/comparison/comparison.ts";
import type { DifferenceInterval } from "../../src/experiment/significance/pairedBootstrap.ts";
import type { SpokenComparison } from "../../src/protocol/comparePanel.ts";
import type { CompareActions } from "./actions.ts";
import { type CsvRows, csvMenu } from "./csvMenu.ts";
import { fixed, pText, signed, toneOf } from "./differenceText.ts";
import { intervalBar, reachOf } from "./intervalBar.ts";
import { sheet, type SheetColumn } from "./sheet.ts";
import { runName } from "./swatch.ts";
import type { ViewState } from "./viewState.ts";

export interface SignificanceContext {
  readonly answer: SpokenComparison;
  readonly metric: ViewState["differenceMetric"];
  readonly metricTitle: string;
  readonly titleOf: (run: ComparedRun) => string;
  readonly actions: CompareActions;
}

/** The chosen runs against the baseline: what differs, by how much, and whether it may be chance. */
export function significance(context: SignificanceContext): TemplateResult {
  const { answer, metric, metricTitle, titleOf, actions } = context;
  const { runs } = answer.comparison;
  const intervals = runs.map((run) => intervalOf(run, metric));
  const reach = reachOf(intervals.filter((interval) => interval !== null));
  return html`<div class="part-head">
      <h3>Is the difference real?</h3>
      ${csvMenu(actions, {
        table: "Significance",
        file: "significance.csv",
        rows: () => significanceRows(context),
      })}
    </div>
    ${sheet(
      "Runs against the baseline",
      "significance",
      columns(metricTitle),
      runs.map((run, at) => {
        const { pair, adjusted } = run;
        const figure = fixed(figureOf(answer, run, metric));
        const interval = intervals[at] ?? null;
        return {
          key: run.letter,
          refused: pair?.kind === "refused",
          said: answer.runSentences[at] ?? [],
          cells: [
            html`${runName(run, titleOf(run))}${at === 0 ? html`<span class="tag">baseline</span>` : makeBaseline(run, actions)}`,
            figure,
            interval === null
              ? null
              : html`<span class="delta ${toneOf(interval.difference)}">${signed(interval.difference)}</span>`,
            interval === null ? null : intervalBar(interval, reach),
            pair?.kind === "compared" ? pText(pair.mcNemar) : null,
            adjusted === null ? null : pText(adjusted),
          ],
        };
      }),
    )}`;
}

function columns(metricTitle: string): readonly SheetColumn[] {
  return [
    { key: "run", title: "run", sentence: "The sentences call the runs by these letters." },
    { key: "figure", title: metricTitle, sentence: "Of the kept model." },
    { key: "difference", title: "difference", sentence: "The run minus the baseline." },
    {
      key: "interval",
      title: "95 % interval",
      sentence: "Where the difference falls in 95 % of resamples of the examples (paired bootstrap); the line is 0.",
    },
    {
      key: "p",
      title: "p (McNemar)",
      sentence: "How often so large an imbalance of right and wrong would come by chance, were both runs equally good.",
    },
    { key: "p", title: "p (Holm)", sentence: "The same, corrected for the number of runs that are compared." },
  ];
}

function makeBaseline({ id, letter }: ComparedRun, actions: CompareActions): TemplateResult {
  return html`<vscode-button
    class="make-baseline"
    appearance="secondary"
    aria-label="Make ${letter} the baseline"
    title="Compares all other chosen runs with this one"
    @click=${() => {
      actions.setView({ baseline: id });
    }}
    >Make baseline</vscode-button
  >`;
}

function figureOf(
  { comparison }: SpokenComparison,
  run: ComparedRun,
  metric: ViewState["differenceMetric"],
): number | null {
  return run.figures[comparison.split]?.[metric]?.kept ?? null;
}

function intervalOf({ pair }: ComparedRun, metric: ViewState["differenceMetric"]): DifferenceInterval | null {
  return pair?.kind === "compared" ? pair.intervals[metric] : null;
}

function significanceRows({ answer, metric, metricTitle, titleOf }: SignificanceContext): CsvRows {
  const { runs, split } = answer.comparison;
  const head = ["letter", "run", "title", `${split} ${metricTitle}`, "difference", "95 % from", "95 % to"];
  return [
    [...head, "p (McNemar)", "p (Holm)", "what it says"],
    ...runs.map((run, at) => {
      const interval = intervalOf(run, metric);
      return [
        run.letter,
        run.id,
        titleOf(run),
        figureOf(answer, run, metric) ?? "",
        interval?.difference ?? "",
        interval?.low ?? "",
        interval?.high ?? "",
        run.pair?.kind === "compared" ? run.pair.mcNemar : "",
        run.adjusted ?? "",
        (answer.runSentences[at] ?? []).join(" "),
      ];
    }),
  ];
}
