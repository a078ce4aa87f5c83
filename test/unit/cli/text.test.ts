import fc from "fast-check";
import { expect, test } from "vitest";
import { visible } from "../../../src/base/visible.ts";
import { table } from "../../../src/cli/table.ts";
import { cut, jsonLine, widthOf } from "../../../src/cli/text.ts";

test("no text from data reaches a terminal with a control or a direction mark in it", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      for (const shown of [visible(text), jsonLine({ [text]: text })])
        expect(shown).not.toMatch(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/u);
      expect(JSON.parse(jsonLine([text]))).toEqual(JSON.parse(JSON.stringify([text])));
    }),
  );
});

test("ordinary text, of any script, stays as it is", () => {
  for (const text of ["plain", "ଓଡ଼ିଆ ଖବର", "naïve 東京 🙂", "<b>&amp;</b>"]) expect(visible(text)).toBe(text);
});

test("a letter with its marks takes one column, East Asian letters and emoji two", () => {
  expect(widthOf("abc")).toBe(3);
  expect(widthOf("e\u0301")).toBe(1);
  expect(widthOf("東京")).toBe(4);
  expect(widthOf("🙂")).toBe(2);
});

test("a cut text is never wider than asked", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), fc.nat(30), (text, width) => {
      expect(widthOf(cut(text, width))).toBeLessThanOrEqual(
        Math.max(width, widthOf(text) <= width ? widthOf(text) : 0),
      );
    }),
  );
});

test("a table is aligned and gives way in its text columns when the terminal is narrow", () => {
  const columns = [
    { title: "run", align: "left" },
    { title: "accuracy", align: "right" },
  ] as const;
  const rows = [
    ["a rather long title of a run", "0.5"],
    ["short", "0.25"],
  ];
  expect(table(columns, rows, 100)).toEqual([
    "run                           accuracy",
    "a rather long title of a run       0.5",
    "short                             0.25",
  ]);
  for (const line of table(columns, rows, 24)) expect(line.length).toBeLessThanOrEqual(24);
});
