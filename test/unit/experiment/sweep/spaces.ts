import fc from "fast-check";
import type { Choice, Dimension, Range } from "../../../../src/experiment/sweep/space.ts";

const path = fc.stringMatching(/^[a-z]{1,5}(\.[a-z]{1,5}){0,2}$/);

export const choice: fc.Arbitrary<Choice> = fc.record({
  kind: fc.constant("choice"),
  path,
  values: fc.array(fc.oneof(fc.integer(), fc.string(), fc.boolean()), { minLength: 1, maxLength: 4 }),
});

const positive = fc.double({ min: 1e-9, max: 1e6, noNaN: true });
const whole = fc.integer({ min: 1, max: 100_000 });

export const range: fc.Arbitrary<Range> = fc
  .record({
    path,
    scale: fc.constantFrom("linear", "log"),
    ends: fc.oneof(
      fc.tuple(positive, positive).map((ends) => ({ integer: false, ends })),
      fc.tuple(whole, whole).map((ends) => ({ integer: true, ends })),
    ),
  })
  .map(({ path: at, scale, ends: { integer, ends } }) => {
    const [from, to] = ends[0] < ends[1] ? ends : [ends[1], ends[0]];
    return { kind: "range", path: at, from, to: to > from ? to : from + 1, scale, integer };
  });

export const space = (dimension: fc.Arbitrary<Dimension>): fc.Arbitrary<readonly Dimension[]> =>
  fc.uniqueArray(dimension, { minLength: 1, maxLength: 4, selector: ({ path: at }) => at });

export function isWithin(dimension: Dimension | undefined, value: unknown): boolean {
  if (dimension === undefined) return false;
  if (dimension.kind === "choice") return dimension.values.includes(value);
  const { from, to, integer } = dimension;
  return typeof value === "number" && value >= from && value <= to && (!integer || Number.isInteger(value));
}
