import { type PropertyValues, type TemplateResult } from "lit";
import type { SplitName } from "../../../src/data/table.ts";
import { PanelElement } from "../../panelElement.ts";
import type { PanelActions } from "../actions.ts";
import { emptyExamples, exampleList, type ExamplesState, pageSize, pageRequest } from "../examples.ts";

/** Which wrong answers are listed; null = any class. */
export interface Mistakes {
  readonly split: SplitName;
  readonly trueClass: number | null;
  readonly predictedClass: number | null;
}

/** Wrong answers, the surest first; each opens its line of the data file. */
export class MistakeList extends PanelElement {
  static override readonly properties = {
    mistakes: { attribute: false },
    examples: { state: true },
    why: { state: true },
  };
  declare mistakes: Mistakes;
  declare classes: readonly string[];
  declare outputs: "probabilities" | "margins";
  declare actions: PanelActions;
  declare protected examples: ExamplesState;
  /** The example whose answer is explained. */
  declare protected why: number | null;
  /** Answers to an older question are dropped. */
  #question = 0;

  constructor() {
    super();
    this.examples = emptyExamples;
    this.why = null;
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (!changed.has("mistakes")) return;
    this.examples = emptyExamples;
    this.why = null;
    void this.#load(0);
  }

  protected override render(): TemplateResult {
    return exampleList(this.examples, this.classes, this.outputs, {
      none: "Every answer is right.",
      more: () => void this.#load(this.examples.rows.length),
      open: (file, line) => {
        this.actions.perform("open the example", "openExample", { file, line });
      },
      why: { split: this.mistakes.split, example: this.why, panel: this.actions },
      ask: (example) => {
        this.why = example;
      },
    });
  }

  async #load(offset: number): Promise<void> {
    const question = ++this.#question;
    const query = { ...this.mistakes, answers: "wrong", order: "confidence", offset, limit: pageSize } as const;
    await pageRequest(this.actions, query, this.examples, (examples) => {
      if (question === this.#question) this.examples = examples;
    });
  }
}
