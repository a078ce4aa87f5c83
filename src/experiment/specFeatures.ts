import * as z from "zod";
import { filePath } from "./specKeys.ts";

const tokenizer = z
  .strictObject({
    kind: z
      .enum(["words", "whitespace", "segmenter", "characters"])
      .meta({
        description: "What counts as a token.",
        enumDescriptions: [
          "Runs of letters, marks, digits and underscores of any script.",
          "Whatever stands between white space, punctuation included.",
          "Words by the word segmentation of Unicode, also in scripts without spaces such as Chinese and Thai; its dictionaries, and with them the words, can change with the version of the editor.",
          "Every character by itself, white space and punctuation included.",
        ],
      })
      .default("words"),
    lowercase: z.boolean().default(true).describe("Whether texts are lower-cased first."),
    normalize: z
      .array(
        z.enum(["numbers", "urls"]).meta({
          description: "What is written alike.",
          enumDescriptions: ["Every number becomes _number_.", "Every web address becomes _url_."],
        }),
      )
      .max(2)
      .default([])
      .describe("What becomes one and the same word wherever it stands: numbers, urls; nothing when left out."),
  })
  .describe("How texts are cut into tokens.")
  .prefault({});

const wordVectors = z
  .strictObject({
    kind: z.literal("wordVectors").describe("Every token becomes its vector from a file of word vectors."),
    path: filePath(
      "The word vectors, relative to the folder of this experiment file: GloVe or word2vec text, word2vec binary, a fastText .vec or .bin file, packed with gzip or not.",
    ),
    combine: z
      .enum(["concat", "mean", "tfidfMean"])
      .meta({
        description: "How the vectors of a text become one row of inputs.",
        enumDescriptions: [
          "Side by side in the order of the text, cut and padded to maxTokens.",
          "Averaged over the text.",
          "Averaged over the text, each token weighing the more the rarer it is in the training texts.",
        ],
      })
      .default("concat"),
    maxTokens: z
      .int()
      .min(1)
      .max(100_000)
      .default(300)
      .describe("How many tokens of a text are used; the rest is cut off."),
    unknown: z
      .enum(["mean", "zero", "random", "subword"])
      .meta({
        description: "What stands for a token without a vector.",
        enumDescriptions: [
          "The mean of all vectors in the file, or its row named unk.",
          "Zeros.",
          "One random vector for all of them, by training.seed, as large as those of the words in use.",
          "The mean vector of its sequences of characters, which only a fastText model (.bin) has; of a word without any, the mean of all vectors.",
        ],
      })
      .default("mean"),
    tokenizer,
  })
  .describe("Features from word vectors.");

const lengths = (longest: number) =>
  z
    .tuple([z.int().min(1).max(longest), z.int().min(1).max(longest)])
    .refine(([shortest, longest]) => shortest <= longest, { error: "the shortest length first, then the longest" });

/** A share of the training texts, or a whole number of them from `least` on. */
const documents = (least: number) =>
  z
    .number()
    .gt(0)
    .max(100_000_000)
    .refine((value) => value <= 1 || Number.isInteger(value), {
      error: `a share of the training texts up to 1, or a whole number of them from ${String(least)} on`,
    });

const terms = z
  .strictObject({
    kind: z.enum(["tfidf", "counts"]).meta({
      description: "How much a term of a text counts.",
      enumDescriptions: [
        "Terms weighted by how rare they are, rows scaled to length 1.",
        "How often each term occurs in the text.",
      ],
    }),
    ngrams: lengths(10)
      .describe(
        "The shortest and the longest sequence of words that counts as a term; [1, 2] when left out, or no words where only characterNgrams is written.",
      )
      .optional(),
    characterNgrams: lengths(20)
      .describe(
        "The shortest and the longest sequence of characters within a word, such as [2, 5]; beside the words when ngrams is written too, none when left out.",
      )
      .optional(),
    minDocumentFrequency: documents(1)
      .default(1)
      .describe("In how many training texts a term must occur to be kept; below 1, in which share of them."),
    maxDocumentFrequency: documents(2)
      .default(1)
      .describe(
        "In how many training texts a term may occur at most to be kept; up to 1, in which share of them, and 1 keeps all.",
      ),
    maxFeatures: z
      .int()
      .min(1)
      .max(100_000_000)
      .optional()
      .describe(
        "At most so many terms of words, and as many of characters: those that occur most often in the training texts; all when left out.",
      ),
    sublinear: z
      .boolean()
      .default(false)
      .describe("Whether a term that occurs n times in a text counts 1 + ln n instead of n."),
    norm: z
      .enum(["l2", "none"])
      .meta({
        description: "How a row is scaled; l2 for tfidf and none for counts when left out.",
        enumDescriptions: ["To length 1.", "Not at all."],
      })
      .optional(),
    tokenizer,
  })
  .describe("Features from the words or characters of the text.");

const hashedNgrams = z
  .strictObject({
    kind: z
      .literal("hashedNgrams")
      .describe("How often words and sequences occur, sequences by a hash: the inputs of fastText."),
    ngrams: lengths(10)
      .default([1, 2])
      .describe("The shortest and the longest sequence of words; words alone are not hashed."),
    characterNgrams: lengths(20)
      .describe(
        "The shortest and the longest sequence of characters within a word, its ends marked; none when left out.",
      )
      .optional(),
    buckets: z
      .int()
      .min(1)
      .max(67_108_864)
      .default(2_000_000)
      .describe("How many different hashes there are; sequences with the same one share an input."),
    tokenizer,
  })
  .describe("Features from hashed sequences of words and characters.");

const numeric = z
  .strictObject({
    kind: z.literal("numeric").describe("The numeric columns of the file."),
    scale: z
      .enum(["standard", "minMax", "none"])
      .meta({
        description: "How the columns are scaled.",
        enumDescriptions: [
          "To mean 0 and deviation 1 over the training examples.",
          "To 0 for the least and 1 for the greatest value of the training examples.",
          "Not at all.",
        ],
      })
      .default("standard"),
    missing: z
      .enum(["mean", "median"])
      .meta({
        description: "What stands for a missing value.",
        enumDescriptions: [
          "The column's mean over the training examples, with one more input that marks the gap.",
          "The column's median over the training examples, with one more input that marks the gap.",
        ],
      })
      .default("mean"),
  })
  .describe("Features from numeric columns.");

const oneHot = z
  .strictObject({
    kind: z.literal("oneHot").describe("An input for each value of columns of text with few values."),
    columns: z
      .array(z.string().min(1))
      .min(1)
      .max(1000)
      .optional()
      .describe("The columns; all with few values that repeat when left out."),
    maxValues: z
      .int()
      .min(1)
      .max(10_000)
      .default(100)
      .describe("Of more values in a column only so many of the commonest get an input; the others are all zeros."),
  })
  .describe("Features from columns of text with few values.");

const sparse = z
  .strictObject({
    kind: z.literal("sparse").describe("An input for each index of the pairs of an svmlight file."),
    scale: z
      .enum(["maxAbs", "none"])
      .meta({
        description: "How the values of each index are scaled.",
        enumDescriptions: ["So that the greatest amount of the training examples is 1.", "Not at all."],
      })
      .default("maxAbs"),
  })
  .describe("Features from index:value pairs, of which most are not there.");

const entry = z
  .discriminatedUnion("kind", [wordVectors, terms, hashedNgrams, numeric, oneHot, sparse])
  .describe("One kind of features.");

export const featuresSchema = z
  .union([
    entry,
    z.array(entry).min(1).max(10).describe("Several kinds of features side by side, in the order of their inputs."),
  ])
  .describe(
    "What the model sees of an example, or a list of such entries side by side; tfidf for texts, else numeric for columns of numbers with oneHot for columns of few values when left out.",
  );

export type PartSpec = z.output<typeof entry>;
export type PartInput = z.input<typeof entry>;
export type OneHotSpec = z.output<typeof oneHot>;
export type TermSpec = z.output<typeof terms>;

/** The entries of `features` as written, one or several. */
function entriesOf<T extends { readonly kind: string }>(features: T | readonly T[]): readonly T[] {
  return "kind" in features ? [features] : features;
}

/** The files of word vectors that features name, as written. */
export function vectorPaths(features: z.output<typeof featuresSchema> | undefined): readonly string[] {
  if (features === undefined) return [];
  return entriesOf<PartSpec>(features).flatMap((entry) => (entry.kind === "wordVectors" ? [entry.path] : []));
}
