import { count, duration, withoutIcons } from "../format.ts";
import { defaultVectorTraining, type VectorTrainingOptions } from "../../data/wordVectors/trainingOptions.ts";
import type { TrainedVectors, WordNeighbours } from "../../protocol/wordVectors.ts";

export interface VectorChoice {
  readonly label: string;
  readonly detail: string;
  readonly options: VectorTrainingOptions;
}

/** The ways to train that are offered, the one to recommend first. */
export const vectorChoices: readonly VectorChoice[] = [
  {
    label: "With subwords, 100 numbers a word",
    detail: "Words share what their characters mean: rare words and word forms get vectors too.",
    options: defaultVectorTraining,
  },
  {
    label: "Whole words, 100 numbers a word",
    detail: "Quicker; words that occur fewer than 5 times get no vector.",
    options: { ...defaultVectorTraining, minCount: 5, subwords: null },
  },
  {
    label: "With subwords, 300 numbers a word",
    detail: "As the published vectors of fastText are; three times the time and memory.",
    options: { ...defaultVectorTraining, dimension: 300 },
  },
  {
    label: "With subwords, many texts",
    detail: "As fastText by default: words that occur 5 times or more, trained for 5 epochs.",
    options: { ...defaultVectorTraining, minCount: 5, epochs: 5 },
  },
];

type Finished = TrainedVectors & { readonly status: "finished" };

/** `18,908 words × 100 numbers in 12 s; 15,195 rare ones made of their subwords`. */
export function resultSentence({ words, dimension, seconds, composed, left }: Finished): string {
  const made = composed > 0 ? `; ${count(composed)} rare ones made of their subwords` : "";
  const without = left > 0 ? `; ${count(left)} rare words have none` : "";
  return `${count(words)} words × ${count(dimension)} numbers in ${duration(seconds)}${made}${without}`;
}

export const noVector = "No vector: it is not in the texts, and none of its subwords is.";

/** The words nearest to one, on one line. */
export function nearSentence({ near }: WordNeighbours): string {
  if (near === null) return noVector;
  return withoutIcons(near.map(({ word, similarity }) => `${word} ${similarity.toFixed(2)}`).join(" · "));
}
