import type { ExampleInput } from "../data/inputTable.ts";
import type { SplitName } from "../data/table.ts";
import type { TextPiece } from "../data/wordsOfText.ts";
import type { Confidence } from "../experiment/errors/confidence.ts";
import type { Thresholds } from "../experiment/errors/thresholds.ts";

/** Which stored predictions of a run are looked at. */
export interface ErrorsQuery {
  readonly runFolder: string;
  readonly split: SplitName;
}

/** Where a run errs on a split, apart from its confusion table. */
export interface ErrorAnalysis {
  readonly split: SplitName;
  readonly outputs: "probabilities" | "margins";
  readonly confidence: Confidence;
  /** Only for two classes. */
  readonly thresholds: Thresholds | null;
}

export interface ClassCurvesQuery extends ErrorsQuery {
  /** null = the mean of all classes. */
  readonly classId: number | null;
}

/** New examples for the model that a run kept. */
export interface PredictQuery {
  readonly runFolder: string;
  readonly inputs: readonly ExampleInput[];
}

/** What a model says of one example. */
export interface Prediction {
  readonly predictedClass: number;
  /** By class id: probabilities, or margins; null where the output is not a number. */
  readonly outputs: readonly (number | null)[];
}

export interface ExplainQuery {
  readonly runFolder: string;
  readonly input: ExampleInput;
  /** Whose output is explained; null = the predicted class. */
  readonly classId: number | null;
}

/** A word or a column, and what its absence changes. */
export interface PartEffect {
  readonly name: string;
  /**
   * How much it adds to the class: ln p with it less ln p without it, or of margins the lead over the next class with it
   * less that without it. Above 0 it speaks for the class.
   */
  readonly effect: number;
  /** The class's output without it. */
  readonly without: number | null;
}

/** A prediction and what drove it. */
export interface Explanation {
  readonly prediction: Prediction;
  readonly classId: number;
  /** How effects were found: each part was left out in turn and the example classified again. */
  readonly method: "leaveOneOut";
  /** The text in pieces, each word with its place in `words`; empty where there is no text. */
  readonly pieces: readonly TextPiece[];
  /** By number; null where a word was not tried because the text has too many. */
  readonly words: readonly (PartEffect | null)[];
  readonly columns: readonly PartEffect[];
}

export interface ExplainExampleQuery extends ErrorsQuery {
  readonly baseFolder: string;
  /** Its place in the arrays of the split. */
  readonly example: number;
  readonly classId: number | null;
}

export interface ExplainedExample {
  readonly input: ExampleInput;
  readonly explanation: Explanation;
  /** Said when the data file changed since the run. */
  readonly warning: string | null;
}
