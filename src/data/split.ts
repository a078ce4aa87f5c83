import { type ErrorPlace, UserError } from "../base/errors.ts";
import type { Work } from "../base/work.ts";
import { assignFolds, type InnerTenth, innerSplit } from "./folds.ts";
import { largestRemainder } from "./largestRemainder.ts";
import { excerpt, listed } from "./phrases.ts";
import { givenSplit } from "./splitColumn.ts";
import { keyedOrder, type Unit } from "./splitOrder.ts";
import { type ExampleTable, type SplitOptions, type Splits, splitNames } from "./table.ts";

/** Share of the given training file that becomes validation when no validation file is given. */
const carvedValidation = 0.1;

/**
 * Splits examples as DEFINITIONS fixes it: ordered per class by a keyed hash of their content, sizes by the
 * largest-remainder rule, groups whole; the order of rows does not matter. Given files keep their roles, rows that name their split stay in it. With a
 * `trainShare` only the first of each class's training examples are used; the other splits stay as they are.
 * With folds each example that is not for test is validated in exactly one of them (folds.ts).
 * UserError: a class with a single example or none for training, fractions that do not sum to 1, too few for the folds.
 */
export function* splitTable(table: ExampleTable, options: SplitOptions & InnerTenth): Work<Splits> {
  const { given, pool, fractions } = plan(table, options);
  const assigned = new Int8Array(table.size).fill(-1);
  for (const [id, split] of given) assigned[id] = split;
  if (fractions.some((fraction, split) => split > 0 && fraction > 0) || given.length > 0) refuseSingles(table);
  const strata = yield* keyedOrder(table, pool, options);
  if (options.folds !== undefined) assignFolds(table, { strata, assigned, testShare: fractions[2] ?? 0 }, options);
  else assignShares(strata, assigned, fractions, options.trainShare ?? 1);
  const idsOf = (split: number): Uint32Array =>
    Uint32Array.from(Array.from(assigned.keys()).filter((id) => assigned[id] === split));
  const train = idsOf(0);
  refuseUntrained(table, train);
  const parts = { validation: idsOf(1), test: idsOf(2), inner: idsOf(innerSplit) };
  return { train, ...Object.fromEntries(Object.entries(parts).filter(([, ids]) => ids.length > 0)) };
}

/** Strata of units in their order; the first units of each go to train, the next to validation, the last to test. */
function assignShares(
  strata: readonly (readonly Unit[])[],
  assigned: Int8Array,
  fractions: readonly number[],
  trainShare: number,
): void {
  for (const units of strata) {
    const sizes = largestRemainder(units.length, fractions);
    let split = 0;
    let left = sizes[0] ?? 0;
    // The first of the order, so that a smaller share is part of a larger one.
    let used = Math.max(1, Math.round(left * trainShare));
    for (const ids of units) {
      while (left === 0 && split < splitNames.length - 1) left = sizes[++split] ?? 0;
      if (split > 0 || used-- > 0) for (const id of ids) assigned[id] = split;
      left--;
    }
  }
}

interface SplitPlan {
  /** [example id, index into splitNames] of examples whose split is given. */
  readonly given: readonly (readonly [number, number])[];
  /** Examples to be split by `fractions` (train, validation, test). */
  readonly pool: readonly number[];
  readonly fractions: readonly number[];
}

function plan(table: ExampleTable, options: SplitOptions): SplitPlan {
  const fractions = [options.train, options.validation, options.test];
  const total = fractions.reduce((sum, fraction) => sum + fraction, 0);
  if (fractions.some((fraction) => !(fraction >= 0)) || Math.abs(total - 1) > 1e-9)
    throw new UserError(
      `The fractions of the split sum to ${String(total)}.`,
      "Give train, validation and test fractions that sum to 1.",
      { field: "split" },
    );
  const isGiven = table.givenSplits !== undefined || table.files.some(({ role }) => role !== "all");
  const given: (readonly [number, number])[] = [];
  const pool: number[] = [];
  for (let id = 0; id < table.size; id++) {
    const role = givenSplit(table, id);
    if (role === "validation" || role === "test") given.push([id, splitNames.indexOf(role)]);
    else pool.push(id);
  }
  if (!isGiven) return { given, pool, fractions };
  const hasValidation = given.some(([, split]) => split === splitNames.indexOf("validation"));
  if (hasValidation && options.folds !== undefined)
    throw new UserError(
      `The column "${excerpt(options.splitColumn ?? "")}" names validation rows, so there are no folds to validate.`,
      "Leave out split.folds, or mark these rows with train.",
      { field: "split.folds" },
    );
  const carve = options.validation > 0 && !hasValidation;
  return { given, pool, fractions: carve ? [1 - carvedValidation, carvedValidation, 0] : [1, 0, 0] };
}

function refuseSingles(table: ExampleTable): void {
  const counts = countClasses(table, table.labels.keys());
  const single = counts.indexOf(1);
  if (single < 0) return;
  const at = table.labels.indexOf(single);
  throw singleExample(table.classes[single] ?? "", {
    file: table.files[table.fileOf[at] ?? 0]?.path ?? "",
    line: table.lineOf[at] ?? 0,
  });
}

/** Refuses a class that cannot be both learned and tested. */
export function singleExample(label: string, place: ErrorPlace): UserError {
  return new UserError(
    `The class "${excerpt(label)}" has a single example, which cannot be in both training and evaluation.`,
    "Add examples of this class, or remove this one.",
    place,
  );
}

function refuseUntrained(table: ExampleTable, train: Uint32Array): void {
  const counts = countClasses(table, train);
  const missing = table.classes.filter((_, id) => counts[id] === 0);
  if (missing.length === 0) return;
  throw new UserError(
    `The split leaves no training example of ${missing.length > 1 ? "the classes" : "the class"} ${listed(missing)}.`,
    "Give training a larger fraction, or add examples of each class (in other groups, where the split keeps groups together).",
    { file: table.files[0]?.path ?? "" },
  );
}

/** Examples per class id. */
export function countClasses(table: ExampleTable, ids: Iterable<number>): number[] {
  const counts = table.classes.map(() => 0);
  for (const id of ids) {
    const label = table.labels[id] ?? 0;
    counts[label] = (counts[label] ?? 0) + 1;
  }
  return counts;
}
