import type { ExampleInput } from "../data/inputTable.ts";
import { type CutText, cutText, withoutWord } from "../data/wordsOfText.ts";
import type { Explanation, PartEffect } from "../protocol/predictions.ts";
import { predict, strengths } from "./predict.ts";
import type { RunControl } from "./runControl.ts";
import type { StoredModel } from "./storedModel.ts";

/** Different words that are left out in turn, the first ones of a text. */
const mostWords = 300;

/**
 * Classifies an example and finds what drove the answer by leaving out one part at a time: every word, wherever it stands, and
 * every column. That is exact for any model and any features, n-grams, norms and positions included: it is what the model
 * says of the example without the part (docs/understanding.md says why not gradients).
 */
export async function explain(
  model: StoredModel,
  input: ExampleInput,
  asked: number | null,
  control: RunControl,
): Promise<Explanation> {
  const [prediction] = await predict(model, [input], control);
  if (prediction === undefined) throw new Error("invariant: an example has a prediction");
  const classId = asked ?? prediction.predictedClass;
  const { tokenizer } = model;
  const cut: CutText =
    input.text === null || tokenizer === undefined ? { pieces: [], words: [] } : cutText(input.text, tokenizer);
  const columns = model.columns.filter((name) => (input.columns[name] ?? "").trim() !== "");
  const tried = cut.words.slice(0, mostWords);
  const variants: ExampleInput[] = [
    input,
    ...tried.map((_, word) => ({ ...input, text: withoutWord(cut, word) })),
    ...columns.map((name) => ({ ...input, columns: { ...input.columns, [name]: "" } })),
  ];
  const [whole, ...rest] = await strengths(model, variants, classId, control);
  const effectOf = (name: string, at: number): PartEffect => {
    const { strength = NaN, output = NaN } = rest[at] ?? {};
    const effect = (whole?.strength ?? NaN) - strength;
    return { name, effect: Number.isFinite(effect) ? effect : 0, without: Number.isNaN(output) ? null : output };
  };
  return {
    prediction,
    classId,
    method: "leaveOneOut",
    pieces: cut.pieces,
    words: cut.words.map((word, at) => (at < tried.length ? effectOf(word, at) : null)),
    columns: columns.map((name, at) => effectOf(name, tried.length + at)),
  };
}
