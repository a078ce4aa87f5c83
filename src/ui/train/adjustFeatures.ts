import { thousands } from "../../data/phrases.ts";
import type { ExperimentInput } from "../../experiment/spec.ts";
import type { PartInput } from "../../experiment/specFeatures.ts";
import type { FeatureChoice, VectorsFile } from "./choices.ts";

/** One value of an option: what it is called, one plain sentence, and what it writes into the features' entry. */
interface AdjustValue {
  readonly label: string;
  readonly sentence: string;
  readonly writes: Readonly<Record<string, unknown>>;
  /** Of a value that stands beside the entry: a file of word vectors. */
  readonly vectors?: string;
}

/** An option of text features that can be picked by itself, its default first. */
export interface AdjustOption {
  readonly key: string;
  readonly label: string;
  readonly sentence: string;
  readonly values: readonly [AdjustValue, ...AdjustValue[]];
}

/** The labels of the values that were picked, by option; what is missing is at its default. */
export type Adjusted = Readonly<Record<string, string>>;

const kind: AdjustOption = {
  key: "kind",
  label: "How terms count",
  sentence: "What number a text has for a term.",
  values: [
    {
      label: "tf-idf",
      sentence: "The more the rarer a term is in other texts, rows scaled to length 1.",
      writes: { kind: "tfidf" },
    },
    { label: "counts", sentence: "As often as the term occurs in the text.", writes: { kind: "counts" } },
    {
      label: "hashed counts",
      sentence: "As fastText does: sequences share a fixed number of buckets; made for the embedding bag.",
      writes: { kind: "hashedNgrams" },
    },
  ],
};

const terms: AdjustOption = {
  key: "terms",
  label: "Words and characters",
  sentence: "Which sequences are terms.",
  values: [
    { label: "words and pairs", sentence: "Single words and two in a row.", writes: {} },
    { label: "words", sentence: "Single words alone: fewer inputs, quick to look into.", writes: { ngrams: [1, 1] } },
    { label: "words to triples", sentence: "Up to three words in a row: more inputs.", writes: { ngrams: [1, 3] } },
    {
      label: "words, pairs and characters",
      sentence: "Also 2 to 5 characters within a word: copes with inflection and spelling.",
      writes: { ngrams: [1, 2], characterNgrams: [2, 5] },
    },
  ],
};

const characters: AdjustValue = {
  label: "characters",
  sentence: "Only 2 to 5 characters within a word: for languages that build long words.",
  writes: { characterNgrams: [2, 5] },
};

const tokenizer: AdjustOption = {
  key: "tokenizer",
  label: "What a word is",
  sentence: "How texts are cut.",
  values: [
    { label: "letters and digits", sentence: "Runs of letters, marks and digits of any script.", writes: {} },
    {
      label: "between white space",
      sentence: "Whatever stands between white space, punctuation included.",
      writes: { tokenizer: { kind: "whitespace" } },
    },
    {
      label: "by Unicode",
      sentence: "Words also in scripts without spaces, such as Chinese and Thai.",
      writes: { tokenizer: { kind: "segmenter" } },
    },
    {
      label: "each character",
      sentence: "Every character by itself, so that pairs are pairs of characters.",
      writes: { tokenizer: { kind: "characters" } },
    },
  ],
};

const normalize: AdjustOption = {
  key: "normalize",
  label: "Numbers and web addresses",
  sentence: "Whether they all become one and the same word.",
  values: [
    { label: "as they are", sentence: "Every number and every address is a word of its own.", writes: {} },
    {
      label: "numbers alike",
      sentence: "Every number becomes _number_.",
      writes: { tokenizer: { normalize: ["numbers"] } },
    },
    {
      label: "addresses alike",
      sentence: "Every web address becomes _url_.",
      writes: { tokenizer: { normalize: ["urls"] } },
    },
    {
      label: "both alike",
      sentence: "Every number becomes _number_ and every web address _url_.",
      writes: { tokenizer: { normalize: ["numbers", "urls"] } },
    },
  ],
};

const maxFeatures: AdjustOption = {
  key: "maxFeatures",
  label: "How many terms",
  sentence: "Fewer terms train faster and take less memory.",
  values: [
    { label: "all", sentence: "Every term of the training texts.", writes: {} },
    ...[100_000, 20_000, 5000].map((most) => ({
      label: `the ${thousands(most)} commonest`,
      sentence: `At most ${thousands(most)} terms, those that occur most often in the training texts.`,
      writes: { maxFeatures: most },
    })),
  ],
};

const rare: AdjustOption = {
  key: "minDocumentFrequency",
  label: "Rare terms",
  sentence: "Terms of a single text say little about others.",
  values: [
    { label: "kept", sentence: "A term of a single training text is an input too.", writes: {} },
    ...[2, 5].map((least) => ({
      label: `in ${String(least)} texts or more`,
      sentence: `Only terms that at least ${String(least)} training texts have.`,
      writes: { minDocumentFrequency: least },
    })),
  ],
};

const buckets: AdjustOption = {
  key: "buckets",
  label: "Buckets",
  sentence: "How many different sequences can be told apart.",
  values: [
    { label: "2,000,000", sentence: "As many as fastText has: sequences hardly ever share one.", writes: {} },
    {
      label: "200,000",
      sentence: "A smaller model in which some sequences share a bucket.",
      writes: { buckets: 200_000 },
    },
  ],
};

/** The options that go with what was picked so far. */
export function adjustOptions(adjusted: Adjusted, vectors: readonly VectorsFile[]): readonly AdjustOption[] {
  const hashed = picked(kind, adjusted).writes["kind"] === "hashedNgrams";
  const beside: AdjustOption = {
    key: "vectors",
    label: "Word vectors beside the terms",
    sentence: "What a text's words mean, as inputs of their own.",
    values: [
      { label: "none", sentence: "The model sees terms alone.", writes: {} },
      ...vectors.map(({ name, path }) => ({
        label: name,
        sentence: "The mean of the vectors of a text's words stands beside its terms.",
        writes: {},
        vectors: path,
      })),
    ],
  };
  return [
    kind,
    hashed ? terms : { ...terms, values: [...terms.values, characters] },
    tokenizer,
    normalize,
    ...(hashed ? [buckets] : [maxFeatures, rare]),
    ...(vectors.length > 0 ? [beside] : []),
  ];
}

/** The value of an option that is picked, else its default. */
export function picked(option: AdjustOption, adjusted: Adjusted): AdjustValue {
  return option.values.find(({ label }) => label === adjusted[option.key]) ?? option.values[0];
}

/** The features of what was picked; with everything at its default they write nothing. */
export function adjustedFeatures(adjusted: Adjusted, vectors: readonly VectorsFile[]): FeatureChoice {
  const values = adjustOptions(adjusted, vectors).map((option) => picked(option, adjusted));
  const cut = Object.assign({}, ...values.map(({ writes }) => writes["tokenizer"])) as object;
  const entry = {
    ...(Object.assign({}, ...values.map(({ writes }) => writes)) as object),
    ...(Object.keys(cut).length > 0 && { tokenizer: cut }),
  } as PartInput;
  const file = values.find((value) => value.vectors !== undefined)?.vectors;
  const features = (write: (path: string) => string): NonNullable<ExperimentInput["features"]> =>
    file === undefined ? entry : [entry, { kind: "wordVectors", path: write(file), combine: "mean" }];
  const text = JSON.stringify(features((path) => path.split(/[\\/]/).at(-1) ?? path));
  return {
    label: "Use these features",
    sentence: `In an experiment file: "features": ${text}.`,
    value: text === '{"kind":"tfidf"}' ? undefined : features,
  };
}
