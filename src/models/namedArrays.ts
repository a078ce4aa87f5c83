import { invariant } from "../base/assert.ts";
import type { NamedArray } from "./classifier.ts";

/** The same arrays with values of their own. */
export function copyArrays(arrays: readonly NamedArray[]): readonly NamedArray[] {
  return arrays.map((array) => ({ ...array, values: array.values.slice() }));
}

/** Overwrites the values of `into`; names and lengths must be the same, in the same order. */
export function loadArrays(into: readonly NamedArray[], from: readonly NamedArray[]): void {
  invariant(from.length === into.length, `${String(from.length)} parameters to load`);
  into.forEach(({ name, values }, index) => {
    const array = from[index];
    invariant(
      array?.name === name && array.values.length === values.length,
      `parameter ${String(index)} is not ${name}`,
    );
    values.set(array.values);
  });
}
