import { describe, expect, test } from "vitest";
import { expandBraces, liesInGlobs, matchesGlobs } from "../../../src/base/glob.ts";

describe("globs as settings write them", () => {
  test.each([
    ["**/*.csv", ["a.csv", "x/y/a.csv"], ["a.csv.gz", "a.tsv", "x/csv"]],
    ["*.csv", ["a.csv"], ["x/a.csv"]],
    ["data/**", ["data/a", "data/x/a"], ["data", "other/a"]],
    ["data/**/a.?sv", ["data/a.csv", "data/x/y/a.tsv"], ["data/a.xcsv"]],
    ["**/*.{csv,t{sv,xt}}", ["a.csv", "b/a.tsv", "a.txt"], ["a.{csv"]],
    ["[!a-c]*.tsv", ["d.tsv"], ["a.tsv", "/.tsv"]],
    ["./a+(b).csv", ["a+(b).csv"], ["aab.csv"]],
    ["a[b", ["a[b"], ["ab"]],
    ["**", ["a", "a/b"], []],
  ])("%s", (glob, those, others) => {
    const matches = matchesGlobs([glob]);
    expect(those.filter((path) => !matches(path))).toEqual([]);
    expect(others.filter(matches)).toEqual([]);
  });

  test("none match nothing", () => {
    expect(matchesGlobs([])("a")).toBe(false);
    expect(liesInGlobs([""])("a")).toBe(false);
  });

  test("a folder that is left out takes along what lies in it", () => {
    const isOut = liesInGlobs(["**/node_modules", "**/.*/**", "build"]);
    for (const path of ["node_modules", "x/node_modules/a/b.json", ".git", "x/.venv/a", "build/a/b"])
      expect(isOut(path), path).toBe(true);
    for (const path of ["modules/a", "x/build", ".env", "a.b/c"]) expect(isOut(path), path).toBe(path === ".env");
  });

  test("a brace that never closes stays as it is, and a bomb of braces ends", () => {
    expect(expandBraces("a{b")).toEqual(["a{b"]);
    expect(expandBraces("{a,b}".repeat(20)).length).toBeLessThanOrEqual(200);
  });
});
