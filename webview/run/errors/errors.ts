import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import type { SplitName } from "../../../src/data/table.ts";
import type { ClassCurves } from "../../../src/experiment/errors/classCurves.ts";
import type { ErrorAnalysis } from "../../../src/protocol/predictions.ts";
import { dropdown } from "../../fields.ts";
import { formatCount, formatShare, plural } from "../../format.ts";
import { icon } from "../../icons.ts";
import type { PaintLoop } from "../../paintLoop.ts";
import { PanelElement } from "../../panelElement.ts";
import type { ChartColors } from "../../theme.ts";
import type { PanelActions } from "../actions.ts";
import { messageOf } from "../runClient.ts";
import type { RunState } from "../runState.ts";
import { activity } from "../statusWords.ts";
import type { ListedAnswers } from "./answerList.ts";
import type { Figure } from "./figure.ts";
import { precisionRecallFigure, rocFigure } from "./figures.ts";
import { type ConfusablePair, confusablePairs } from "./pairs.ts";

const order: readonly SplitName[] = ["validation", "test", "train"];
const allClasses = "all";
/** Pairs shown at first. */
const shownPairs = 12;

/** Where a run errs: how sure it was, which thresholds it could have, which classes it mixes up, and its surest mistakes. */
export class RunErrors extends PanelElement {
  static override readonly properties = {
    state: { attribute: false },
    split: { attribute: false },
    analysis: { state: true },
    curves: { state: true },
    classId: { state: true },
    pair: { state: true },
    allPairs: { state: true },
    problem: { state: true },
  };
  declare state: RunState;
  declare split: SplitName | null;
  declare actions: PanelActions;
  declare loop: PaintLoop;
  declare colors: () => ChartColors;
  declare protected analysis: ErrorAnalysis | null;
  declare protected curves: { readonly classId: number | null; readonly found: ClassCurves | null } | null;
  declare protected classId: number | null;
  /** The pair whose examples are listed, the true class first. */
  declare protected pair: { readonly trueClass: number; readonly predictedClass: number } | null;
  declare protected allPairs: boolean;
  declare protected problem: string | null;
  #asked = "";
  #mistakes: ListedAnswers = { split: "validation", trueClass: null, predictedClass: null, answers: "wrong" };

  constructor() {
    super();
    this.analysis = null;
    this.curves = null;
    this.classId = null;
    this.pair = null;
    this.allPairs = false;
    this.problem = null;
  }

  protected override willUpdate(changed: PropertyValues): void {
    const split = this.#split();
    const { ended, id } = this.state.snapshot.record;
    const key = split === undefined ? "" : `${id} ${split} ${String(ended)}`;
    if (key !== this.#asked) {
      this.#asked = key;
      this.pair = null;
      this.analysis = null;
      this.curves = null;
      if (split !== undefined) void this.#load(key, split);
    } else if (changed.has("classId") && split !== undefined) void this.#loadCurves(key, split);
    const { trueClass, predictedClass } = this.pair ?? { trueClass: null, predictedClass: null };
    const before = this.#mistakes;
    if (split === undefined) return;
    if (before.split !== split || before.trueClass !== trueClass || before.predictedClass !== predictedClass)
      this.#mistakes = { split, trueClass, predictedClass, answers: "wrong" };
  }

  protected override render(): TemplateResult {
    const split = this.#split();
    const classes = this.state.snapshot.record.data?.classes;
    if (split === undefined || classes === undefined)
      return html`<p class="empty">
        ${activity(this.state.ticker)}. Where the model errs appears when a kept model has been evaluated.
      </p>`;
    const outputs = this.state.snapshot.record.model?.outputs ?? "probabilities";
    return html`<section aria-label="Errors" aria-busy=${this.analysis === null ? "true" : "false"}>
      <div class="toolbar">
        ${dropdown(
          "split",
          "Whose examples are looked at",
          this.#splits().map((each) => ({ value: each, label: each })),
          split,
          (chosen) => {
            this.actions.setView({ split: chosen });
          },
        )}
        <span class="muted" role="status">${this.#summary()}</span>
      </div>
      ${
        this.problem === null
          ? nothing
          : html`<p class="notice error" role="alert">
              ${icon("cross")}<span>Could not read the predictions: ${this.problem}</span>
            </p>`
      }
      ${
        this.analysis === null
          ? nothing
          : html`<benchtop-confidence
              .analysis=${this.analysis}
              .classes=${classes}
              .actions=${this.actions}
              .loop=${this.loop}
              .colors=${this.colors}
            ></benchtop-confidence>`
      }
      ${this.#pairs(classes)}
      <h3>Most confident mistakes</h3>
      ${this.#pairFilter(classes)}
      <benchtop-answers
        data-testid="mistakes"
        .listed=${this.#mistakes}
        .classes=${classes}
        .outputs=${outputs}
        .actions=${this.actions}
      ></benchtop-answers>
      ${this.#classCurves(classes)} ${this.#threshold(classes, outputs)}
    </section>`;
  }

  #summary(): string {
    if (this.analysis === null) return this.problem === null ? "reading the predictions…" : "";
    const { examples, wrong, nonFinite, reliability } = this.analysis.confidence;
    const parts = [
      `${plural(wrong, "mistake")} of ${plural(examples, "example")} (${formatShare(examples === 0 ? null : wrong / examples)})`,
      ...(reliability === null ? [] : [`expected calibration error ${formatShare(reliability.error)}`]),
      ...(nonFinite === 0 ? [] : [`${plural(nonFinite, "output")} not a number`]),
    ];
    return parts.join(" · ");
  }

  #pairs(classes: readonly string[]): TemplateResult {
    const split = this.#split();
    const counts = split === undefined ? [] : (this.state.snapshot.record.confusion[split] ?? []);
    const pairs = confusablePairs(counts);
    const shown = this.allPairs ? pairs : pairs.slice(0, shownPairs);
    return html`<h3>Classes taken for each other</h3>
      ${
        pairs.length === 0
          ? html`<p class="empty">No two classes are mixed up.</p>`
          : html`<div class="scroll pair-scroll" role="region" aria-label="Classes taken for each other" tabindex="0">
              <table data-testid="pairs">
                <thead>
                  <tr>
                    <th scope="col">true</th>
                    <th scope="col">taken for</th>
                    <th scope="col" class="number">examples</th>
                    <th scope="col" class="number" title="Of the true class's examples">share</th>
                    <th scope="col" class="number" title="Examples of the second class taken for the first">
                      the other way
                    </th>
                  </tr>
                </thead>
                <tbody>
                  ${shown.map((pair) => this.#pairRow(pair, classes, counts))}
                </tbody>
              </table>
            </div>`
      }
      ${
        shown.length < pairs.length
          ? html`<p class="more">
              <vscode-button
                appearance="secondary"
                @click=${() => {
                  this.allPairs = true;
                }}
                >Show all ${formatCount(pairs.length)} pairs</vscode-button
              >
            </p>`
          : nothing
      }`;
  }

  #pairRow(
    { one, other, forth, back }: ConfusablePair,
    classes: readonly string[],
    counts: readonly (readonly number[])[],
  ): TemplateResult {
    const name = (id: number): string => classes[id] ?? String(id);
    const support = (counts[one] ?? []).reduce((sum, count) => sum + count, 0);
    const pick = (trueClass: number, predictedClass: number, count: number): TemplateResult =>
      count === 0
        ? html`0`
        : html`<vscode-link
            href="#"
            title="List the examples of ${name(trueClass)} taken for ${name(predictedClass)}"
            @click=${(event: Event) => {
              event.preventDefault();
              this.pair = { trueClass, predictedClass };
            }}
            >${formatCount(count)}</vscode-link
          >`;
    return html`<tr>
      <td><span class="label" dir="auto" title=${name(one)}>${name(one)}</span></td>
      <td><span class="label" dir="auto" title=${name(other)}>${name(other)}</span></td>
      <td class="number">${pick(one, other, forth)}</td>
      <td class="number">${formatShare(support === 0 ? null : forth / support)}</td>
      <td class="number">${pick(other, one, back)}</td>
    </tr>`;
  }

  #pairFilter(classes: readonly string[]): TemplateResult | typeof nothing {
    if (this.pair === null) return nothing;
    return html`<p class="pair-filter">
      Only true <em class="class-name" dir="auto">${classes[this.pair.trueClass]}</em>, predicted
      <em class="class-name" dir="auto">${classes[this.pair.predictedClass]}</em>
      <vscode-button
        appearance="secondary"
        @click=${() => {
          this.pair = null;
        }}
        >Show all mistakes</vscode-button
      >
    </p>`;
  }

  #classCurves(classes: readonly string[]): TemplateResult {
    const choices = [
      { value: allClasses, label: "all classes (mean)" },
      ...classes.map((label, id) => ({ value: String(id), label })),
    ];
    return html`<h3>Class against the rest</h3>
      <div class="toolbar">
        ${dropdown(
          "class",
          "Which class is told from all others",
          choices,
          this.classId === null ? allClasses : String(this.classId),
          (value) => {
            this.classId = value === allClasses ? null : Number(value);
          },
        )}
        <span class="muted" role="status" data-testid="curve-figures">${this.#curveFigures()}</span>
      </div>
      ${this.#curveCharts(classes)}`;
  }

  #curveFigures(): string {
    const found = this.curves?.found;
    if (found === undefined || found === null) return "";
    const { area, averagePrecision, members, others } = found;
    const counts =
      this.curves?.classId === null
        ? others === 0
          ? ""
          : ` · ${plural(others, "class", "classes")} without examples left out`
        : ` · ${formatCount(members)} of ${plural(members + others, "example")}`;
    return `average precision ${formatShare(averagePrecision)} · ROC AUC ${formatShare(area)}${counts}`;
  }

  #curveCharts(classes: readonly string[]): TemplateResult | typeof nothing {
    if (this.curves === null) return nothing;
    const { found, classId } = this.curves;
    if (found === null)
      return html`<p class="empty">
        Nothing can be ranked here: the split has no examples of the class, or no others, or an output is not a number.
      </p>`;
    const of = classId === null ? "a class (mean of all)" : (classes[classId] ?? "");
    this.#curveFigureCache =
      this.#curveFigureCache?.of === found
        ? this.#curveFigureCache
        : {
            of: found,
            made: [precisionRecallFigure(found, of), rocFigure(found, of)],
          };
    return html`<div class="charts">${this.#curveFigureCache.made.map((figure) => this.#chart(figure))}</div>`;
  }
  #curveFigureCache: { readonly of: ClassCurves; readonly made: readonly Figure[] } | null = null;

  #threshold(classes: readonly string[], outputs: "probabilities" | "margins"): TemplateResult | typeof nothing {
    if (classes.length !== 2 || this.analysis === null) return nothing;
    const { thresholds } = this.analysis;
    return html`<h3>Threshold</h3>
      ${
        thresholds === null
          ? html`<p class="empty">An output is not a number, so that no threshold can be set.</p>`
          : html`<p class="muted">
                An example is taken for ${classes[1]} where its
                ${outputs === "margins" ? "margin is so far ahead" : "probability is above the threshold"}.
              </p>
              <benchtop-threshold
                .thresholds=${thresholds}
                .classes=${classes}
                .outputs=${outputs}
                .actions=${this.actions}
              ></benchtop-threshold>`
      }`;
  }

  #chart(figure: Figure): TemplateResult {
    return html`<benchtop-figure-chart
      class="chart"
      .figure=${figure}
      .actions=${this.actions}
      .loop=${this.loop}
      .colors=${this.colors}
    ></benchtop-figure-chart>`;
  }

  #splits(): SplitName[] {
    const { confusion } = this.state.snapshot.record;
    return order.filter((split) => confusion[split] !== undefined);
  }

  #split(): SplitName | undefined {
    const splits = this.#splits();
    return splits.find((split) => split === this.split) ?? splits[0];
  }

  async #load(key: string, split: SplitName): Promise<void> {
    this.problem = null;
    try {
      const analysis = await this.actions.request("errors", { split });
      if (key === this.#asked) this.analysis = analysis;
    } catch (error) {
      if (key === this.#asked) this.problem = messageOf(error);
      return;
    }
    await this.#loadCurves(key, split);
  }

  async #loadCurves(key: string, split: SplitName): Promise<void> {
    const { classId } = this;
    try {
      const found = await this.actions.request("classCurves", { split, classId });
      if (key === this.#asked && classId === this.classId) this.curves = { classId, found };
    } catch (error) {
      if (key === this.#asked) this.problem = messageOf(error);
    }
  }
}
