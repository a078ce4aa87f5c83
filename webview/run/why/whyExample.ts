import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import type { SplitName } from "../../../src/data/table.ts";
import type { ExplainedExample } from "../../../src/protocol/predictions.ts";
import { icon } from "../../icons.ts";
import { PanelElement } from "../../panelElement.ts";
import type { PanelActions } from "../actions.ts";
import { messageOf } from "../runClient.ts";
import { explanationTemplate } from "./explanation.ts";

/** What drove the answer to an example of the run. */
export class WhyExample extends PanelElement {
  static override readonly properties = {
    split: {},
    example: { type: Number },
    explained: { state: true },
    problem: { state: true },
  };
  declare split: SplitName;
  declare example: number;
  declare classes: readonly string[];
  declare outputs: "probabilities" | "margins";
  declare actions: PanelActions;
  declare protected explained: ExplainedExample | null;
  declare protected problem: string | null;
  /** Answers to an older question are dropped. */
  #question = 0;

  constructor() {
    super();
    this.explained = null;
    this.problem = null;
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (!changed.has("example") && !changed.has("split")) return;
    this.explained = null;
    void this.#ask(null);
  }

  protected override render(): TemplateResult {
    if (this.problem !== null)
      return html`<p class="notice error" role="alert">
        ${icon("cross")}<span>Could not explain the answer: ${this.problem}</span>
      </p>`;
    if (this.explained === null) return html`<p class="muted" role="status">classifying it again, word by word…</p>`;
    const { explanation, warning } = this.explained;
    return html`${
      warning === null ? nothing : html`<p class="notice warning">${icon("warning")}<span>${warning}</span></p>`
    }
    ${explanationTemplate(explanation, {
      classes: this.classes,
      outputs: this.outputs,
      choose: (classId) => {
        if (classId !== explanation.classId) void this.#ask(classId);
      },
    })}`;
  }

  async #ask(classId: number | null): Promise<void> {
    const question = ++this.#question;
    this.problem = null;
    const { split, example } = this;
    try {
      const explained = await this.actions.request("explainExample", { split, example, classId });
      if (question === this.#question) this.explained = explained;
    } catch (error) {
      if (question === this.#question) this.problem = messageOf(error);
    }
  }
}
