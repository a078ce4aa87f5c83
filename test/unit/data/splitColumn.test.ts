import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { finish } from "../../../src/base/work.ts";
import { countExamples } from "../../../src/data/exampleCounter.ts";
import { readTable } from "../../../src/data/readTable.ts";
import { sniffLayout } from "../../../src/data/sniff.ts";
import { splitTable } from "../../../src/data/split.ts";
import { type SplitName, splitNames } from "../../../src/data/table.ts";
import { inspectDataset } from "../../../src/worker/inspectDataset.ts";
import { bytesSource, eightTenths, failure, words } from "./support.ts";

type Row = readonly [text: string, label: string, split: string];

const csv = (rows: readonly Row[]): string => `text,label,split\n${rows.map((row) => row.join(",")).join("\n")}\n`;
const byColumn = { ...eightTenths, train: 0.9, validation: 0.1, test: 0, splitColumn: "split" };

async function read(rows: readonly Row[]) {
  const bytes = new TextEncoder().encode(csv(rows));
  const { layout, reasons } = sniffLayout(bytes, { path: "d.csv", whole: true, choices: { splitColumn: "split" } });
  const source = bytesSource(bytes, "d.csv");
  return {
    table: await readTable([{ role: "all", source }], layout, { splitColumn: "split" }),
    layout,
    reasons,
    source,
  };
}

const spellings = {
  train: ["train", "Train", " TRAIN "],
  validation: ["validation", "valid", "val", "dev"],
  test: ["test", "Test"],
};
const cells = fc
  .constantFrom<SplitName>("train", "validation", "test")
  .chain((split) => fc.tuple(fc.constant(split), fc.constantFrom(...spellings[split])));

describe("a split column", () => {
  it("sends each row where it says, whatever the seed and the order of rows", async () => {
    const rows = fc.array(fc.tuple(fc.nat(99), fc.constantFrom("a", "b"), cells), { minLength: 4, maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(rows, fc.nat(), async (list, seed) => {
        // Both classes can be learned, and something is validated by.
        const fixed: Row[] = [
          ["p", "a", "train"],
          ["q", "b", "train"],
          ["r", "a", "dev"],
          ["s", "a", "train"],
          ["t", "b", "train"],
        ];
        const told = list.map(([, , [split]]) => split);
        const written = list.map(([number, label, [, cell]], at): Row => [
          `${String(at)} ${String(number)}`,
          label,
          cell,
        ]);
        const { table } = await read([...fixed, ...written]);
        const splits = finish(splitTable(table, { ...byColumn, seed }));
        const wanted: SplitName[] = ["train", "train", "validation", "train", "train", ...told];
        for (const name of splitNames)
          expect([...(splits[name] ?? [])]).toEqual([...wanted.keys()].filter((id) => wanted[id] === name));
      }),
      { numRuns: 60 },
    );
  });

  it("without validation rows leaves a tenth of the train rows for it, and the test rows alone", async () => {
    const rows = Array.from({ length: 80 }, (_, at): Row => [
      `text ${String(at)}`,
      "abc"[at % 3] ?? "",
      at < 60 ? "train" : "test",
    ]);
    const { table } = await read(rows);
    for (let seed = 0; seed < 5; seed++) {
      const { train, validation, test } = finish(splitTable(table, { ...byColumn, seed }));
      expect([...(test ?? [])]).toEqual(Array.from({ length: 20 }, (_, at) => 60 + at));
      expect([train.length, validation?.length]).toEqual([54, 6]);
    }
    const whole = finish(splitTable(table, { ...byColumn, train: 1, validation: 0 }));
    expect(whole.train).toHaveLength(60);
    const folds = [1, 2, 3, 4].map((fold) => finish(splitTable(table, { ...byColumn, folds: 4, fold })));
    expect(folds.flatMap(({ validation }) => [...(validation ?? [])]).sort((a, b) => a - b)).toEqual(
      Array.from({ length: 60 }, (_, at) => at),
    );
    for (const { test } of folds) expect(test).toHaveLength(20);
  });

  it("is proposed where a column is named so and says nothing else, and can be declined", () => {
    const rows = Array.from({ length: 12 }, (_, at): Row => [
      `some text ${String(at)}`,
      "ab"[at % 2] ?? "",
      ["train", "dev", "test"][at % 3] ?? "",
    ]);
    const sniff = (text: string, choices = {}) =>
      sniffLayout(new TextEncoder().encode(text), { path: "d.csv", whole: true, choices });
    const { layout, reasons } = sniff(csv(rows));
    expect(layout).toMatchObject({ text: "text", label: "label", splitColumn: "split" });
    expect(reasons).toContain('The split of each row stands in "split": its values are "train", "dev" and "test".');
    expect(sniff(csv(rows), { splitColumn: false }).layout).not.toHaveProperty("splitColumn");
    expect(sniff(csv(rows), { label: "split" }).layout).not.toHaveProperty("splitColumn");
    expect(sniff(csv(rows).replaceAll("dev", "north")).layout).not.toHaveProperty("splitColumn");
    expect(sniff(csv(rows).replace("split", "region")).layout).not.toHaveProperty("splitColumn");
  });

  it("that names other splits is refused with a list and the first line, wherever it is read", async () => {
    const rows: Row[] = [
      ["p", "a", "train"],
      ["q", "b", "train"],
      ["r", "a", "holdout"],
      ["s", "b", ""],
      ["t", "b", "train"],
      ["u", "a", "holdout"],
    ];
    const message = 'd.csv:4: split: The split column holds "holdout" and "(empty)", which name no split.';
    expect(await failure(read(rows))).toContain(message);
    const { layout } = sniffLayout(new TextEncoder().encode(csv(rows)), {
      path: "d.csv",
      whole: true,
      choices: { splitColumn: "split" },
    });
    expect(await failure(countExamples(bytesSource(csv(rows), "d.csv"), layout, { tokenizer: words }))).toContain(
      message,
    );
    const untrained = rows.map(([text, label]): Row => [text, label, "test"]);
    expect(await failure(read(untrained))).toContain("No row of the split column says train.");
  });

  it("that names validation rows cannot be cut into folds", async () => {
    const { table } = await read([
      ["p", "a", "train"],
      ["q", "b", "train"],
      ["r", "a", "val"],
      ["s", "b", "train"],
      ["t", "a", "train"],
    ]);
    expect(() => finish(splitTable(table, { ...byColumn, folds: 2, fold: 1 }))).toThrow(
      /split.folds: The column "split" names validation rows/,
    );
  });

  it("gives the counts of its splits when a dataset is counted", async () => {
    const rows = Array.from({ length: 50 }, (_, at): Row => [
      `text ${String(at)}`,
      "ab"[at % 2] ?? "",
      at < 40 ? "train" : "test",
    ]);
    const { source } = await read(rows);
    const files = {
      open: () => Promise.resolve(source),
      textOf: () => Promise.resolve(null),
      resolve: (_: string, path: string) => path,
      relative: (_: string, path: string) => path,
    };
    const { counts } = await inspectDataset(files, "d.csv", {});
    expect(counts).toEqual({ train: [18, 18], validation: [2, 2], test: [5, 5] });
  });
});
