import { describe, expect, test } from "vitest";
import { filterProblem, operatorsFor, passes } from "../../../webview/compare/filterRules.ts";
import { sortedBy } from "../../../webview/compare/tableTab.ts";
import type { CompareColumn } from "../../../src/protocol/comparePanel.ts";

const filter = (operator: Parameters<typeof passes>[0]["operator"], value: string) => ({
  column: "c",
  operator,
  value,
});
const column = (change: Partial<CompareColumn>): CompareColumn => ({
  ...{ id: "c", title: "c", group: "metric", kind: "number", better: "neither", sentence: "" },
  ...change,
});

describe("a filter", () => {
  test.each([
    [filter("above", "0.8"), 0.81, true],
    [filter("above", "80%"), 0.8, false],
    [filter("least", "80%"), 0.8, true],
    [filter("below", "1e-3"), 0.0005, true],
    [filter("most", "-1"), 0, false],
    [filter("equals", "20"), 20, true],
    [filter("contains", "Rel"), "relu", true],
    [filter("lacks", "relu"), "tanh", true],
    [filter("is", "relu, tanh"), "tanh", true],
    [filter("is", "rel"), "relu", false],
    [filter("since", "2026-04-12"), "2026-04-12T00:00:00.000Z", true],
    [filter("until", "2026-04-12"), "2026-04-12T23:59:59.000Z", true],
    [filter("until", "2026-04-12"), "2026-04-13T00:00:00.000Z", false],
    [filter("empty", ""), null, true],
    [filter("filled", ""), null, false],
    [filter("above", "0"), null, false],
    [filter("lacks", "x"), null, true],
  ])("%j of %j is %j", (asked, cell, expected) => {
    expect(passes(asked, cell)).toBe(expected);
  });

  test("says what is wrong with its value", () => {
    expect(filterProblem(filter("above", "much"))).toMatch(/number/);
    expect(filterProblem(filter("since", "soon"))).toMatch(/date/);
    expect(filterProblem(filter("contains", " "))).toMatch(/text/);
    expect(filterProblem(filter("empty", ""))).toBeNull();
  });

  test("offers what fits its column", () => {
    expect(operatorsFor({ kind: "share" })).toContain("least");
    expect(operatorsFor({ kind: "text" })).not.toContain("least");
    expect(operatorsFor({ kind: "date" })).toContain("since");
  });
});

test("a click sorts best first, then the other way round, then not; with Shift the others stay", () => {
  const accuracy = column({ id: "accuracy", better: "higher" });
  const loss = column({ id: "loss", better: "lower" });
  const once = sortedBy([], accuracy, false);
  expect(once).toEqual([{ column: "accuracy", descending: true }]);
  const twice = sortedBy(once, accuracy, false);
  expect(twice).toEqual([{ column: "accuracy", descending: false }]);
  expect(sortedBy(twice, accuracy, false)).toEqual([]);
  expect(sortedBy(once, loss, true)).toEqual([...once, { column: "loss", descending: false }]);
  expect(sortedBy(once, loss, false)).toEqual([{ column: "loss", descending: false }]);
});
