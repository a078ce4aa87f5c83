import { type PropertyValues, type TemplateResult } from "lit";
import type { SplitName } from "../../../src/data/table.ts";
import type { ConfidencePart } from "../../../src/experiment/errors/confidence.ts";
import { PanelElement } from "../../panelElement.ts";
import type { PanelActions } from "../actions.ts";
import {
  emptyExamples,
  exampleList,
  type ExamplesState,
  type ListedOutputs,
  pageSize,
  pageRequest,
} from "../examples.ts";

/** Which answers are listed; null = any class. */
export interface ListedAnswers {
  readonly split: SplitName;
  readonly trueClass: number | null;
  readonly predictedClass: number | null;
  /** Right and wrong ones when absent. */
  readonly answers?: "right" | "wrong";
  /** Only those of a bin. */
  readonly part?: ConfidencePart;
}

/** Answers, the surest first; each opens its line of the data file. */
export class AnswerList extends PanelElement {
  static override readonly properties = {
    listed: { attribute: false },
    examples: { state: true },
    why: { state: true },
  };
  declare listed: ListedAnswers;
  /** What is said where there are none. */
  declare none: string;
  declare classes: readonly string[];
  declare outputs: ListedOutputs;
  declare actions: PanelActions;
  declare protected examples: ExamplesState;
  /** The example whose answer is explained. */
  declare protected why: number | null;
  /** Answers to an older question are dropped. */
  #question = 0;

  constructor() {
    super();
    this.none = "Every answer is right.";
    this.examples = emptyExamples;
    this.why = null;
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (!changed.has("listed")) return;
    this.examples = emptyExamples;
    this.why = null;
    void this.#load(0);
  }

  protected override render(): TemplateResult {
    return exampleList(this.examples, this.classes, this.outputs, {
      none: this.none,
      marked: this.listed.answers === undefined,
      more: () => void this.#load(this.examples.rows.length),
      open: (file, line) => {
        this.actions.perform("open the example", "openExample", { file, line });
      },
      why: { split: this.listed.split, example: this.why, panel: this.actions },
      ask: (example) => {
        this.why = example;
      },
    });
  }

  async #load(offset: number): Promise<void> {
    const question = ++this.#question;
    const query = { ...this.listed, order: "confidence", offset, limit: pageSize } as const;
    await pageRequest(this.actions, query, this.examples, (examples) => {
      if (question === this.#question) this.examples = examples;
    });
  }
}
