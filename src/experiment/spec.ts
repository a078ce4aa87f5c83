import * as z from "zod";
import { columnName, layoutKeys } from "./specDataset.ts";
import { featuresSchema } from "./specFeatures.ts";
import { filePath, mostFolds, seed } from "./specKeys.ts";
import { model } from "./specModel.ts";
import { refineSweep, sweepSchema } from "./specSweep.ts";
import { training } from "./specTraining.ts";

/**
 * The experiment file as one schema: the source of its types, defaults, messages, JSON schema and hover texts.
 * A default that depends on other choices is written in resolve.ts and only told here, in the key's sentence.
 */

const datasetFile = z
  .strictObject({
    path: filePath("The labelled file or folder, relative to the folder of this experiment file."),
    ...layoutKeys,
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
    trainShare: z
      .number()
      .gt(0)
      .max(1)
      .describe(
        "The share of the training examples that is trained on, the other splits left as they are: would more labels help? All when left out.",
      )
      .optional(),
    groupColumn: columnName("A column whose equal values stay together in one split, such as an author.").optional(),
    splitColumn: columnName(
      "A column whose values say of each row whether it is for train, validation (valid, val, dev) or test. Without validation rows a tenth of the train rows becomes validation.",
    ).optional(),
    folds: z
      .int()
      .min(2)
      .max(mostFolds)
      .describe(
        "Cuts what is not for test into so many folds, each held out for validation in one run and trained on in the others; Sweep trains them all.",
      )
      .optional(),
    fold: z
      .int()
      .min(1)
      .max(mostFolds)
      .describe("Which of the folds is held out for validation, from 1; a sweep trains all of them when left out.")
      .optional(),
  })
  .superRefine(({ folds, fold }, context) => {
    const refuse = (key: string, message: string): void => {
      context.addIssue({ code: "custom", path: [key], message });
    };
    if (fold !== undefined && folds === undefined) refuse("fold", "left out, or beside it folds: how many there are");
    if (fold !== undefined && folds !== undefined && fold > folds) refuse("fold", `at most folds, ${String(folds)}`);
  })
  .describe("How the examples are cut into train, validation and test; the three shares sum to 1.");

export const experimentSchema = z
  .strictObject({
    $schema: z.string().describe("The JSON schema of this file, for editors.").optional(),
    dataset,
    split: split.prefault({}),
    features: featuresSchema.optional(),
    model: model.optional(),
    training: training.prefault({}),
    sweep: sweepSchema.optional(),
  })
  .superRefine(refineSweep)
  .describe("What to train: only the dataset is required, everything else has a default.");

/** An experiment file after parsing, with the defaults that do not depend on other choices. */
export type ExperimentSpec = z.output<typeof experimentSchema>;
/** What may be written in an experiment file. */
export type ExperimentInput = z.input<typeof experimentSchema>;
export type FeatureSpec = NonNullable<ExperimentSpec["features"]>;
export type DatasetFileSpec = z.output<typeof datasetFile>;
