import { html, nothing, type TemplateResult } from "lit";
import type { ExampleInput } from "../../../src/data/inputTable.ts";
import type { Explanation } from "../../../src/protocol/predictions.ts";
import { icon } from "../../icons.ts";
import { PanelElement } from "../../panelElement.ts";
import type { PanelActions } from "../actions.ts";
import { messageOf } from "../runClient.ts";
import type { RunState } from "../runState.ts";
import { activity } from "../statusWords.ts";
import { explanationTemplate } from "./explanation.ts";

/** A box for a text, or fields for the columns, and what the run's model says of it. */
export class TryExample extends PanelElement {
  static override readonly properties = {
    state: { attribute: false },
    tried: { attribute: false },
    explanation: { state: true },
    problem: { state: true },
    asking: { state: true },
  };
  declare state: RunState;
  declare tried: ExampleInput;
  declare actions: PanelActions;
  declare protected explanation: Explanation | null;
  declare protected problem: string | null;
  declare protected asking: boolean;
  /** What the explanation shown is of: other classes of it can be asked for. */
  #explained: ExampleInput = { text: null, columns: {} };
  /** Answers to an older question are dropped. */
  #question = 0;

  constructor() {
    super();
    this.explanation = null;
    this.problem = null;
    this.asking = false;
  }

  protected override render(): TemplateResult {
    const { record } = this.state.snapshot;
    const classes = record.data?.classes;
    const hasModel = Object.keys(record.confusion).length > 0;
    if (classes === undefined || !hasModel)
      return html`<p class="empty">
        ${activity(this.state.ticker)}. A text can be tried when a kept model has been evaluated.
      </p>`;
    const { text, columns } = this.#reads();
    const { tried } = this;
    const ready = (text === undefined || (tried.text ?? "").trim() !== "") && !this.asking;
    return html`<section
      aria-label="Try the model"
      @keydown=${(event: KeyboardEvent) => {
        if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && ready) void this.#ask(this.#input(), null);
      }}
    >
      <div class="try-form">
        ${
          text === undefined
            ? nothing
            : html`<vscode-text-area
                class="try-text"
                rows="5"
                resize="vertical"
                data-testid="try-text"
                placeholder="Write or paste a text such as those in the column ${text}"
                .value=${tried.text ?? ""}
                @input=${(event: Event) => {
                  this.#write({ ...tried, text: valueOf(event) });
                }}
                >Text</vscode-text-area
              >`
        }
        ${columns.map(
          (name) =>
            html`<vscode-text-field
              class="try-column"
              placeholder="no value"
              .value=${tried.columns[name] ?? ""}
              @input=${(event: Event) => {
                this.#write({ ...tried, columns: { ...tried.columns, [name]: valueOf(event) } });
              }}
              >${name}</vscode-text-field
            >`,
        )}
      </div>
      <p class="more">
        <vscode-button
          ?disabled=${!ready}
          title="Ctrl+Enter"
          @click=${() => {
            void this.#ask(this.#input(), null);
          }}
          >Classify</vscode-button
        >
        <span class="muted" role="status">${this.asking ? "classifying it, word by word…" : ""}</span>
      </p>
      ${
        this.problem === null
          ? nothing
          : html`<p class="notice error" role="alert">
              ${icon("cross")}<span>Could not classify it: ${this.problem}</span>
            </p>`
      }
      ${
        this.explanation === null
          ? nothing
          : explanationTemplate(this.explanation, {
              classes,
              outputs: record.model?.outputs ?? "probabilities",
              choose: (classId) => {
                if (classId !== this.explanation?.classId) void this.#ask(this.#explained, classId);
              },
            })
      }
    </section>`;
  }

  /** The text column, if the features read texts, and the other columns they read. */
  #reads(): { readonly text: string | undefined; readonly columns: readonly string[] } {
    const { dataset, features } = this.state.snapshot.record.experiment;
    const parts = features.kind === "union" ? features.of : [features];
    const columns = parts.flatMap((part) => {
      if (part.kind === "numeric") return dataset.layout.numeric;
      if (part.kind === "sparse") return dataset.layout.sparse ?? [];
      return part.kind === "oneHot" ? part.columns : [];
    });
    return { text: parts.some((part) => "tokenizer" in part) ? dataset.layout.text : undefined, columns };
  }

  /** What is asked: a table of texts needs one, though its features may read only columns. */
  #input(): ExampleInput {
    const { layout } = this.state.snapshot.record.experiment.dataset;
    return { text: layout.text === undefined ? null : (this.tried.text ?? ""), columns: this.tried.columns };
  }

  #write(tried: ExampleInput): void {
    this.actions.setView({ tried });
  }

  async #ask(input: ExampleInput, classId: number | null): Promise<void> {
    const question = ++this.#question;
    this.problem = null;
    this.asking = true;
    try {
      const explanation = await this.actions.request("explain", { input, classId });
      if (question !== this.#question) return;
      this.explanation = explanation;
      this.#explained = input;
    } catch (error) {
      if (question === this.#question) this.problem = messageOf(error);
    } finally {
      if (question === this.#question) this.asking = false;
    }
  }
}

function valueOf(event: Event): string {
  return (event.currentTarget as HTMLElement & { value: string }).value;
}
