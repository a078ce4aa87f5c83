import { UserError } from "../base/errors.ts";
import type { FileLayout } from "../data/layout.ts";
import type { SplitOptions } from "../data/table.ts";
import type { ExperimentSpec } from "./spec.ts";

type Fractions = Pick<SplitOptions, "train" | "validation" | "test">;

/** The shares of the three splits, which sum to 1; choices that contradict the data or each other are UserErrors naming the key. */
export function splitShares(spec: ExperimentSpec, splitColumn?: string): Fractions {
  const isGiven = hasFiles(spec) || splitColumn !== undefined;
  if (spec.split.folds !== undefined) return foldShares(spec, spec.split.folds, isGiven);
  return isGiven ? givenFractions(spec) : splitFractions(spec.split);
}

/**
 * The column that names each row's split: as written, else the one that the data shows, unless the experiment says how
 * to split. UserError: beside files of each split.
 */
export function splitColumnOf(spec: ExperimentSpec, layout: Pick<FileLayout, "splitColumn">): string | undefined {
  const { splitColumn, groupColumn, train, validation, test, folds } = spec.split;
  if (hasFiles(spec)) {
    if (splitColumn === undefined) return undefined;
    throw new UserError(
      "The dataset names its files of each split, so no column can.",
      "Leave it out, or give a single dataset file.",
      { field: "split.splitColumn" },
    );
  }
  if (splitColumn !== undefined) return splitColumn;
  const isSaid = [groupColumn, train, validation, test, folds].some((key) => key !== undefined);
  return isSaid ? undefined : layout.splitColumn;
}

function hasFiles({ dataset }: ExperimentSpec): boolean {
  return typeof dataset === "object" && "train" in dataset;
}

/** Test has the share that is written, none when left out; of the rest one fold of several is validation. */
function foldShares({ split, dataset }: ExperimentSpec, folds: number, given: boolean): Fractions {
  const { fold, train, validation, test = 0 } = split;
  if (fold === undefined)
    throw new UserError(
      `There are ${String(folds)} folds, and one run can hold out one of them.`,
      `Train them all with Sweep (benchtop sweep), or say which one: "fold": 1 to ${String(folds)}.`,
      { field: "split.folds" },
    );
  for (const [name, written] of Object.entries({ train, validation }))
    if (written !== undefined)
      throw new UserError(
        `${String(written)} cannot be used: the folds decide how much is for training and for validation.`,
        "Leave it out, or leave out split.folds.",
        { field: `split.${name}` },
      );
  if (hasValidationFile(dataset))
    throw new UserError(
      "The dataset names its validation file, so there are no folds to validate.",
      "Leave out split.folds, or the validation file.",
      { field: "split.folds" },
    );
  if (given && test !== 0)
    throw new UserError(
      `${String(test)} cannot be used: test examples come from their own file or are named by a column.`,
      "Leave it out; the folds are of what is for training.",
      { field: "split.test" },
    );
  if (test >= 1)
    throw new UserError("No examples are left for the folds.", "Give test a share below 1.", { field: "split.test" });
  const held = rounded((1 - test) / folds);
  return { train: rounded(1 - test - held), validation: held, test };
}

function hasValidationFile(dataset: ExperimentSpec["dataset"]): boolean {
  return typeof dataset === "object" && "train" in dataset && dataset.validation !== undefined;
}

/** For a file that is split: what is written counts, what is left out shares the rest. */
function splitFractions(written: ExperimentSpec["split"]): Fractions {
  const { train } = written;
  let { validation, test } = written;
  if (train === undefined) {
    validation ??= 0.1;
    test ??= 0.1;
    return checkedFractions({ train: rounded(1 - validation - test), validation, test });
  }
  const rest = 1 - train - (validation ?? 0) - (test ?? 0);
  const share = rounded(validation === undefined && test === undefined ? rest / 2 : rest);
  validation ??= share;
  test ??= share;
  return checkedFractions({ train, validation, test });
}

/** What is set aside of a given training file when no validation file is given (DEFINITIONS: splits). */
const carvedValidation = 0.1;

/** For given files: validation is carved from train unless it has a file of its own; test only comes from a file. */
function givenFractions({ split, dataset }: ExperimentSpec): Fractions {
  const hasValidation = hasValidationFile(dataset);
  const carved = split.validation ?? (hasValidation ? 0 : carvedValidation);
  const allowed = hasValidation ? [0] : [0, carvedValidation];
  const fractions = { train: rounded(1 - carved), validation: carved, test: 0 };
  for (const name of ["validation", "train", "test"] as const) {
    const written = split[name];
    if (written === undefined || (name === "validation" ? allowed.includes(written) : written === fractions[name]))
      continue;
    throw new UserError(
      `${String(written)} cannot be used: the dataset names its files of each split, or a column names each row's.`,
      hasValidation
        ? "Take the key away, or give a single dataset file to split."
        : "A tenth of what is for training becomes validation; write 0 for none, or give validation examples.",
      { field: `split.${name}` },
    );
  }
  return fractions;
}

function checkedFractions(fractions: Fractions): Fractions {
  const { train, validation, test } = fractions;
  const sum = train + validation + test;
  const text = `train ${String(train)}, validation ${String(validation)}, test ${String(test)}`;
  if (train < 0 || validation < 0 || test < 0 || !(Math.abs(sum - 1) <= 1e-9))
    throw new UserError(
      `The shares sum to more or less than 1: ${text}.`,
      "Make them sum to 1; 0 means no such split.",
      {
        field: "split",
      },
    );
  if (!(train > 0))
    throw new UserError("No examples are left to train on.", "Give train a share above 0.", { field: "split.train" });
  return fractions;
}

/** Takes away the dust of binary fractions: 1 − 0.8 is meant to be 0.2, and −0 to be 0. */
function rounded(fraction: number): number {
  return Math.round(fraction * 1e12) / 1e12 + 0;
}
