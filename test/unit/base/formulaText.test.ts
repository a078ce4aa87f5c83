import { expect, it } from "vitest";
import { csvText, isFormula } from "../../../src/base/formulaText.ts";

it("a cell is a formula by its first character, but a number is none", () => {
  for (const cell of ["=1+1", "+SUM(A1)", "-A1", "@x", "\t=1", "\r=1", "＝1", "-1+1", "- 1", "--1", "+1e5A"])
    expect(isFormula(cell), JSON.stringify(cell)).toBe(true);
  for (const cell of ["", "a=1", "-1", "+1", "-0.5", "-.5", "+3.", "-1e-7", "1-1", "’=1"])
    expect(isFormula(cell), JSON.stringify(cell)).toBe(false);
});

it("a cell of CSV is quoted where it must be, and a formula is made a text", () => {
  expect(["plain", "a,b", "a;b", 'say "x"', "two\nlines", "=A1", "=A1,B1", "-1"].map(csvText)).toEqual([
    "plain",
    '"a,b"',
    '"a;b"',
    '"say ""x"""',
    '"two\nlines"',
    "'=A1",
    '"\'=A1,B1"',
    "-1",
  ]);
});
