import { expect, it } from "vitest";
import { vectorTrainingLimits } from "../../../../src/data/wordVectors/trainingOptions.ts";
import { nearSentence, resultSentence, vectorChoices } from "../../../../src/ui/vectors/choices.ts";

it("offers ways to train that differ and keep within the limits", () => {
  const ways = vectorChoices.map(({ options }) => JSON.stringify(options));
  expect(new Set(ways).size).toBe(vectorChoices.length);
  for (const { options } of vectorChoices)
    for (const [name, [least, most]] of Object.entries(vectorTrainingLimits)) {
      const value = options[name as keyof typeof vectorTrainingLimits];
      expect(value >= least && value <= most, name).toBe(true);
    }
});

it("says what was trained and what is near in a sentence, with nothing of the texts drawn as an icon", () => {
  const finished = { status: "finished", path: "v.vec", dimension: 100, tokens: 9, loss: 1, neighbours: [] } as const;
  expect(resultSentence({ ...finished, words: 18_908, composed: 15_195, left: 107, seconds: 12.4 })).toBe(
    "18,908 words × 100 numbers in 12 s; 15,195 rare ones made of their subwords; 107 rare words have none",
  );
  expect(resultSentence({ ...finished, words: 20, composed: 0, left: 0, seconds: 1 })).toBe(
    "20 words × 100 numbers in 1.0 s",
  );
  expect(nearSentence({ word: "a", near: [{ word: "$(x)", similarity: 0.517 }, { word: "b", similarity: 0.5 }] })).toBe(
    "\\$(x) 0.52 · b 0.50",
  ); // prettier-ignore
  expect(nearSentence({ word: "a", near: null })).toMatch(/^No vector/);
});
