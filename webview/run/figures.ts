import { html, nothing, type TemplateResult } from "lit";
import { epochText } from "../../src/base/epochText.ts";
import type { SplitMetrics } from "../../src/experiment/metrics.ts";
import { formatCount, formatFigure, formatShare } from "../format.ts";
import type { RunState } from "./runState.ts";

/** The key figures: accuracy by split with the majority-class accuracy and the number of examples beside it. */
export function figuresTemplate(state: RunState): TemplateResult | typeof nothing {
  const { record } = state.snapshot;
  const best = state.epochs.find((epoch) => epoch.epoch === state.bestEpoch) ?? record.best ?? undefined;
  const kept = record.metrics;
  const validation = best?.metrics.validation ?? kept.validation;
  const train = best?.metrics.train ?? kept.train;
  if (validation === undefined && train === undefined && kept.test === undefined) return nothing;
  const split = record.experiment.split;
  const when = best === undefined ? "" : `epoch ${epochText(best.epoch)}`;
  const given = new Set(record.experiment.dataset.files.map((file) => file.role));
  return html`<section class="figures" aria-label="Key figures">
    ${
      split.validation > 0 || validation !== undefined || given.has("validation")
        ? card("validation", "Validation accuracy", best === undefined ? "" : `best ${when}`, validation)
        : nothing
    }
    ${
      split.test > 0 || kept.test !== undefined || given.has("test")
        ? card("test", "Test accuracy", kept.test === undefined ? "after training" : `kept model, ${when}`, kept.test)
        : nothing
    }
    ${card("train", "Train accuracy", when, train)}
  </section>`;
}

function card(split: string, title: string, when: string, metrics: SplitMetrics | undefined): TemplateResult {
  return html`<div class="figure" data-testid="figure-${split}">
    <h2>${title} <span class="muted">${when === "" ? "\u00a0" : when}</span></h2>
    <p class="figure-value">${formatShare(metrics?.accuracy)}</p>
    <dl class="figure-beside">
      <div title="Accuracy of always answering the class that is commonest in train">
        <dt>majority class</dt>
        <dd>${formatShare(metrics?.majorityAccuracy)}</dd>
      </div>
      <div title="Mean F1 over all classes">
        <dt>macro F1</dt>
        <dd>${formatShare(metrics?.macroF1)}</dd>
      </div>
      <div title="Mean loss per example, without penalties">
        <dt>loss</dt>
        <dd>${formatFigure(metrics?.loss)}</dd>
      </div>
      <div title="Number of examples">
        <dt>examples</dt>
        <dd>${metrics === undefined ? "–" : formatCount(metrics.examples)}</dd>
      </div>
    </dl>
  </div>`;
}
