import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import type { ConfidencePart } from "../../../src/experiment/errors/confidence.ts";
import type { ErrorAnalysis } from "../../../src/protocol/predictions.ts";
import { type Choice, dropdown } from "../../fields.ts";
import { icon } from "../../icons.ts";
import type { PaintLoop } from "../../paintLoop.ts";
import { PanelElement } from "../../panelElement.ts";
import type { ChartColors } from "../../theme.ts";
import type { PanelActions } from "../actions.ts";
import type { ListedAnswers } from "./answerList.ts";
import type { Figure } from "./figure.ts";
import { binText, confidenceFigure, reliabilityFigure } from "./figures.ts";

type Answers = "all" | "right" | "wrong";
const answerChoices: readonly Choice<Answers>[] = [
  { value: "all", label: "right and wrong" },
  { value: "wrong", label: "wrong" },
  { value: "right", label: "right" },
];

/** How sure a run is of its answers: two charts, and the examples behind a bar or a point of them. */
export class ErrorConfidence extends PanelElement {
  static override readonly properties = {
    analysis: { attribute: false },
    chosen: { state: true },
    answers: { state: true },
  };
  declare analysis: ErrorAnalysis;
  declare classes: readonly string[];
  declare actions: PanelActions;
  declare loop: PaintLoop;
  declare colors: () => ChartColors;
  /** What is listed; null = nothing. */
  declare protected chosen: ConfidencePart | null;
  declare protected answers: Answers;
  #figures: Readonly<Partial<Record<ConfidencePart["chart"], Figure>>> = {};
  #listed: ListedAnswers | null = null;

  constructor() {
    super();
    this.chosen = null;
    this.answers = "all";
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has("analysis")) {
      const { confidence, outputs } = this.analysis;
      const { reliability } = confidence;
      this.chosen = null;
      this.#figures = {
        confidence: confidenceFigure(confidence, outputs),
        ...(reliability !== null && { reliability: reliabilityFigure(reliability) }),
      };
    }
    const { chosen: part, answers } = this;
    this.#listed =
      part === null
        ? null
        : {
            ...{ split: this.analysis.split, trueClass: null, predictedClass: null, part },
            ...(answers !== "all" && { answers }),
          };
  }

  protected override render(): TemplateResult {
    const { confidence, reliability } = this.#figures;
    return html`<h3>Confidence</h3>
      <p class="muted pick-hint">Click a bar${reliability === undefined ? "" : " or a point"} to list its examples.</p>
      ${
        this.analysis.outputs === "margins"
          ? html`<p class="note">
              ${icon("info")}<span
                >This model gives margins, no probabilities: there is no reliability diagram and no calibration error.
                The lead of the top margin over the next stands for its confidence.</span
              >
            </p>`
          : nothing
      }
      <div class="charts">
        ${confidence === undefined ? nothing : this.#chart("confidence", confidence)}
        ${reliability === undefined ? nothing : this.#chart("reliability", reliability)}
      </div>
      ${this.chosen === null || this.#listed === null ? nothing : this.#list(this.chosen, this.#listed)}`;
  }

  #chart(chart: ConfidencePart["chart"], figure: Figure): TemplateResult {
    return html`<benchtop-figure-chart
      class="chart"
      .figure=${figure}
      .actions=${this.actions}
      .loop=${this.loop}
      .colors=${this.colors}
      .picked=${this.chosen?.chart === chart ? this.chosen.bin : null}
      .pick=${(bin: number) => {
        this.chosen = { chart, bin };
      }}
    ></benchtop-figure-chart>`;
  }

  #list(part: ConfidencePart, listed: ListedAnswers): TemplateResult {
    const { confidence, outputs } = this.analysis;
    const bin = (part.chart === "reliability" ? confidence.reliability?.bins : confidence.bins)?.[part.bin];
    const share = outputs === "probabilities";
    return html`<section class="bin-examples" aria-label="Examples of the bar">
      <div class="toolbar">
        <h3 role="status">
          ${share ? "Confidence" : "Lead"} above
          ${bin === undefined ? "" : binText(bin, share).replace(" to ", " up to ")}
        </h3>
        ${dropdown("answers", "Which of the examples are listed", answerChoices, this.answers, (answers) => {
          this.answers = answers;
        })}
        <vscode-button
          appearance="secondary"
          @click=${() => {
            this.#close(part.chart);
          }}
          >${icon("close", "start")}Close the list</vscode-button
        >
      </div>
      <benchtop-answers
        .listed=${listed}
        .none=${this.answers === "wrong" ? "No wrong answer is here." : "No right answer is here."}
        .classes=${this.classes}
        .outputs=${share ? "probabilities" : "leads"}
        .actions=${this.actions}
      ></benchtop-answers>
    </section>`;
  }

  /** Whoever came by keyboard is back where they were. */
  #close(chart: ConfidencePart["chart"]): void {
    this.chosen = null;
    const charts = this.querySelectorAll("benchtop-figure-chart");
    charts[chart === "confidence" ? 0 : 1]?.querySelector<HTMLElement>('.figure-pick[tabindex="0"]')?.focus();
  }
}
