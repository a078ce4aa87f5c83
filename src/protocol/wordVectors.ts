import type { TokenizerOptions } from "../data/featurizer.ts";
import type { LayoutChoices } from "../data/layout.ts";
import type { VectorTrainingOptions } from "../data/wordVectors/trainingOptions.ts";

/** Word vectors to be trained on the texts of a labelled file; `trainingId` is what `stop` takes. */
export interface TrainVectors {
  readonly trainingId: string;
  readonly path: string;
  readonly choices: LayoutChoices;
  readonly tokenizer: TokenizerOptions;
  readonly options: VectorTrainingOptions;
  /** The `.vec` file, absolute; whole or not there at all. */
  readonly out: string;
}

/** How far a training is: the epoch under way, the share of all work done, the mean loss of a pair of words in it so far. */
export interface VectorProgress {
  readonly trainingId: string;
  readonly epoch: number;
  readonly epochs: number;
  readonly fraction: number;
  readonly loss: number;
}

interface NearWord {
  readonly word: string;
  /** The cosine of the angle between the two vectors. */
  readonly similarity: number;
}

/** The words nearest to a word, nearest first; null where it has no vector. */
export interface WordNeighbours {
  readonly word: string;
  readonly near: readonly NearWord[] | null;
}

/** What came of a training: a file, or nothing where it was stopped. */
export type TrainedVectors =
  | { readonly status: "stopped" }
  | {
      readonly status: "finished";
      readonly path: string;
      readonly dimension: number;
      /** Words in the file; of these `composed` are too rare to be trained and made of their subwords. */
      readonly words: number;
      readonly composed: number;
      /** Different words of the texts that got no vector. */
      readonly left: number;
      readonly tokens: number;
      /** The mean loss of a pair of words in the last epoch. */
      readonly loss: number;
      readonly seconds: number;
      /** Some words, from the commonest on down the list, with those nearest to them. */
      readonly neighbours: readonly WordNeighbours[];
    };

/** Asks for the words nearest to one, of the vectors that this worker trained last. */
export interface NearestQuery {
  readonly word: string;
  readonly count: number;
}
