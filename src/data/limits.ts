import { UserError } from "../base/errors.ts";

/** Most examples that are held in memory to be trained on. */
export const mostExamples = 10_000_000;
/** Most numbers of sparse features that are held in memory. */
export const mostSparseNumbers = 200_000_000;

export function tooManyExamples(path: string, line: number): UserError {
  return new UserError("The dataset has more than 10 million examples.", "Cut it to the part to train on.", {
    file: path,
    line,
  });
}
