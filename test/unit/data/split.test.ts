import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { finish } from "../../../src/base/work.ts";
import { readTable } from "../../../src/data/readTable.ts";
import { countClasses, splitTable } from "../../../src/data/split.ts";
import { type ExampleTable, type SplitName, type SplitOptions, splitNames } from "../../../src/data/table.ts";
import { bytesSource, eightTenths, readText, textTable } from "./support.ts";

type Row = readonly [text: string, label: string];

function rowsOf(count: number, labels: readonly string[] = ["a", "b", "c"]): Row[] {
  return Array.from({ length: count }, (_, i) => [`text number ${String(i)}`, labels[i % labels.length] ?? "a"]);
}

/** "text label" of each example of a split, sorted. */
function members(table: ExampleTable, ids: Uint32Array | undefined): string[] {
  return Array.from(
    ids ?? [],
    (id) => `${table.texts?.[id] ?? ""} ${table.classes[table.labels[id] ?? 0] ?? ""}`,
  ).sort();
}

async function split(rows: readonly Row[], options: SplitOptions = eightTenths) {
  const table = await textTable({ all: rows });
  const splits = finish(splitTable(table, options));
  const named = Object.fromEntries(splitNames.map((name) => [name, members(table, splits[name])]));
  return { table, splits, named: named as Record<SplitName, string[]> };
}

const distinctRows = fc
  .uniqueArray(fc.integer({ min: 0, max: 9999 }), { minLength: 12, maxLength: 60 })
  .map((numbers) => numbers.map((n, i): Row => [`text ${String(n)}`, ["a", "b", "c"][i % 3] ?? "a"]));
const duplicatedRows = fc.array(
  fc.tuple(fc.constantFrom("same", "other", "cafe\u0301", "café", "x"), fc.constantFrom("a", "b")),
  { minLength: 10, maxLength: 60 },
);
const fractions = fc
  .tuple(fc.integer({ min: 4, max: 8 }), fc.integer({ min: 0, max: 2 }))
  .map(([train, validation]) => ({
    ...{ train: train / 10, validation: validation / 10 },
    test: (10 - train - validation) / 10,
  }));
const settings = fc
  .tuple(fractions, fc.boolean(), fc.integer({ min: 0, max: 2 ** 40 }))
  .map(([shares, stratify, seed]): SplitOptions => ({ ...shares, stratify, seed }));

/** The split, or the reason for which it is refused: stratified or not, a class may end up without training examples. */
async function outcome(rows: readonly Row[], options: SplitOptions) {
  try {
    return await split(rows, options);
  } catch (error) {
    return error instanceof Error ? error.message : "unknown";
  }
}

describe("a share of the training examples", () => {
  it("is part of every larger one, keeps the classes, and leaves the other splits as they are", async () => {
    await fc.assert(
      fc.asyncProperty(distinctRows, fractions, fc.nat(), async (rows, shares, seed) => {
        const options = { ...shares, stratify: true, seed };
        const all = await split(rows, options);
        let larger = all.named.train;
        for (const trainShare of [0.7, 0.4, 0.1]) {
          const { table, splits, named } = await split(rows, { ...options, trainShare });
          expect(named.validation).toEqual(all.named.validation);
          expect(named.test).toEqual(all.named.test);
          expect(larger).toEqual(expect.arrayContaining(named.train));
          larger = named.train;
          const whole = countClasses(all.table, all.splits.train);
          expect(countClasses(table, splits.train)).toEqual(
            whole.map((count) => Math.max(1, Math.round(count * trainShare))),
          );
        }
      }),
      { numRuns: 30 },
    );
  });
});

describe("a split by fractions", () => {
  it("puts each example into exactly one split and every class into train, or is refused", async () => {
    await fc.assert(
      fc.asyncProperty(distinctRows, settings, async (rows, options) => {
        const result = await outcome(rows, options);
        if (typeof result === "string") {
          expect(result).toContain("leaves no training example");
          return;
        }
        const ids = splitNames.flatMap((name) => [...(result.splits[name] ?? [])]);
        expect(ids.sort((a, b) => a - b)).toEqual(Array.from(rows.keys()));
        expect(Math.min(...countClasses(result.table, result.splits.train))).toBeGreaterThan(0);
        for (const name of splitNames) {
          const own = result.splits[name];
          if (own !== undefined) expect([...own]).toEqual([...own].sort((a, b) => a - b));
          if (options[name] === 0) expect(own).toBeUndefined();
        }
      }),
    );
  });

  it("does not depend on the order of rows, identical texts included", async () => {
    const shuffled = fc
      .oneof(distinctRows, duplicatedRows)
      .chain((rows) => fc.tuple(fc.constant(rows), fc.shuffledSubarray(rows, { minLength: rows.length })));
    await fc.assert(
      fc.asyncProperty(shuffled, settings, async ([rows, mixed], options) => {
        const first = await outcome(rows, options);
        const second = await outcome(mixed, options);
        expect(typeof second === "string" ? "refused" : second.named).toEqual(
          typeof first === "string" ? "refused" : first.named,
        );
      }),
    );
  });

  it("moves other examples only at the borders when a row is added", async () => {
    for (let seed = 0; seed < 20; seed++) {
      const rows = rowsOf(300);
      const before = await split(rows, { ...eightTenths, seed });
      const after = await split([...rows, ["one more text", "a"]], { ...eightTenths, seed });
      const moved = splitNames.flatMap((name) => before.named[name].filter((row) => !after.named[name].includes(row)));
      // One border between train and validation, one between validation and test.
      expect(moved.length).toBeLessThanOrEqual(2);
    }
  });

  it("gives each class its share by largest remainders", async () => {
    const rows = [...rowsOf(33, ["a"]), ...rowsOf(40, ["b"]), ...rowsOf(4, ["c"])];
    const { table, splits } = await split(rows);
    expect(countClasses(table, splits.train)).toEqual([27, 32, 3]);
    expect(countClasses(table, splits.validation ?? [])).toEqual([3, 4, 1]);
    expect(countClasses(table, splits.test ?? [])).toEqual([3, 4, 0]);
  });

  it("differs between seeds and stays the same for ever", async () => {
    const first = await split(rowsOf(30));
    const second = await split(rowsOf(30), { ...eightTenths, seed: 2 });
    expect(first.named.test).not.toEqual(second.named.test);
    expect(first.named.test).toMatchInlineSnapshot(`
      [
        "text number 16 b",
        "text number 8 c",
        "text number 9 a",
      ]
    `);
    expect((await split(rowsOf(30), { ...eightTenths, seed: 2 ** 33 })).named.test).not.toEqual(first.named.test);
  });

  it("orders rows of numbers by their values", async () => {
    const rows = Array.from(
      { length: 40 },
      (_, i) => `${String(i / 4)},${i % 5 === 0 ? "NA" : String(-i)},${"ab"[i % 2] ?? ""}`,
    );
    const tables = [rows, [...rows].reverse()].map((list) =>
      readText(`width,depth,kind\n${list.join("\n")}\n`, { label: "kind" }),
    );
    const [one = [], other = []] = (await Promise.all(tables)).map((table) =>
      Array.from(
        finish(splitTable(table, eightTenths)).test ?? [],
        (id) => table.numeric.get("width")?.[id] ?? 0,
      ).sort(),
    );
    expect(one).toEqual(other);
    expect(one).toHaveLength(4);
  });

  it("is refused when its fractions do not sum to 1", async () => {
    await expect(split(rowsOf(9), { ...eightTenths, test: 0.3 })).rejects.toThrow(/split: The fractions .* sum to 1/);
  });

  it("is refused when a class has a single example, naming class and line", async () => {
    await expect(split([...rowsOf(8, ["a", "b"]), ["alone", "c"]])).rejects.toThrow(
      /all\.tsv:9: The class "c" has a single/,
    );
    const everything = { ...eightTenths, train: 1, validation: 0, test: 0 };
    const { splits } = await split([...rowsOf(8, ["a", "b"]), ["alone", "c"]], everything);
    expect(splits.train).toHaveLength(9);
  });
});

describe("a split by groups", () => {
  const layout = {
    ...({ format: "table", delimiter: ",", header: true, columns: ["text", "label", "paper"] } as const),
    ...{ label: "label", text: "text", numeric: [] },
  };

  it("never puts one group into two splits", async () => {
    const rows = fc.array(fc.tuple(fc.integer({ min: 0, max: 14 }), fc.constantFrom("a", "b")), {
      minLength: 30,
      maxLength: 80,
    });
    await fc.assert(
      fc.asyncProperty(rows, fc.boolean(), async (list, stratify) => {
        const lines = list.map(([group, label], i) => `text ${String(i)},${label},paper ${String(group)}`);
        const source = bytesSource(`text,label,paper\n${lines.join("\n")}\n`);
        const options = { ...eightTenths, stratify, groupColumn: "paper" };
        let table: ExampleTable;
        let splits;
        try {
          table = await readTable([{ role: "all", source }], layout, { groupColumn: "paper" });
          splits = finish(splitTable(table, options));
        } catch (error) {
          expect(String(error)).toMatch(/no training example|single example|same label/);
          return;
        }
        const seen = new Map<string, SplitName>();
        for (const name of splitNames)
          for (const id of splits[name] ?? []) {
            const group = table.groups?.[id] ?? "";
            expect(seen.get(group) ?? name).toBe(name);
            seen.set(group, name);
          }
        expect(seen.size).toBe(new Set(table.groups).size);
      }),
    );
  });
});

describe("given files", () => {
  const rows = rowsOf(60);
  it("keep their roles, and a tenth of train becomes validation", async () => {
    const table = await textTable({ train: rows, test: rowsOf(9) });
    const splits = finish(splitTable(table, eightTenths));
    expect(splits.train).toHaveLength(54);
    expect(countClasses(table, splits.validation ?? [])).toEqual([2, 2, 2]);
    expect([...(splits.test ?? [])]).toEqual([60, 61, 62, 63, 64, 65, 66, 67, 68]);
  });

  it("leave train whole when validation is given or not wanted", async () => {
    const given = finish(splitTable(await textTable({ train: rows, validation: rowsOf(6) }), eightTenths));
    expect(given.train).toHaveLength(60);
    expect(given.validation).toHaveLength(6);
    const unwanted = { ...eightTenths, train: 0.9, validation: 0 };
    expect(finish(splitTable(await textTable({ train: rows, test: rowsOf(6) }), unwanted))).not.toHaveProperty(
      "validation",
    );
  });

  it("are refused when a class is in none of the training examples", async () => {
    const table = await textTable({
      train: rows,
      test: [
        ["p", "new"],
        ["q", "new"],
      ],
    });
    expect(() => finish(splitTable(table, eightTenths))).toThrow(/no training example of the class "new"/);
  });
});
