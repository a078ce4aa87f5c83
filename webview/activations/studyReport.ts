import { html, nothing, type TemplateResult } from "lit";
import type { StudyRow } from "../../src/experiment/activationStudy/study.ts";
import type { Spread } from "../../src/experiment/significance/spread.ts";
import type { StudyState } from "../../src/protocol/activationsPanel.ts";
import { formatFigure, formatShare, plural } from "../format.ts";
import type { ActivationsActions } from "./actions.ts";

interface Column {
  readonly title: string;
  readonly meaning: string;
  readonly spread: (row: StudyRow) => Spread | null | undefined;
  readonly format: (value: number) => string;
}

const columns: readonly Column[] = [
  {
    title: "train loss",
    meaning: "Of each run, the lowest train loss after an epoch",
    spread: ({ trainLoss }) => trainLoss,
    format: formatFigure,
  },
  {
    title: "validation loss",
    meaning: "Of each run, the lowest validation loss after an epoch",
    spread: ({ validationLoss }) => validationLoss,
    format: formatFigure,
  },
  {
    title: "validation accuracy",
    meaning: "Of each run, the highest validation accuracy after an epoch",
    spread: ({ validationAccuracy }) => validationAccuracy,
    format: formatShare,
  },
  {
    title: "dead",
    meaning: "Units of the first hidden layer whose output was above 0 for none of the examples that were looked at",
    spread: ({ layers }) => layers[0]?.dead,
    format: formatShare,
  },
  {
    title: "saturated",
    meaning:
      "Share of units and examples of the first hidden layer where the slope is below a twentieth of its greatest",
    spread: ({ layers }) => layers[0]?.saturated,
    format: formatShare,
  },
  {
    title: "mean |f′|",
    meaning: "Of the first hidden layer, the mean size of the activation's derivative after the last epoch",
    spread: ({ layers }) => layers[0]?.slope,
    format: formatFigure,
  },
  {
    title: "gradient norm",
    meaning: "Of the first hidden layer, the mean over the epochs",
    spread: ({ layers }) => layers[0]?.gradientNorm,
    format: formatFigure,
  },
];

/** What the numbers show, in sentences and as a table, and the ways out. */
export function studyReportTemplate({ title, report, runs }: StudyState, actions: ActivationsActions): TemplateResult {
  const { threshold, rows, sentences } = report;
  return html`<section aria-labelledby="report-title" data-testid="report">
    <div class="section-head">
      <h2 id="report-title">${title === "" ? "Report" : `What ${title} shows`}</h2>
      <benchtop-menu .label=${"Report: save or copy"} .items=${menu(actions)}></benchtop-menu>
    </div>
    ${
      sentences.length === 0
        ? html`<p class="empty">The report is written as the runs train.</p>`
        : html`<ul class="sentences" aria-label="What the numbers show">
            ${sentences.map((sentence) => html`<li>${sentence}</li>`)}
          </ul>`
    }
    <div class="scroll" role="region" aria-label="Figures of the activations" tabindex="0">
      <table data-testid="report-table">
        <caption>
          Mean ± deviation over seeds; each loss and accuracy at its best epoch; dead, saturated and gradient norm of
          the first hidden layer
        </caption>
        <thead>
          <tr>
            <th scope="col">activation</th>
            <th scope="col">initialiser</th>
            <th scope="col" class="number" title="Epochs until the train loss was at most this">
              epochs to ${threshold === null ? "the threshold" : formatFigure(threshold)}
            </th>
            ${columns.map(({ title: heading, meaning }) => html`<th scope="col" class="number" title=${meaning}>${heading}</th>`)}
            <th scope="col">runs</th>
          </tr>
        </thead>
        <tbody>
          ${rows.map(
            (row) =>
              html`<tr>
                <th scope="row">${row.activation}</th>
                <td>${row.initializer}</td>
                <td class="number">${reachText(row)}</td>
                ${columns.map(({ spread, format }) => html`<td class="number">${spreadText(spread(row), format)}</td>`)}
                <td>${runLinks(row, runs, actions)}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
  </section>`;
}

function reachText({ epochsToReach, reached, seeds, training }: StudyRow): string {
  if (epochsToReach === null) return training > 0 ? "not yet" : "never";
  const text = spreadText(epochsToReach, (value) => (Number.isInteger(value) ? String(value) : value.toFixed(1)));
  return reached === seeds ? text : `${text} (${String(reached)} of ${plural(seeds, "seed")})`;
}

function spreadText(spread: Spread | null | undefined, format: (value: number) => string): string {
  if (spread === null || spread === undefined) return "–";
  const { mean, deviation } = spread;
  if (deviation === null) return format(mean);
  // Of equal values the last bits may differ.
  return `${format(mean)} ± ${format(deviation < Math.abs(mean) * 1e-9 ? 0 : deviation)}`;
}

/** A link for each seed: its run opens with everything that is known of it. */
function runLinks(
  { activation }: StudyRow,
  runs: StudyState["runs"],
  actions: ActivationsActions,
): TemplateResult | typeof nothing {
  const own = runs.filter((run) => run.activation === activation);
  return html`${own.map(
    ({ id, seed, status }) =>
      html`<vscode-link
        class="run-link"
        href="#"
        title="Opens the run"
        @click=${(event: Event) => {
          event.preventDefault();
          actions.perform("open the run", "openRun", { id });
        }}
        >seed ${seed}${status === "finished" ? nothing : html`, ${status}`}</vscode-link
      >`,
  )}`;
}

function menu(actions: ActivationsActions): { label: string; run: () => void }[] {
  const out = (format: "csv" | "markdown", to: "clipboard" | "file") => (): void => {
    actions.perform(to === "file" ? "save the report" : "copy the report", "export", { format, to });
  };
  return [
    { label: "Copy as Markdown", run: out("markdown", "clipboard") },
    { label: "Copy as CSV", run: out("csv", "clipboard") },
    { label: "Save Markdown…", run: out("markdown", "file") },
    { label: "Save CSV…", run: out("csv", "file") },
  ];
}
