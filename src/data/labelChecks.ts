import { UserError } from "../base/errors.ts";
import { parseNumber } from "./cells.ts";
import { excerpt, listed } from "./phrases.ts";

/** Most classes that a dataset may have. */
export const mostClasses = 1000;

/**
 * Whether these label values, each with its count, are measurements rather than classes: all numbers, with more than ten
 * different ones that have decimals, or more than twenty that hardly repeat.
 */
export function isContinuous(values: Iterable<readonly [string, number]>): boolean {
  const numbers = new Set<number>();
  let rows = 0;
  for (const [value, count] of values) {
    const number = parseNumber(value);
    if (number === undefined) return false;
    if (Number.isNaN(number)) continue;
    numbers.add(number);
    rows += count;
  }
  if (numbers.size <= 10) return false;
  const fractions = [...numbers].some((number) => !Number.isInteger(number));
  return fractions || (numbers.size > 20 && numbers.size > rows / 2);
}

/**
 * The character that separates several labels in one cell, when the distinct values show that pattern: lists whose
 * parts come back alone or in other lists. A comma counts only when a part also stands alone ("Paris, France" is one label).
 */
export function labelSeparator(distinct: readonly string[]): string | undefined {
  if (distinct.some((value) => /__label__\S*\s.*__label__/.test(value))) return "__label__";
  if (distinct.length > 0 && distinct.every((value) => /^\[.*\]$/.test(value)) && distinct.some((v) => v.includes(",")))
    return ",";
  const alone = new Set(distinct);
  for (const separator of [";", "|", ","]) {
    const lists = distinct.filter((value) => value.includes(separator));
    if (lists.length === 0) continue;
    const uses = new Map<string, number>();
    for (const list of lists)
      for (const part of new Set(list.split(separator).map((piece) => piece.trim())))
        if (part !== "") uses.set(part, (uses.get(part) ?? 0) + 1);
    const parts = [...uses.keys()];
    const standsAlone = parts.some((part) => alone.has(part));
    const comesBack = parts.some((part) => (uses.get(part) ?? 0) > 1);
    if (standsAlone || (comesBack && separator !== ",")) return separator;
  }
  return undefined;
}

/** Refuses a target that is measured, not chosen. */
export function numericTarget(file: string, column: string, example: string): UserError {
  return new UserError(
    `The label column holds measurements (such as ${excerpt(example)}), not classes.`,
    "Benchtop trains classifiers: choose a column with few different values, or turn the numbers into classes.",
    { file, field: column },
  );
}

/** Refuses cells with more than one label. */
export function severalLabels(file: string, column: string, example: string): UserError {
  return new UserError(
    `Some examples have several labels (such as "${excerpt(example)}").`,
    "Keep one label per example.",
    { file, field: column },
  );
}

export function tooManyClasses(file: string, column: string): UserError {
  return new UserError(
    `The label column has more than 1,000 different values.`,
    "Choose the column that holds the classes.",
    { file, field: column },
  );
}

/** Names the column that was asked for and those that there are. */
export function noSuchColumn(file: string, role: string, name: string, columns: readonly string[]): UserError {
  return new UserError(
    `There is no column "${excerpt(name)}" for the ${role}.`,
    `The columns are ${listed(columns)}.`,
    { file, field: name },
  );
}
