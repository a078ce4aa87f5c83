import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { range } from "../../experiment/sweep/spaces.ts";
import { readValues, writeValues } from "../../../../src/ui/sweep/sweepValues.ts";

describe("values as a person types them", () => {
  test.each([
    ["0.001, 0.01,0.1", [0.001, 0.01, 0.1]],
    ["relu, tanh", ["relu", "tanh"]],
    ["true, null, 1e-4", [true, null, 0.0001]],
    [
      "[1, 1], [1, 2]",
      [
        [1, 1],
        [1, 2],
      ],
    ],
    ['"a, b", c', ["a, b", "c"]],
    ["0.001 to 1, log", { from: 0.001, to: 1, scale: "log", integer: false }],
    ["8 … 128 log whole", { from: 8, to: 128, scale: "log", integer: true }],
    ["-1..1", { from: -1, to: 1, scale: "linear", integer: false }],
  ])("%s", (typed, values) => {
    expect(readValues(typed)).toEqual({ values });
  });

  test.each(["", " , ", "1 to 1", "2 to 1", "0 to 1, log", "1 to 2, cubic", "0.5 to 2, whole"])(
    "“%s” is refused in words",
    (typed) => {
      expect(readValues(typed)).toEqual({ problem: expect.stringMatching(/\.$/) as string });
    },
  );

  test("are read back as they are written", () => {
    const value = fc.oneof(fc.integer(), fc.string({ minLength: 1 }), fc.boolean(), fc.array(fc.integer()));
    fc.assert(
      fc.property(fc.array(value, { minLength: 1, maxLength: 4 }), (values) => {
        expect(readValues(writeValues(values))).toEqual({ values });
      }),
    );
    fc.assert(
      fc.property(range, ({ from, to, scale, integer }) => {
        const values = { from, to, scale, integer };
        expect(readValues(writeValues(values))).toEqual({ values });
      }),
    );
  });
});
