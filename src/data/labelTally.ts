import { UserError } from "../base/errors.ts";
import {
  isContinuous,
  labelSeparator,
  mostClasses,
  numericTarget,
  severalLabels,
  tooManyClasses,
} from "./labelChecks.ts";
import { excerpt } from "./phrases.ts";

/** Numbers the labels of a dataset in the order in which they first come, and counts them. */
export class LabelTally {
  readonly #column: string;
  readonly #ids = new Map<string, number>();
  readonly #counts: number[] = [];

  constructor(column: string) {
    this.#column = column;
  }

  /** Counts a label and gives its number. UserError: a class beyond the thousandth. */
  add(label: string, path: string): number {
    let id = this.#ids.get(label);
    if (id === undefined) {
      id = this.#ids.size;
      if (id >= mostClasses) throw tooManyClasses(path, this.#column);
      this.#ids.set(detached(label), id);
      this.#counts.push(0);
    }
    this.#counts[id] = (this.#counts[id] ?? 0) + 1;
    return id;
  }

  /** Class names in UTF-16 order, and for each number of `add` its place among them. UserError: no classes to tell apart. */
  finish(path: string): {
    readonly classes: readonly string[];
    readonly finalId: Int32Array;
    readonly counts: readonly number[];
  } {
    const classes = [...this.#ids.keys()].sort();
    this.#check(path, classes);
    const order = new Map(classes.map((name, id) => [name, id]));
    const finalId = Int32Array.from(this.#ids.keys(), (name) => order.get(name) ?? 0);
    return { classes, finalId, counts: classes.map((name) => this.#counts[this.#ids.get(name) ?? 0] ?? 0) };
  }

  #check(path: string, classes: readonly string[]): void {
    const field = this.#column;
    const [first] = classes;
    if (first !== undefined && classes.length === 1)
      throw new UserError(
        `All examples have the same label, "${excerpt(first)}".`,
        "A classifier needs at least two classes: check that this is the label column.",
        { file: path, field },
      );
    const separator = labelSeparator(classes);
    if (separator !== undefined)
      throw severalLabels(path, field, classes.find((name) => name.includes(separator)) ?? "");
    const counts = new Map([...this.#ids].map(([name, id]) => [name, this.#counts[id] ?? 0]));
    if (isContinuous(counts)) throw numericTarget(path, field, first ?? "");
  }
}

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/** A copy that does not keep the piece of the file alive that the value was cut from. */
export function detached(value: string): string {
  return decoder.decode(encoder.encode(value));
}
