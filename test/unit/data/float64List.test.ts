import fc from "fast-check";
import { expect, it } from "vitest";
import { Float64List } from "../../../src/data/float64List.ts";

it("a list of numbers gives what was pushed, in order and once, however many there are", () => {
  const length = fc.oneof(fc.nat(200), fc.constantFrom(63, 64, 65, 8128, 16_320, 16_321, 30_000));
  fc.assert(
    fc.property(length, (count) => {
      const values = Float64Array.from({ length: count }, (_, at) => (at % 7 === 3 ? NaN : at / 3));
      const list = new Float64List();
      for (const value of values) list.push(value);
      expect(list.take()).toEqual(values);
      expect(list.take()).toHaveLength(0);
      list.push(-0);
      expect(Object.is(list.take()[0], -0)).toBe(true);
    }),
    { numRuns: 60 },
  );
});
