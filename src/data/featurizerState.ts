import { UserError } from "../base/errors.ts";
import type { FeaturizerState } from "./featurizer.ts";

/** Reads a stored featurizer's parts with their types checked: run folders may come from anywhere. UserError when damaged. */
export class StateReader {
  readonly #state: FeaturizerState;
  readonly #json: ReadonlyMap<string, unknown>;

  constructor(state: FeaturizerState) {
    this.#state = state;
    this.#json = new Map(typeof state.json === "object" && state.json !== null ? Object.entries(state.json) : []);
  }

  /** A whole number of at least 1. */
  count(name: string): number {
    const value = this.#json.get(name);
    if (typeof value !== "number" || !Number.isSafeInteger(value) || value < 1) throw damaged(name);
    return value;
  }

  /** A list of whatever its reader makes of it. */
  items(name: string): readonly unknown[] {
    const value = this.#json.get(name);
    if (!Array.isArray(value)) throw damaged(name);
    return value;
  }

  strings(name: string): readonly string[] {
    return this.items(name).map((item) => {
      if (typeof item !== "string") throw damaged(name);
      return item;
    });
  }

  flag(name: string): boolean {
    const value = this.#json.get(name);
    if (typeof value !== "boolean") throw damaged(name);
    return value;
  }

  string(name: string): string {
    const value = this.#json.get(name);
    if (typeof value !== "string") throw damaged(name);
    return value;
  }

  integers(name: string): Uint32Array {
    const array = this.#state.arrays.get(name);
    if (!(array instanceof Uint32Array)) throw damaged(name);
    return array;
  }

  floats64(name: string, length: number): Float64Array {
    const array = this.#state.arrays.get(name);
    if (!(array instanceof Float64Array) || array.length !== length) throw damaged(name);
    return array;
  }

  floats32(name: string, length: number): Float32Array {
    const array = this.#state.arrays.get(name);
    if (!(array instanceof Float32Array) || array.length !== length) throw damaged(name);
    return array;
  }
}

function damaged(field: string): UserError {
  return new UserError("The stored features are damaged.", "Train the experiment again.", { field });
}
