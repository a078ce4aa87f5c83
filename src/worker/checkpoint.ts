import { UserError } from "../base/errors.ts";
import type { FitState, PartState, StateArray } from "../engine/fitState.ts";
import type { RunSeconds } from "../experiment/record.ts";
import type { NamedArray } from "../models/classifier.ts";
import type { StoredCheckpoint, StoredTensor } from "./ports.ts";

/** What a run goes on from besides its recorded epochs and steps, from which all else that it remembers follows. */
export interface RunState {
  readonly fit: FitState;
  /** The parameters that would be kept if it ended now, and the epoch they are of. */
  readonly kept: { readonly epoch: number; readonly parameters: readonly NamedArray[] } | null;
  /** The parameters at the end of the last whole epoch. */
  readonly before: readonly NamedArray[] | null;
  readonly seconds: RunSeconds;
}

const format = "benchtop-checkpoint-1";

interface Description {
  readonly at: FitState["at"];
  /** Their numbers by name, as `textOf` writes them. */
  readonly parts: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly kept: number | null;
  /** Where the parameters of the last epoch are stored; null: nowhere. */
  readonly before: "kept" | "before" | null;
  readonly seconds: RunSeconds;
}

/** The state as tensors and text. Arrays are not copied. */
export function packCheckpoint(state: RunState): {
  readonly tensors: readonly StoredTensor[];
  readonly metadata: Readonly<Record<string, string>>;
} {
  const { fit, kept, before, seconds } = state;
  const isShared = before !== null && before === kept?.parameters;
  const description: Description = {
    at: fit.at,
    parts: Object.fromEntries(Object.entries(fit.parts).map(([name, { numbers }]) => [name, textsOf(numbers)])),
    kept: kept?.epoch ?? null,
    before: before === null ? null : isShared ? "kept" : "before",
    seconds,
  };
  const tensors = [
    ...Object.entries(fit.parts).flatMap(([part, { arrays }]) =>
      arrays.map(({ name, values }) => ({ name: `fit/${part}/${name}`, shape: [values.length], values })),
    ),
    ...under("kept", kept?.parameters ?? []),
    ...under("before", isShared ? [] : (before ?? [])),
  ];
  return { tensors, metadata: { format, state: JSON.stringify(description) } };
}

/** What `packCheckpoint` packed; a UserError where that is not what it is. */
export function unpackCheckpoint({ tensors, metadata }: Pick<StoredCheckpoint, "tensors" | "metadata">): RunState {
  if (metadata["format"] !== format)
    throw new UserError("The checkpoint is of another version of Benchtop.", "Train the experiment again.");
  const { at, parts, kept, before, seconds } = JSON.parse(metadata["state"] ?? "{}") as Description;
  const keptParameters = from("kept", tensors);
  return {
    fit: {
      at,
      parts: Object.fromEntries(
        Object.entries(parts).map(([name, texts]): [string, PartState] => [
          name,
          { numbers: numbersOf(texts), arrays: arraysOf(`fit/${name}/`, tensors) },
        ]),
      ),
    },
    kept: kept === null ? null : { epoch: kept, parameters: keptParameters },
    before: before === null ? null : before === "kept" ? keptParameters : from("before", tensors),
    seconds,
  };
}

function under(folder: string, arrays: readonly NamedArray[]): StoredTensor[] {
  return arrays.map(({ name, shape, values }) => ({ name: `${folder}/${name}`, shape, values }));
}

function from(folder: string, tensors: readonly StoredTensor[]): NamedArray[] {
  const start = `${folder}/`;
  return tensors.flatMap(({ name, shape, values }) =>
    name.startsWith(start) && values instanceof Float32Array ? [{ name: name.slice(start.length), shape, values }] : [],
  );
}

function arraysOf(start: string, tensors: readonly StoredTensor[]): StateArray[] {
  return tensors.flatMap(({ name, values }) =>
    name.startsWith(start) ? [{ name: name.slice(start.length), values }] : [],
  );
}

/** As text that comes back bit for bit: JSON has no infinities and no −0. */
function textsOf(numbers: Readonly<Record<string, number>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(numbers).map(([name, value]) => [name, Object.is(value, -0) ? "-0" : String(value)]),
  );
}

function numbersOf(texts: Readonly<Record<string, string>>): Record<string, number> {
  return Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, Number(text)]));
}
