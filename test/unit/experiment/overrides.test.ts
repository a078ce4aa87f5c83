import { describe, expect, it } from "vitest";
import { applyOverrides, parseOverride } from "../../../src/experiment/overrides.ts";

describe("--set", () => {
  it.each([
    ["training.epochs=5", ["training.epochs", 5]],
    ["dataset=data/a.csv", ["dataset", "data/a.csv"]],
    ['dataset={"path":"a=b.csv"}', ["dataset", { path: "a=b.csv" }]],
    ["split.stratify=false", ["split.stratify", false]],
    ["dataset=", ["dataset", ""]],
  ])("reads %s as JSON, else as text", (argument, expected) => {
    expect(parseOverride(argument)).toEqual(expected);
  });

  it.each(["training.epochs", "=5", ""])("refuses %s", (argument) => {
    expect(() => parseOverride(argument)).toThrow("Write path=value");
  });

  it("leaves the value it was given untouched", () => {
    const value = { training: { epochs: 3 } };
    expect(applyOverrides(value, [["training.epochs", 4]])).toEqual({ training: { epochs: 4 } });
    expect(value.training.epochs).toBe(3);
  });
});
