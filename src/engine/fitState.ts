import { invariant } from "../base/assert.ts";
import type { Network } from "./network.ts";

/** Numbers that training goes on from, such as a weight matrix or an optimizer's running mean. */
export interface StateArray {
  readonly name: string;
  readonly values: Float32Array | Float64Array;
}

/** Single numbers that training goes on from, by name; they survive JSON bit for bit. */
export type StateNumbers = Readonly<Record<string, number>>;

/** One part of training as it stands between two steps: a few numbers and named arrays. */
export interface PartState {
  readonly numbers: StateNumbers;
  readonly arrays: readonly StateArray[];
}

/**
 * All that a fit needs to go on elsewhere as if it had never stopped, given the same network, examples and options: the
 * order of the rows and every random draw follow from the seed and the step.
 */
export interface FitState {
  /** Where it stands: how many steps are done and, of the epoch under way (from 1), how many rows. */
  readonly at: {
    readonly step: number;
    readonly epoch: number;
    readonly rows: number;
  };
  /** By name of the part: `network`, `descent`, `epoch`, `schedule`. */
  readonly parts: Readonly<Record<string, PartState>>;
}

/** The part of a state under its name. */
export function partOf(state: FitState, name: string): PartState {
  const part = state.parts[name];
  invariant(part !== undefined, `the state of the fit has no ${name}`);
  return part;
}

/** The number under its name. */
export function numberOf({ numbers }: PartState, name: string): number {
  const number = numbers[name];
  invariant(number !== undefined, `the state of the fit has no number ${name}`);
  return number;
}

/** The array under its name, of that many values. */
export function arrayOf({ arrays }: PartState, name: string, length: number): Float32Array | Float64Array {
  const found = arrays.find((array) => array.name === name);
  invariant(found?.values.length === length, `the state of the fit has no ${String(length)} values of ${name}`);
  return found.values;
}

/** The numbers that the network's layers hold: as they are stored, with the penalties that are pending beside them. */
export function networkState(network: Network): PartState {
  const numbers: Record<string, number> = {};
  const arrays: StateArray[] = [];
  for (const layer of network.layers) {
    for (const parameter of [...layer.parameters(), ...layer.statistics()]) {
      arrays.push({ name: parameter.name, values: parameter.value.copy() });
      const pending = layer.pendingScale(parameter);
      if (pending !== 1) numbers[parameter.name] = pending;
    }
  }
  return { numbers, arrays };
}

/** Puts a network of the same graph where `networkState` saw it. */
export function restoreNetwork(network: Network, state: PartState): void {
  for (const layer of network.layers) {
    layer.reset();
    for (const parameter of [...layer.parameters(), ...layer.statistics()]) {
      const { value, name } = parameter;
      value.load(arrayOf(state, name, value.rows * value.columns));
      const pending = state.numbers[name];
      if (pending !== undefined) layer.resumeScale?.(parameter, pending);
    }
  }
}
