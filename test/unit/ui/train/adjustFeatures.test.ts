import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { checkExperiment } from "../../../../src/experiment/parse.ts";
import { resolveExperiment } from "../../../../src/experiment/resolve.ts";
import { type Adjusted, adjustedFeatures, adjustOptions } from "../../../../src/ui/train/adjustFeatures.ts";
import { choicesDocument, type FeatureChoice } from "../../../../src/ui/train/choices.ts";
import { textLayout } from "../../experiment/arbitrary.ts";

const vectors = [{ name: "vectors/glove.txt", path: "/w/vectors/glove.txt" }];
const write = (path: string): string => path.replace("/w/", "");

function written(adjusted: Adjusted): unknown {
  return adjustedFeatures(adjusted, vectors).value?.(write);
}

/** A value for some of the options, whether they go together or not. */
const anything = fc.record<Record<string, string>>(
  Object.fromEntries(
    [...adjustOptions({}, vectors), ...adjustOptions({ kind: "hashed counts" }, vectors)].map(({ key, values }) => [
      key,
      fc.constantFrom(...values.map(({ label }) => label)),
    ]),
  ),
  { requiredKeys: [] },
);

describe("features adjusted option by option", () => {
  test("write nothing as long as everything is at its default", () => {
    expect(written({})).toBeUndefined();
    const defaults = adjustOptions({}, vectors).map(({ key, values }) => [key, values[0].label] as const);
    expect(written(Object.fromEntries(defaults))).toBeUndefined();
  });

  test("make an experiment that the schema takes and the rules resolve, whatever is picked", () => {
    fc.assert(
      fc.property(anything, (adjusted) => {
        const features = adjustedFeatures(adjusted, vectors);
        const model: { label: string; sentence: string; value: undefined } = {
          label: "",
          sentence: "",
          value: undefined,
        };
        const text = JSON.stringify(choicesDocument({ dataset: "/w/a.csv", features, model }, write));
        const { spec, problems } = checkExperiment(text);
        expect(problems, text).toEqual([]);
        if (spec === null) throw new Error("it has no problems");
        expect(() => resolveExperiment(spec, { layout: textLayout, resolvePath: (path) => path })).not.toThrow();
      }),
    );
  });

  test("join what several options say of the tokenizer", () => {
    expect(written({ tokenizer: "between white space", normalize: "both alike" })).toEqual({
      kind: "tfidf",
      tokenizer: { kind: "whitespace", normalize: ["numbers", "urls"] },
    });
  });

  test("hold sequences of characters, the number of terms and rare ones", () => {
    const adjusted = { terms: "words, pairs and characters", maxFeatures: "the 20,000 commonest" };
    expect(written({ ...adjusted, minDocumentFrequency: "in 2 texts or more" })).toEqual({
      ...{ kind: "tfidf", ngrams: [1, 2], characterNgrams: [2, 5], maxFeatures: 20_000, minDocumentFrequency: 2 },
    });
    expect(written({ kind: "counts", terms: "characters" })).toEqual({ kind: "counts", characterNgrams: [2, 5] });
  });

  test("drop what hashed counts do not have", () => {
    const adjusted = { kind: "hashed counts", maxFeatures: "the 5,000 commonest", terms: "characters" };
    expect(written(adjusted)).toEqual({ kind: "hashedNgrams" });
    expect(written({ ...adjusted, buckets: "200,000", terms: "words, pairs and characters" })).toEqual({
      ...{ kind: "hashedNgrams", ngrams: [1, 2], characterNgrams: [2, 5], buckets: 200_000 },
    });
  });

  test("put word vectors beside the terms, by the path as it is to be written", () => {
    const beside = adjustedFeatures({ vectors: "vectors/glove.txt" }, vectors);
    expect(beside.value?.(write)).toEqual([
      { kind: "tfidf" },
      { kind: "wordVectors", path: "vectors/glove.txt", combine: "mean" },
    ]);
    const document = (value?: { readonly kind: "network" | "naiveBayes" }) =>
      choicesDocument({ dataset: "/w/a.csv", features: beside, model: { label: "", sentence: "", value } }, write);
    // What suits such features is the experiment's to know.
    for (const value of [undefined, { kind: "network" }, { kind: "naiveBayes" }] as const)
      expect(document(value)).not.toHaveProperty("training");
    expect(adjustOptions({}, []).map(({ key }) => key)).not.toContain("vectors");
  });

  test("show what they would write, and one sentence for every option and value", () => {
    const { sentence }: FeatureChoice = adjustedFeatures({ terms: "words" }, vectors);
    expect(sentence).toBe('In an experiment file: "features": {"kind":"tfidf","ngrams":[1,1]}.');
    for (const kind of ["tf-idf", "hashed counts"])
      for (const option of adjustOptions({ kind }, vectors)) {
        for (const one of [option, ...option.values]) expect(one.sentence, one.label).toMatch(/^[A-Z].* .*[.]$/);
        expect(new Set(option.values.map(({ label }) => label)).size).toBe(option.values.length);
      }
  });
});
