import { describe, expect, it } from "vitest";
import { finish, finishAsync } from "../../../src/base/work.ts";
import { fitFeaturizer, restoreFeaturizer } from "../../../src/data/featurize.ts";
import type { OneHotOptions, UnionOptions } from "../../../src/data/featurizer.ts";
import { splitTable } from "../../../src/data/split.ts";
import type { ExampleTable } from "../../../src/data/table.ts";
import figures from "../../fixtures/data/onehot.json" with { type: "json" };
import { eightTenths, failure, readText } from "./support.ts";

const ports = { openVectors: () => Promise.reject(new Error("no vectors here")), drive: finishAsync, seed: 1 };
const options: OneHotOptions = { kind: "oneHot", columns: ["u", "v", "w"], maxValues: 100 };
const train = Uint32Array.from(figures.train);
const all = Uint32Array.from(figures.rows, (_, id) => id);

/** The fixture's rows twice as a file, a missing value as an empty cell or one of the usual signs. */
function fixtureTable(): Promise<ExampleTable> {
  const rows = figures.rows.map((row, at) => [...row.map((cell) => cell ?? ["", "NA"][at % 2]), at % 2 ? "a" : "b"]);
  const content = rows.map((row) => `${row.join(",")}\n`).join("");
  return readText(`u,v,w,kind\n${content}${content}`, { label: "kind", features: ["u", "v", "w"] });
}

describe("one-hot features", () => {
  it("are scikit-learn's, a value that train lacks all zeros and a missing one a value of its own", async () => {
    const table = await fixtureTable();
    const fitted = await fitFeaturizer(options, table, { train }, ports);
    const { matrix, coverage } = finish(fitted.transform(table, all));
    if (matrix.kind !== "dense") throw new Error("one-hot makes dense rows");
    expect([...matrix.values]).toEqual(figures.values.flat());
    expect(fitted.summary).toBe("3 columns one-hot, 8 inputs");
    expect(coverage).toMatchObject({
      total: 18,
      unknown: 5,
      emptyExamples: 0,
      commonestUnknown: [
        ["z", 1],
        ["Ärö", 1],
      ],
    });
    const state = { json: JSON.parse(JSON.stringify(fitted.state().json)) as unknown, arrays: new Map() };
    expect(finish(restoreFeaturizer(options, state).transform(table, all))).toEqual({ matrix, coverage });
  });

  it("are of the commonest values where there are more than maxValues, of equals the first", async () => {
    const table = await fixtureTable();
    const fitted = await fitFeaturizer({ ...options, columns: ["u"], maxValues: 2 }, table, { train }, ports);
    // Train has Biscoe twice, Dream and Torgersen once.
    expect(fitted.state().json).toEqual({ columns: [{ name: "u", values: ["Biscoe", "Dream"], missing: false }] });
    expect(fitted.columns).toBe(2);
  });

  it("stand beside numbers in a union", async () => {
    const table = await readText("n,u,kind\n1,x,a\n3,y,b\n1,x,a\n3,y,b\n", { label: "kind" });
    const union: UnionOptions = {
      kind: "union",
      of: [
        { kind: "numeric", scale: "standard", missing: "mean" },
        { ...options, columns: ["u"] },
      ],
    };
    const fitted = await fitFeaturizer(union, table, { train: Uint32Array.of(0, 1) }, ports);
    const { matrix } = finish(fitted.transform(table, Uint32Array.of(1, 2)));
    expect(matrix).toMatchObject({ kind: "dense", columns: 3, values: Float32Array.of(1, 0, 1, -1, 1, 0) });
  });

  it("need a value in train, and the columns that the model was trained on", async () => {
    const table = await fixtureTable();
    const only = { ...options, columns: ["w"] };
    expect(await failure(fitFeaturizer(only, table, { train: Uint32Array.of(5) }, ports))).toContain(
      "The training examples have no value in these columns.",
    );
    const fitted = await fitFeaturizer(only, table, { train }, ports);
    const other = await readText("n,kind\n1.5,a\n2.5,b\n1.5,a\n2.5,b\n", { label: "kind" });
    expect(() => finish(fitted.transform(other, Uint32Array.of(0)))).toThrow("The features need this column.");
  });

  it("refuse a damaged state", () => {
    for (const json of [
      {},
      { columns: [{ name: "u", values: ["x"] }] },
      { columns: [{ name: "u", values: [1], missing: true }] },
    ])
      expect(() => restoreFeaturizer(options, { json, arrays: new Map() })).toThrow("The stored features are damaged.");
  });
});

it("orders a split by the columns of few values too, whatever the order of rows", async () => {
  const rows = Array.from({ length: 60 }, (_, at) => `1,${"xyz".charAt(Math.floor(at / 20))},${at % 2 ? "a" : "b"}\n`);
  const trained = async (lines: readonly string[]): Promise<readonly string[]> => {
    const table = await readText(`n,u,kind\n${lines.join("")}`, { label: "kind" });
    const { train: ids } = finish(splitTable(table, eightTenths));
    return Array.from(ids, (id) => `${table.categories?.get("u")?.[id] ?? ""} ${String(table.labels[id])}`).sort();
  };
  expect(await trained(rows)).toEqual(await trained(rows.toReversed()));
});
