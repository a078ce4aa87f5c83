import type { ExperimentInput, ExperimentSpec } from "./spec.ts";

/** Folds where nobody says how many: a fifth is held out at a time. */
export const usualFolds = 5;

/** What to write as `split` of an experiment so that all of some folds are trained: shares that folds decide are left out, the rest stays. */
export function foldedSplit(
  { test, stratify, seed, groupColumn, splitColumn, trainShare }: ExperimentSpec["split"],
  folds: number,
): NonNullable<ExperimentInput["split"]> {
  return {
    ...(test !== undefined && { test }),
    ...(!stratify && { stratify }),
    ...(seed !== 1 && { seed }),
    ...(groupColumn !== undefined && { groupColumn }),
    ...(splitColumn !== undefined && { splitColumn }),
    ...(trainShare !== undefined && { trainShare }),
    folds,
  };
}
