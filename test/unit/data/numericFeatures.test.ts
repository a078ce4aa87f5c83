import { describe, expect, it } from "vitest";
import { finish } from "../../../src/base/work.ts";
import type { NumericOptions } from "../../../src/data/featurizer.ts";
import { fitNumeric, restoreNumeric } from "../../../src/data/numericFeatures.ts";
import figures from "../../fixtures/data/scaling.json" with { type: "json" };
import { failure, readText, textTable } from "./support.ts";

const options = { kind: "numeric", scale: "standard", missing: "mean" } as const;
const content = "width,depth,same,kind\n1,10,5,a\n3,NA,5,b\n5,30,5,a\n100,?,5,b\n,20,5,a\n";

describe("numeric features", () => {
  it.each(figures.cases)("are scikit-learn's: scale $scale, missing $missing", async ({ scale, missing, values }) => {
    const lines = figures.rows.map(
      (row, at) => `${row.map((value) => value ?? "").join(",")},${at % 2 === 0 ? "a" : "b"}`,
    );
    const table = await readText(`u,v,w,kind\n${lines.join("\n")}\n`, { label: "kind", features: ["u", "v", "w"] });
    const chosen = { kind: "numeric", scale, missing } as NumericOptions;
    const fitted = finish(fitNumeric(chosen, table, Uint32Array.from(figures.train)));
    const all = Uint32Array.from(figures.rows, (_, id) => id);
    const { matrix } = finish(fitted.transform(table, all));
    if (matrix.kind !== "dense") throw new Error("numbers make dense rows");
    expect([matrix.rows, matrix.columns]).toEqual([values.length, values[0]?.length]);
    values.flat().forEach((value, at) => expect(matrix.values[at]).toBeCloseTo(value, 5));
    expect(finish(restoreNumeric(chosen, fitted.state()).transform(table, all)).matrix).toEqual(matrix);
  });

  it("are standardised by the training examples, a missing value is their mean and raises an indicator", async () => {
    const table = await readText(content, { label: "kind", features: ["width", "depth", "same"] });
    const fitted = finish(fitNumeric(options, table, Uint32Array.of(0, 1, 2)));
    expect(fitted.summary).toBe("3 standardised columns, 1 indicator of missing values");
    const { matrix, coverage } = finish(fitted.transform(table, Uint32Array.of(0, 1, 2, 3, 4)));
    if (matrix.kind !== "dense") throw new Error("numbers make dense rows");
    const deviation = Math.sqrt(8 / 3);
    const expected = [
      ...[-2 / deviation, -1, 0, 0],
      ...[0, 0, 0, 1],
      ...[2 / deviation, 1, 0, 0],
      ...[97 / deviation, 0, 0, 1],
      ...[0, 0, 0, 0],
    ];
    expect(matrix).toMatchObject({ rows: 5, columns: 4 });
    expected.forEach((value, at) => expect(matrix.values[at]).toBeCloseTo(value, 5));
    expect(coverage).toMatchObject({ total: 15, unknown: 3, emptyExamples: 0 });
  });

  it("leave a constant column of decimals at zero", async () => {
    const table = await readText("width,kind\n0.1,a\n0.1,b\n0.1,a\n2,b\n", { label: "kind", features: ["width"] });
    const { matrix } = finish(
      finish(fitNumeric(options, table, Uint32Array.of(0, 1, 2))).transform(table, Uint32Array.of(0, 3)),
    );
    if (matrix.kind !== "dense") throw new Error("numbers make dense rows");
    expect(matrix.values[0]).toBeCloseTo(0, 12);
    expect(matrix.values[1]).toBeCloseTo(1.9, 5);
  });

  it("are refused for texts and for numbers that overflow", async () => {
    const texts = await textTable({
      all: [
        ["tea", "x"],
        ["rain", "y"],
      ],
    });
    expect(
      await failure(Promise.resolve().then(() => finish(fitNumeric(options, texts, Uint32Array.of(0))))),
    ).toContain("features: These features need columns of numbers");
    const huge = await readText("width,kind\n1e308,a\n-1e308,b\n2,a\n3,b\n", { label: "kind", features: ["width"] });
    expect(
      await failure(Promise.resolve().then(() => finish(fitNumeric(options, huge, Uint32Array.of(0, 1))))),
    ).toContain("width: The numbers of this column are too large.");
  });
});
