import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { NamedArray } from "../../../src/models/classifier.ts";
import { SpareParameters } from "../../../src/worker/spareParameters.ts";

/** A model of one number, which copies it as the networks do. */
class Counter {
  value = 0;
  fresh = 0;

  parameters(over?: readonly NamedArray[]): readonly NamedArray[] {
    const values = over?.[0]?.values ?? new Float32Array(1);
    if (over === undefined) this.fresh++;
    values[0] = this.value;
    return [{ name: "w", shape: [1], values }];
  }
}

const numberIn = (parameters: readonly NamedArray[] | null): number => parameters?.[0]?.values[0] ?? NaN;

describe("spare parameters", () => {
  it("are never those that are kept, those of the epoch before, or those that a checkpoint took", () => {
    const epochs = fc.array(fc.record({ isBetter: fc.boolean(), isWhole: fc.boolean(), isTaken: fc.boolean() }));
    fc.assert(
      fc.property(epochs, (all) => {
        const [model, spare] = [new Counter(), new SpareParameters()];
        let before: readonly NamedArray[] | null = null;
        let kept: readonly NamedArray[] | null = null;
        let [beforeIs, keptIs] = [NaN, NaN];
        const taken: (readonly [readonly NamedArray[], number])[] = [];
        for (const { isBetter, isWhole, isTaken } of all) {
          model.value++;
          const parameters = spare.copy(model);
          const copies = [before, kept, parameters];
          if (isWhole) [before, beforeIs] = [parameters, model.value];
          if (isBetter) [kept, keptIs] = [parameters, model.value];
          spare.release(copies, [before, kept]);
          if (isTaken && kept !== null) {
            spare.lend(kept);
            taken.push([kept, keptIs]);
          }
          expect([numberIn(before), numberIn(kept)]).toEqual([beforeIs, keptIs]);
          for (const [copy, value] of taken) expect(numberIn(copy)).toBe(value);
        }
        // At most three at a time, and one more for every one that was lent.
        expect(model.fresh).toBeLessThanOrEqual(3 + taken.length);
      }),
    );
  });
});
