import { html, nothing, type TemplateResult } from "lit";
import type { SweepState, SweepTrial } from "../../src/protocol/comparePanel.ts";
import { durationsUpTo, formatCount, formatFigure, plural } from "../format.ts";
import { icon, type IconName } from "../icons.ts";
import type { CsvRows } from "./csvMenu.ts";
import { placesOf, type PlotAxis, valueText } from "./sweepScale.ts";

/** Rows beyond this are left out of the page, not of the CSV file. */
const shownRows = 500;

export interface RankingActions {
  readonly open: (run: string) => void;
  /** The row that the pointer or the focus is on. */
  readonly light: (trial: number | null) => void;
}

const statusIcons: Readonly<Record<SweepTrial["status"], IconName>> = {
  running: "busy",
  finished: "check",
  pruned: "down",
  failed: "cross",
  diverged: "diverge",
  stopped: "stop",
};

/** The trials, best first: the twin of all charts of a sweep. */
export function sweepRanking(
  state: SweepState,
  axes: readonly PlotAxis[],
  listed: readonly SweepTrial[],
  actions: RankingActions,
): TemplateResult {
  const options = axes.slice(0, -1);
  const rank = new Map(state.trials.filter(({ value }) => value !== null).map(({ trial }, at) => [trial, at + 1]));
  const shown = listed.slice(0, shownRows);
  // Of all trials: filtering writes no time in another way.
  const time = durationsUpTo(state.trials.reduce((longest, { seconds }) => Math.max(longest, seconds), 0));
  return html`<div class="scroll sweep-scroll" role="region" aria-label="Ranking of the trials" tabindex="0">
    <table class="sweep-ranking" data-testid="ranking">
      ${
        shown.length < listed.length
          ? html`<caption>
              The first ${formatCount(shown.length)} of ${formatCount(listed.length)}; the CSV file has all
            </caption>`
          : nothing
      }
      <thead>
        <tr>
          <th scope="col" class="number">rank</th>
          <th scope="col" class="number">trial</th>
          <th scope="col">${state.metric.title}</th>
          ${options.map(({ title, path, categories }) => html`<th scope="col" class=${categories === null ? "number" : ""}><span class="label" dir="auto" title=${path}>${title}</span></th>`)}
          <th scope="col" class="number">epochs</th>
          <th scope="col" class="number">time</th>
          <th scope="col">${state.repeat > 1 ? "runs" : "run"}</th>
        </tr>
      </thead>
      <tbody>
        ${shown.map((trial) => row(trial, rank.get(trial.trial) ?? null, options, axes, time, actions))}
      </tbody>
    </table>
  </div>`;
}

function row(
  trial: SweepTrial,
  rank: number | null,
  options: readonly PlotAxis[],
  axes: readonly PlotAxis[],
  time: (seconds: number) => string,
  { open, light }: RankingActions,
): TemplateResult {
  const [first] = trial.runs;
  return html`<tr
    data-trial=${trial.trial}
    class=${rank === 1 ? "best" : ""}
    @pointerenter=${() => {
      light(trial.trial);
    }}
    @pointerleave=${() => {
      light(null);
    }}
    @focusin=${() => {
      light(trial.trial);
    }}
    @click=${() => {
      if (first !== undefined) open(first);
    }}
  >
    <td class="number">${rank ?? "–"}</td>
    <th scope="row" class="number">${trial.trial}</th>
    <td>${metricCell(trial, axes)}</td>
    ${options.map((axis, at) => {
      const text = valueText(axis, trial.settings[at] ?? null);
      return html`<td class=${axis.categories === null ? "number" : ""}>
        <span class="label" dir="auto" title=${text}>${text}</span>
      </td>`;
    })}
    <td class="number">${trial.epochs === null ? "–" : formatCount(trial.epochs)}</td>
    <td class="number">${trial.seconds > 0 ? time(trial.seconds) : "–"}</td>
    <td class="sweep-runs">
      ${trial.runs.map(
        (run, at) =>
          html`<vscode-link
            href="#"
            title="Open ${run}"
            @click=${(event: Event) => {
              // The link is a link for keyboards and screen readers; there is nowhere to go to.
              event.preventDefault();
              event.stopPropagation();
              open(run);
            }}
            >${trial.runs.length === 1 ? "open" : String(at + 1)}</vscode-link
          >`,
      )}
    </td>
  </tr>`;
}

function metricCell(trial: SweepTrial, axes: readonly PlotAxis[]): TemplateResult {
  const metric = axes.at(-1);
  const { status, value, pruned, message } = trial;
  if (metric === undefined) return html``;
  if (value !== null)
    return html`<strong>${valueText(metric, value)}</strong>${
        trial.deviation === null
          ? nothing
          : html` <span class="muted">± ${deviationText(trial.deviation, metric)}</span>`
      }`;
  const words =
    pruned === null ? status : `pruned at epoch ${String(pruned.epoch)}, ${valueText(metric, pruned.value)}`;
  return html`<span class="sweep-status ${status}" title=${message ?? words}
      >${icon(statusIcons[status])}<span>${words}</span></span
    >${message === null ? nothing : html`<span class="muted sweep-reason" title=${message}>${message}</span>`}`;
}

/** Of shares in points of percent. */
function deviationText(deviation: number, { share }: PlotAxis): string {
  return share ? (deviation * 100).toFixed(1) : formatFigure(deviation);
}

/** All trials at full precision, a header first. */
export function trialRows(state: SweepState, axes: readonly PlotAxis[], listed: readonly SweepTrial[]): CsvRows {
  const options = axes.slice(0, -1);
  return [
    [
      "trial",
      "status",
      state.metric.key,
      "deviation",
      ...options.map(({ path }) => path),
      "epochs",
      "seconds",
      "runs",
      "reason",
    ],
    ...listed.map((trial) => [
      trial.trial,
      trial.status,
      placesOf(trial).at(-1) ?? "",
      trial.deviation ?? "",
      ...options.map(({ categories }, at) => {
        const place = trial.settings[at] ?? null;
        return place === null ? "" : categories === null ? place : (categories[place] ?? "");
      }),
      trial.epochs ?? "",
      trial.seconds,
      trial.runs.join(" "),
      trial.message ?? "",
    ]),
  ];
}

/** How far a sweep has come. */
export function progressWords({ trials, total }: SweepState): string {
  const counts = new Map<string, number>();
  for (const { status } of trials) counts.set(status, (counts.get(status) ?? 0) + 1);
  const running = counts.get("running") ?? 0;
  const named = (["running", "pruned", "diverged", "failed", "stopped"] as const).flatMap((status) => {
    const count = counts.get(status) ?? 0;
    return count === 0 ? [] : [`${formatCount(count)} ${status}`];
  });
  return [`${formatCount(trials.length - running)} of ${plural(total, "trial")} done`, ...named].join(", ");
}
