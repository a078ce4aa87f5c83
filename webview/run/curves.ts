import { html, type TemplateResult } from "lit";
import { guard } from "lit/directives/guard.js";
import { checkbox, type Choice, dropdown } from "../fields.ts";
import type { PaintLoop } from "../paintLoop.ts";
import type { ChartColors } from "../theme.ts";
import type { PanelActions } from "./actions.ts";
import type { XAxis } from "./curvePoints.ts";
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
  readonly loop: PaintLoop;
  readonly actions: PanelActions;
  readonly colors: () => ChartColors;
}

/** The two charts with their choices, or the table that holds the same figures. */
export function curvesTemplate(state: RunState, context: CurveContext): TemplateResult {
  const { view, actions } = context;
  const empty = state.epochs.length === 0 && context.steps.buckets.length === 0;
  const chart = (metric: "loss" | "accuracy"): TemplateResult =>
    html`<benchtop-curve-chart
      class="chart"
      .metric=${metric}
      .state=${state}
      .view=${view}
      .steps=${context.steps}
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
