import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseNumber } from "../../../src/data/cells.ts";

describe("the number in a cell", () => {
  it("is what Number() reads, to the bit, for decimals of any length", () => {
    const digits = fc.string({ unit: fc.constantFrom(...Array.from("0123456789")), maxLength: 18 });
    const decimal = fc
      .tuple(fc.constantFrom("", "-", "+"), digits, fc.constantFrom("", "."), digits)
      .map((parts) => parts.join(""))
      .filter((text) => /\d/.test(text));
    fc.assert(
      fc.property(decimal, (text) => {
        expect(Object.is(parseNumber(text), Number(text))).toBe(true);
        expect(Object.is(parseNumber(` ${text}\t`), Number(text))).toBe(true);
      }),
      { numRuns: 3000 },
    );
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        expect(Object.is(parseNumber(String(value)), Number(String(value)))).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });

  it("is NaN where the value is missing, and none where something else stands or is beyond all doubles", () => {
    for (const cell of ["", "  ", "NA", "n/a", "NaN", "?", "null", "None"]) expect(parseNumber(cell)).toBeNaN();
    for (const cell of [
      "-",
      ".",
      "-.",
      "+",
      "1.2.3",
      "--1",
      "1-",
      "1e",
      "0x10",
      "1,5",
      "1 2",
      "a",
      "1e999",
      "Infinity",
    ])
      expect(parseNumber(cell)).toBeUndefined();
    for (const length of [299, 300, 301, 308]) expect(parseNumber("9".repeat(length))).toBe(Number("9".repeat(length)));
    expect(parseNumber("9".repeat(309))).toBeUndefined();
    expect(parseNumber("1e-7")).toBe(1e-7);
    expect(parseNumber("5.")).toBe(5);
    expect(parseNumber("-.5")).toBe(-0.5);
  });
});
