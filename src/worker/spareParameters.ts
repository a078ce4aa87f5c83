import type { Classifier, NamedArray } from "../models/classifier.ts";

type Parameters = readonly NamedArray[];

/**
 * Copies of a model's parameters, written over those that nothing looks at any more: fresh ones for every epoch of a large
 * model had the garbage collector at work four times as often.
 */
export class SpareParameters {
  #spare: Parameters | undefined;
  readonly #lent = new WeakSet<Parameters>();

  /** The parameters as they are now; no longer spare. */
  copy(classifier: Pick<Classifier, "parameters">): Parameters {
    const parameters = classifier.parameters(this.#spare);
    this.#spare = undefined;
    return parameters;
  }

  /** These are read beside training for who knows how long, and are never spare again. */
  lend(parameters: Parameters): void {
    this.#lent.add(parameters);
  }

  /** Of the copies that were made, those `held` are still looked at; one of the others becomes spare. */
  release(copies: readonly (Parameters | null | undefined)[], held: readonly (Parameters | null | undefined)[]): void {
    this.#spare = copies.find((each) => each != null && !held.includes(each) && !this.#lent.has(each)) ?? undefined;
  }
}
