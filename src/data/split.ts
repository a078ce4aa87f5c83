import { UserError } from "../base/errors.ts";
import type { Work } from "../base/work.ts";
import { excerpt, listed } from "./phrases.ts";
import { keyedOrder } from "./splitOrder.ts";
import { type ExampleTable, type SplitName, type SplitOptions, type Splits, splitNames } from "./table.ts";

/** Share of the given training file that becomes validation when no validation file is given. */
const carvedValidation = 0.1;

/**
 * Splits examples as DEFINITIONS fixes it: ordered per class by a keyed hash of their content, sizes by the
 * largest-remainder rule, groups whole; the order of rows does not matter. Given files keep their roles. With a
 * `trainShare` only the first of each class's training examples are used; the other splits stay as they are.
 * UserError: a class with a single example or none for training, fractions that do not sum to 1.
 */
export function* splitTable(table: ExampleTable, options: SplitOptions): Work<Splits> {
  const { given, pool, fractions } = plan(table, options);
  const assigned = new Int8Array(table.size).fill(-1);
  for (const [id, split] of given) assigned[id] = split;
  if (fractions.some((fraction, split) => split > 0 && fraction > 0) || given.length > 0) refuseSingles(table);
  for (const units of yield* keyedOrder(table, pool, options)) {
    const sizes = largestRemainder(units.length, fractions);
    let split = 0;
    let left = sizes[0] ?? 0;
    // The first of the order, so that a smaller share is part of a larger one.
    let used = Math.max(1, Math.round(left * (options.trainShare ?? 1)));
    for (const ids of units) {
      while (left === 0 && split < splitNames.length - 1) left = sizes[++split] ?? 0;
      if (split > 0 || used-- > 0) for (const id of ids) assigned[id] = split;
      left--;
    }
  }
  const idsOf = (split: number): Uint32Array =>
    Uint32Array.from(Array.from(assigned.keys()).filter((id) => assigned[id] === split));
  const train = idsOf(0);
  refuseUntrained(table, train);
  const validation = idsOf(1);
  const test = idsOf(2);
  return {
    train,
    ...(validation.length === 0 ? {} : { validation }),
    ...(test.length === 0 ? {} : { test }),
  };
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
  const roleOf = (id: number): SplitName | "all" => table.files[table.fileOf[id] ?? 0]?.role ?? "all";
  const isGiven = table.files.some(({ role }) => role !== "all");
  const given: (readonly [number, number])[] = [];
  const pool: number[] = [];
  for (let id = 0; id < table.size; id++) {
    const role = roleOf(id);
    if (role === "validation" || role === "test") given.push([id, splitNames.indexOf(role)]);
    else pool.push(id);
  }
  if (!isGiven) return { given, pool, fractions };
  const carve = options.validation > 0 && !table.files.some(({ role }) => role === "validation");
  return { given, pool, fractions: carve ? [1 - carvedValidation, carvedValidation, 0] : [1, 0, 0] };
}

/** Whole sizes that sum to `count`: the floors of the quotas, what is left to the largest remainders, ties in order. */
function largestRemainder(count: number, fractions: readonly number[]): readonly number[] {
  // Quotas are rounded so that 0.1 · 30 counts as 3 and equal remainders are equal.
  const quotas = fractions.map((fraction) => Math.round(fraction * count * 1e9) / 1e9);
  const sizes = quotas.map((quota) => Math.floor(quota));
  const remainder = (split: number): number =>
    Math.round(((quotas[split] ?? 0) - Math.floor(quotas[split] ?? 0)) * 1e9);
  const order = [...sizes.keys()].sort((a, b) => remainder(b) - remainder(a) || a - b);
  let left = count - sizes.reduce((sum, size) => sum + size, 0);
  for (const split of order) {
    if (left <= 0) break;
    if ((fractions[split] ?? 0) === 0) continue;
    sizes[split] = (sizes[split] ?? 0) + 1;
    left--;
  }
  return sizes;
}

function refuseSingles(table: ExampleTable): void {
  const counts = countClasses(table, table.labels.keys());
  const single = counts.indexOf(1);
  if (single < 0) return;
  const at = table.labels.indexOf(single);
  throw new UserError(
    `The class "${excerpt(table.classes[single] ?? "")}" has a single example, which cannot be in both training and evaluation.`,
    "Add examples of this class, or remove this one.",
    { file: table.files[table.fileOf[at] ?? 0]?.path ?? "", line: table.lineOf[at] ?? 0 },
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
