import { html, type TemplateResult } from "lit";
import type { Thresholds } from "../../../src/experiment/errors/thresholds.ts";
import { textToBase64 } from "../../base64.ts";
import { toCsv } from "../../csv.ts";
import { formatCount, formatFigure, formatShare } from "../../format.ts";
import { PanelElement } from "../../panelElement.ts";
import type { PanelActions } from "../actions.ts";

/** Counts at one threshold, and the figures of both classes. */
interface AtThreshold {
  readonly truePositives: number;
  readonly falsePositives: number;
  readonly falseNegatives: number;
  readonly trueNegatives: number;
}

/** The confusion table of two classes at a threshold that a person moves. */
export class ThresholdTable extends PanelElement {
  static override readonly properties = {
    thresholds: { attribute: false },
    classes: { attribute: false },
    at: { state: true },
  };
  declare thresholds: Thresholds;
  declare classes: readonly string[];
  declare outputs: "probabilities" | "margins";
  declare actions: PanelActions;
  /** Null = where the stored predictions were made. */
  declare protected at: number | null;

  constructor() {
    super();
    this.at = null;
  }

  protected override render(): TemplateResult {
    const { values } = this.thresholds;
    const middle = (values.length - 1) / 2;
    const at = Math.min(values.length - 1, this.at ?? middle);
    const [first = "", second = ""] = this.classes;
    const threshold = values[at] ?? 0;
    const name = this.outputs === "probabilities" ? "probability" : "lead of the margin";
    const counts = this.#countsAt(at);
    return html`<div class="threshold-row">
        <label for="threshold">${name} of <em class="class-name" dir="auto">${second}</em> above</label>
        <input
          id="threshold"
          type="range"
          min="0"
          max=${values.length - 1}
          .value=${String(at)}
          aria-valuetext=${this.#shown(threshold)}
          @input=${(event: Event) => {
            this.at = Number((event.currentTarget as HTMLInputElement).value);
          }}
        />
        <output class="threshold-value" for="threshold" data-testid="threshold-value">${this.#shown(threshold)}</output>
        <vscode-button
          appearance="secondary"
          ?disabled=${at === middle}
          @click=${() => {
            this.at = null;
          }}
          >Reset</vscode-button
        >
        <benchtop-menu .label=${"Thresholds: save or copy"} .items=${this.#menu()}></benchtop-menu>
      </div>
      <div class="threshold-tables">
        <div class="scroll" role="region" aria-label="Confusion table at this threshold" tabindex="0">
          ${confusionTable(counts, first, second)}
        </div>
        <div class="scroll" role="region" aria-label="Figures at this threshold" tabindex="0">
          ${figuresTable(counts, first, second)}
        </div>
      </div>`;
  }

  #shown(threshold: number): string {
    return this.outputs === "probabilities" ? formatShare(threshold) : formatFigure(threshold);
  }

  #countsAt(at: number): AtThreshold {
    const { truePositives, falsePositives, members, others } = this.thresholds;
    const [hits, alarms] = [truePositives[at] ?? 0, falsePositives[at] ?? 0];
    return {
      truePositives: hits,
      falsePositives: alarms,
      falseNegatives: members - hits,
      trueNegatives: others - alarms,
    };
  }

  #menu(): { label: string; run: () => void }[] {
    const csv = (): string =>
      toCsv([
        ["threshold", "true positives", "false positives", "false negatives", "true negatives"],
        ...this.thresholds.values.map((value, at) => {
          const counts = this.#countsAt(at);
          const { truePositives, falsePositives, falseNegatives, trueNegatives } = counts;
          return [value, truePositives, falsePositives, falseNegatives, trueNegatives];
        }),
      ]);
    return [
      {
        label: "Save CSV…",
        run: () => {
          this.actions.perform("save thresholds.csv", "saveFile", {
            name: "thresholds.csv",
            base64: textToBase64(csv()),
          });
        },
      },
      {
        label: "Copy CSV",
        run: () => {
          this.actions.perform("copy the thresholds", "copyText", { text: csv() });
        },
      },
    ];
  }
}

function confusionTable(counts: AtThreshold, first: string, second: string): TemplateResult {
  const label = (name: string): TemplateResult => html`<span class="label" dir="auto" title=${name}>${name}</span>`;
  return html`<table data-testid="threshold-confusion">
    <thead>
      <tr>
        <th scope="col">true</th>
        <th scope="col" class="number">predicted ${label(first)}</th>
        <th scope="col" class="number">predicted ${label(second)}</th>
      </tr>
    </thead>
    <tbody>
      <tr>
        <th scope="row">${label(first)}</th>
        <td class="number right-answers">${formatCount(counts.trueNegatives)}</td>
        <td class="number">${formatCount(counts.falsePositives)}</td>
      </tr>
      <tr>
        <th scope="row">${label(second)}</th>
        <td class="number">${formatCount(counts.falseNegatives)}</td>
        <td class="number right-answers">${formatCount(counts.truePositives)}</td>
      </tr>
    </tbody>
  </table>`;
}

function figuresTable(counts: AtThreshold, first: string, second: string): TemplateResult {
  const { truePositives, falsePositives, falseNegatives, trueNegatives } = counts;
  const all = truePositives + falsePositives + falseNegatives + trueNegatives;
  const rows = [
    {
      name: first,
      hits: trueNegatives,
      predicted: trueNegatives + falseNegatives,
      support: trueNegatives + falsePositives,
    },
    {
      name: second,
      hits: truePositives,
      predicted: truePositives + falsePositives,
      support: truePositives + falseNegatives,
    },
  ];
  const share = (above: number, below: number): string => formatShare(below === 0 ? 0 : above / below);
  return html`<table data-testid="threshold-figures">
    <thead>
      <tr>
        <th scope="col">class</th>
        <th scope="col" class="number">precision</th>
        <th scope="col" class="number">recall</th>
        <th scope="col" class="number">F1</th>
      </tr>
    </thead>
    <tbody>
      ${rows.map(
        ({ name, hits, predicted, support }) =>
          html`<tr>
            <th scope="row"><span class="label" dir="auto" title=${name}>${name}</span></th>
            <td class="number">${share(hits, predicted)}</td>
            <td class="number">${share(hits, support)}</td>
            <td class="number">${share(2 * hits, predicted + support)}</td>
          </tr>`,
      )}
    </tbody>
    <tfoot>
      <tr>
        <th scope="row">accuracy</th>
        <td class="number" colspan="3">${share(truePositives + trueNegatives, all)}</td>
      </tr>
    </tfoot>
  </table>`;
}
