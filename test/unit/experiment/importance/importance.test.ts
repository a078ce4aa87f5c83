import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { RandomStream } from "../../../../src/base/random.ts";
import { finish } from "../../../../src/base/work.ts";
import { permutationImportance } from "../../../../src/experiment/importance/importance.ts";
import { type ForestColumn, growTree, predictTree } from "../../../../src/experiment/importance/regressionTree.ts";

const column = (values: readonly number[], categorical = false): ForestColumn => ({
  values: Float64Array.from(values),
  categorical,
});

/** Columns of numbers from 0 to 1, and a target of them. */
function drawn(n: number, columns: number, target: (row: readonly number[]) => number) {
  const stream = new RandomStream(1, "drawn");
  const rows = Array.from({ length: n }, () => Array.from({ length: columns }, () => stream.float64()));
  return {
    columns: Array.from({ length: columns }, (_, at) => column(rows.map((row) => row[at] ?? 0))),
    target: Float64Array.from(rows, target),
  };
}

describe("a regression tree", () => {
  test("cuts where the target changes, and predicts the mean of either side", () => {
    const columns = [column([5, 1, 2, 6, 3, 7])];
    const target = Float64Array.from([10, 0, 1, 12, 2, 11]);
    const tree = growTree(columns, target, Uint32Array.from([0, 1, 2, 3, 4, 5]));
    expect(tree).toMatchObject({ kind: "split", column: 0, threshold: 4 });
    expect([0, 1, 2, 3].map((row) => predictTree(tree, columns, row))).toEqual([11, 1, 1, 11]);
  });

  test("parts categories in no order that they have, by their means", () => {
    const columns = [column([0, 1, 2, 0, 1, 2, 0, 1, 2], true)];
    const target = Float64Array.from([5, 0, 5, 5, 0, 5, 5, 0, 5]);
    const tree = growTree(columns, target, Uint32Array.from(target.keys()));
    expect([0, 1, 2].map((row) => predictTree(tree, columns, row))).toEqual([5, 0, 5]);
  });
});

describe("permutation importance", () => {
  test("finds the one option that matters, and gives none to those that do not", () => {
    const { columns, target } = drawn(80, 4, ([, b = 0]) => (b - 0.6) ** 2);
    const found = finish(permutationImportance(columns, target, 1));
    const [a = 0, b = 0, c = 0, d = 0] = found?.shares ?? [];
    expect(b).toBeGreaterThan(0.8);
    for (const other of [a, c, d]) expect(Math.abs(other)).toBeLessThan(0.1);
    expect(found?.explained).toBeGreaterThan(0.8);
  });

  test("orders options by how much they matter, also where they only matter together", () => {
    const { columns, target } = drawn(300, 3, ([a = 0, b = 0, c = 0]) => 4 * a + 2 * b + c);
    const [a = 0, b = 0, c = 0] = finish(permutationImportance(columns, target, 1))?.shares ?? [];
    expect(a).toBeGreaterThan(b);
    expect(b).toBeGreaterThan(c);
    const both = drawn(300, 3, ([first = 0, second = 0]) => Number(first > 0.5 === second > 0.5));
    const together = finish(permutationImportance(both.columns, both.target, 1))?.shares ?? [];
    expect(Math.min(together[0] ?? 0, together[1] ?? 0)).toBeGreaterThan(4 * Math.abs(together[2] ?? 0));
  });

  test("says of noise that it explains nothing", () => {
    const stream = new RandomStream(2, "noise");
    const { columns, target } = drawn(60, 3, () => stream.normal());
    expect(finish(permutationImportance(columns, target, 1))?.explained).toBeLessThan(0.1);
  });

  test("is the same for the same seed, and about the same for another", () => {
    const { columns, target } = drawn(40, 2, ([a = 0, b = 0]) => a + b / 4);
    const one = finish(permutationImportance(columns, target, 1));
    expect(finish(permutationImportance(columns, target, 1))).toEqual(one);
    const other = finish(permutationImportance(columns, target, 2));
    expect(other).not.toEqual(one);
    expect(Math.abs((other?.shares[0] ?? 0) - (one?.shares[0] ?? 0))).toBeLessThan(0.2);
  });

  test("is not told of few trials, nor of ones that all came out the same", () => {
    const few = drawn(9, 1, ([a = 0]) => a);
    expect(finish(permutationImportance(few.columns, few.target, 1))).toBeNull();
    const same = drawn(20, 1, () => 0.5);
    expect(finish(permutationImportance(same.columns, same.target, 1))).toBeNull();
  });

  test("orders a made-up sweep as scikit-learn does, where that tells options apart", () => {
    const stored = JSON.parse(readFileSync("test/fixtures/importance/scikit-learn.json", "utf8")) as {
      readonly options: readonly string[];
      readonly categorical: readonly boolean[];
      readonly rows: readonly (readonly number[])[];
      readonly values: readonly number[];
      readonly importances: readonly number[];
    };
    const columns = stored.options.map((_, at) =>
      column(
        stored.rows.map((row) => row[at] ?? 0),
        stored.categorical[at] === true,
      ),
    );
    const shares = finish(permutationImportance(columns, Float64Array.from(stored.values), 1))?.shares ?? [];
    const order = (values: readonly number[]) =>
      stored.options.toSorted(
        (a, b) => (values[stored.options.indexOf(b)] ?? 0) - (values[stored.options.indexOf(a)] ?? 0),
      );
    expect(order(shares).slice(0, 2)).toEqual(["rate", "activation"]);
    expect(order(shares).slice(0, 2)).toEqual(order(stored.importances).slice(0, 2));
    expect(
      Math.max(...shares.filter((_, at) => ["l2", "units", "batch"].includes(stored.options[at] ?? ""))),
    ).toBeLessThan(0.1);
  });
});
