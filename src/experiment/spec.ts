import * as z from "zod";
import { seed } from "./specKeys.ts";
import { model } from "./specModel.ts";
import { training } from "./specTraining.ts";

/**
 * The experiment file as one schema: the source of its types, defaults, messages, JSON schema and hover texts.
 * A default that depends on other choices is written in resolve.ts and only told here, in the key's sentence.
 */

const filePath = (sentence: string) => z.string().min(1).max(4096).describe(sentence);
const columnName = (sentence: string) => z.string().min(1).max(1000).describe(sentence);

const datasetFile = z
  .strictObject({
    path: filePath("The labelled file, relative to the folder of this experiment file."),
    format: z
      .enum(["csv", "tsv", "table", "lines"])
      .meta({
        description: "How the file is written; found from its first lines when left out.",
        enumDescriptions: [
          "Columns parted by commas, with quoting.",
          "Columns parted by tabs, with quoting.",
          "Columns with quoting, parted by the delimiter that the first lines show.",
          "One example a line without quoting: a text and a label parted by a tab, the label first or last.",
        ],
      })
      .optional(),
    text: columnName("The column that holds the texts.").optional(),
    label: columnName("The column that holds the labels, the classes to tell apart.").optional(),
    features: z
      .array(columnName("A column of numbers."))
      .min(1)
      .max(10_000)
      .describe("The columns of numbers to learn from; all numeric columns when left out.")
      .optional(),
  })
  .describe("One labelled file and how it is laid out.");

function dataFile(sentence: string) {
  return z.union([filePath("The path of a labelled file."), datasetFile]).describe(sentence);
}

const dataset = z
  .union([
    filePath("The path of a labelled file."),
    datasetFile,
    z
      .strictObject({
        train: dataFile("The file of training examples."),
        validation: dataFile(
          "The file of validation examples; a tenth of the training file is set aside when left out.",
        ).optional(),
        test: dataFile("The file of test examples, evaluated once when the run ends.").optional(),
      })
      .describe("Files that come already split."),
  ])
  .describe("The labelled file to learn from, relative to the folder of this experiment file.");

const fraction = (sentence: string) => z.number().min(0).max(1).describe(sentence).optional();

const split = z
  .strictObject({
    train: fraction("The share of examples to train on; 0.8 when left out, or what the other shares leave."),
    validation: fraction("The share of examples that choose the best epoch; 0.1 when left out, 0 for none."),
    test: fraction("The share of examples kept for one evaluation at the end; 0.1 when left out, 0 for none."),
    stratify: z.boolean().default(true).describe("Whether every class keeps its share in each split."),
    seed: seed("Which of the many possible splits to take; the same seed gives the same split."),
    groupColumn: columnName("A column whose equal values stay together in one split, such as an author.").optional(),
  })
  .describe("How the examples are cut into train, validation and test; the three shares sum to 1.");

const tokenizer = z
  .strictObject({
    kind: z
      .enum(["words", "whitespace"])
      .meta({
        description: "What counts as a token.",
        enumDescriptions: [
          "Runs of letters, marks, digits and underscores of any script.",
          "Whatever stands between white space, punctuation included.",
        ],
      })
      .default("words"),
    lowercase: z.boolean().default(true).describe("Whether texts are lower-cased first."),
  })
  .describe("How texts are cut into tokens.")
  .prefault({});

const wordVectors = z
  .strictObject({
    kind: z.literal("wordVectors").describe("Every token becomes its vector from a file of word vectors."),
    path: filePath("The word vectors as a GloVe text file, relative to the folder of this experiment file."),
    combine: z
      .enum(["concat", "mean"])
      .meta({
        description: "How the vectors of a text become one row of inputs.",
        enumDescriptions: [
          "Side by side in the order of the text, cut and padded to maxTokens.",
          "Averaged over the text.",
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
      .enum(["mean"])
      .meta({
        description: "What stands for a token without a vector.",
        enumDescriptions: ["The mean of all vectors in the file, or its row named unk."],
      })
      .default("mean"),
    tokenizer,
  })
  .describe("Features from word vectors.");

const terms = z
  .strictObject({
    kind: z.enum(["tfidf", "counts"]).meta({
      description: "How much a term of a text counts.",
      enumDescriptions: [
        "Terms weighted by how rare they are, rows scaled to length 1.",
        "How often each term occurs in the text.",
      ],
    }),
    ngrams: z
      .tuple([z.int().min(1).max(10), z.int().min(1).max(10)])
      .refine(([shortest, longest]) => shortest <= longest, {
        error: "the shortest length first, then the longest",
      })
      .default([1, 2])
      .describe("The shortest and the longest sequence of words that counts as a term."),
    minDocumentFrequency: z
      .int()
      .min(1)
      .max(1_000_000)
      .default(1)
      .describe("In how many training texts a term must occur to be kept."),
    tokenizer,
  })
  .describe("Features from the words of the text.");

const numeric = z
  .strictObject({
    kind: z.literal("numeric").describe("The numeric columns of the file."),
    scale: z
      .enum(["standard"])
      .meta({
        description: "How the columns are scaled.",
        enumDescriptions: ["To mean 0 and deviation 1 over the training examples."],
      })
      .default("standard"),
    missing: z
      .enum(["mean"])
      .meta({
        description: "What stands for a missing value.",
        enumDescriptions: ["The column's mean over the training examples, with one more input that marks the gap."],
      })
      .default("mean"),
  })
  .describe("Features from numeric columns.");

const features = z
  .discriminatedUnion("kind", [wordVectors, terms, numeric])
  .describe("What the model sees of an example; tfidf for texts and numeric for columns of numbers when left out.");

export const experimentSchema = z
  .strictObject({
    $schema: z.string().describe("The JSON schema of this file, for editors.").optional(),
    dataset,
    split: split.prefault({}),
    features: features.optional(),
    model: model.optional(),
    training: training.prefault({}),
  })
  .describe("What to train: only the dataset is required, everything else has a default.");

/** An experiment file after parsing, with the defaults that do not depend on other choices. */
export type ExperimentSpec = z.output<typeof experimentSchema>;
/** What may be written in an experiment file. */
export type ExperimentInput = z.input<typeof experimentSchema>;
export type FeatureSpec = NonNullable<ExperimentSpec["features"]>;
export type DatasetFileSpec = z.output<typeof datasetFile>;
