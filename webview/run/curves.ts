import { html, nothing, type TemplateResult } from "lit";
import { guard } from "lit/directives/guard.js";
import { checkbox, type Choice, dropdown } from "../fields.ts";
import type { ToldCrossCheck } from "../../src/protocol/crossChecks.ts";
import type { PaintLoop } from "../paintLoop.ts";
import type { ChartColors } from "../theme.ts";
import type { PanelActions } from "./actions.ts";
import { besideChoices, besideNothing, chosenBeside } from "./beside.ts";
import { crossCheckTemplate } from "./crossCheck.ts";
import type { XAxis } from "../../src/protocol/curveAxes.ts";
import { curveTable } from "./curveTable.ts";
import type { RunState } from "./runState.ts";
import { activity } from "./statusWords.ts";
import type { StepSeries } from "./stepSeries.ts";
import type { Smoothing, ViewState } from "./viewState.ts";

const axes: readonly Choice<XAxis>[] = [
  { value: "epoch", label: "epoch" },
  { value: "step", label: "step" },
  { value: "time", label: "time" },
];
const smoothings: readonly Choice<Smoothing>[] = [
  { value: "off", label: "off" },
  { value: "light", label: "light" },
  { value: "medium", label: "medium" },
  { value: "strong", label: "strong" },
];

/** What the curves need besides the run's state. */
export interface CurveContext {
  readonly view: ViewState;
  readonly steps: StepSeries;
  readonly crossChecks: readonly ToldCrossCheck[];
  readonly loop: PaintLoop;
  readonly actions: PanelActions;
  readonly colors: () => ChartColors;
}

/** The two charts with their choices, or the table that holds the same figures. */
export function curvesTemplate(state: RunState, context: CurveContext): TemplateResult {
  const { view, actions, crossChecks } = context;
  const beside = chosenBeside(crossChecks, view.beside);
  const empty = state.epochs.length === 0 && context.steps.buckets.length === 0;
  const chart = (metric: "loss" | "accuracy"): TemplateResult =>
    html`<benchtop-curve-chart
      class="chart"
      .metric=${metric}
      .state=${state}
      .view=${view}
      .steps=${context.steps}
      .beside=${beside}
      .loop=${context.loop}
      .actions=${actions}
      .colors=${context.colors}
    ></benchtop-curve-chart>`;
  return html`<section class="curves" aria-label="Curves">
    <div class="toolbar" ?hidden=${empty}>
      ${dropdown("x axis", "What the x axis counts", axes, view.axis, (axis) => {
        actions.setView({ axis, zoom: { loss: null, accuracy: null } });
      })}
      ${dropdown(
        "smoothing",
        "Moving average of the batch loss; the raw line stays behind it, faded",
        smoothings,
        view.smoothing,
        (smoothing) => {
          actions.setView({ smoothing });
        },
      )}
      ${checkbox("Log scale", "Logarithmic y axis for the loss", view.logarithmic, (logarithmic) => {
        actions.setView({ logarithmic });
      })}
      ${checkbox("Show as table", "The same figures as a table, one row per epoch", view.asTable, (asTable) => {
        actions.setView({ asTable });
      })}
      ${
        crossChecks.length === 0
          ? nothing
          : dropdown(
              "beside",
              "Another program that trained the same, its curves over the run's",
              besideChoices(crossChecks),
              beside?.name ?? besideNothing,
              (name) => {
                actions.setView({ beside: name });
              },
            )
      }
      ${
        state.snapshot.record.ended === null
          ? nothing
          : html`<vscode-button
              appearance="secondary"
              title="Trains the same in PyTorch, NumPy or scikit-learn of your Python, and lays its curves over these"
              @click=${() => {
                actions.perform("cross-check the run", "crossCheck", null);
              }}
              >Cross-check…</vscode-button
            >`
      }
    </div>
    <p class="empty" ?hidden=${!empty}>${emptyWords(state)}</p>
    <div class="charts" ?hidden=${empty || view.asTable}>${chart("loss")}${chart("accuracy")}</div>
    <div
      class=${view.asTable ? "scroll curve-scroll" : "visually-hidden"}
      role="region"
      aria-label="Curves as a table"
      tabindex=${view.asTable ? "0" : "-1"}
    >
      ${guard([state.epochs, state.bestEpoch], () => curveTable(state.epochs, state.bestEpoch))}
    </div>
    ${beside === null ? nothing : guard([beside.check, beside.name], () => crossCheckTemplate(beside))}
  </section>`;
}

function emptyWords(state: RunState): string {
  switch (state.ticker.status) {
    case "queued":
    case "running":
    case "paused":
      return `${activity(state.ticker)}. The curves start with epoch 0, before the first step.`;
    case "finished":
    case "stopped":
    case "failed":
    case "diverged":
      return "The run ended before its first epoch, so there are no curves.";
  }
}
