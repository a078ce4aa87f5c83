import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { finish } from "../../../src/base/work.ts";
import { readTable } from "../../../src/data/readTable.ts";
import { countClasses, splitTable } from "../../../src/data/split.ts";
import type { ExampleTable, SplitOptions } from "../../../src/data/table.ts";
import { bytesSource, textTable } from "./support.ts";

type Row = readonly [text: string, label: string];

/** All folds of a table. */
function foldsOf(table: ExampleTable, folds: number, more: Partial<SplitOptions> & { inner?: boolean } = {}) {
  const test = more.test ?? 0;
  const shares = { train: ((1 - test) * (folds - 1)) / folds, validation: (1 - test) / folds, test };
  return Array.from({ length: folds }, (_, at) =>
    finish(splitTable(table, { ...shares, stratify: true, seed: 1, folds, fold: at + 1, ...more })),
  );
}

const named = (table: ExampleTable, ids: Uint32Array | undefined): string[] =>
  Array.from(ids ?? [], (id) => `${table.texts?.[id] ?? ""} ${String(table.labels[id])}`).sort();

const rows = fc
  .uniqueArray(fc.integer({ min: 0, max: 9999 }), { minLength: 12, maxLength: 70 })
  .map((numbers) => numbers.map((n, i): Row => [`text ${String(n)}`, ["a", "b", "c"][i % 3] ?? "a"]));
const options = fc.record({
  folds: fc.integer({ min: 2, max: 6 }),
  stratify: fc.boolean(),
  seed: fc.integer({ min: 0, max: 2 ** 40 }),
  test: fc.constantFrom(0, 0.2),
});

/** The folds, or null where a class would have nothing to train on. */
function outcome(table: ExampleTable, { folds, ...more }: { readonly folds: number } & Partial<SplitOptions>) {
  try {
    return foldsOf(table, folds, more);
  } catch (error) {
    expect(String(error)).toMatch(/one fold alone|no training example|cannot be cut/);
    return null;
  }
}

describe("folds", () => {
  it("validate every example exactly once but those of test, which are the same as without folds", async () => {
    await fc.assert(
      fc.asyncProperty(rows, options, async (list, { folds, ...more }) => {
        const table = await textTable({ all: list });
        const all = outcome(table, { folds, ...more });
        if (all === null) return;
        const whole = finish(splitTable(table, { ...more, train: 1 - more.test, validation: 0 }));
        const validated = all.flatMap(({ validation }) => [...(validation ?? [])]);
        expect([...validated, ...(whole.test ?? [])].sort((a, b) => a - b)).toEqual([...table.labels.keys()]);
        for (const { train, validation, test } of all) {
          expect(test).toEqual(whole.test);
          const parts = [...train, ...(validation ?? []), ...(test ?? [])];
          expect(parts.sort((a, b) => a - b)).toEqual([...table.labels.keys()]);
        }
      }),
      { numRuns: 60 },
    );
  });

  it("differ by one example at most, in all and in each class", async () => {
    await fc.assert(
      fc.asyncProperty(rows, fc.integer({ min: 2, max: 6 }), async (list, folds) => {
        const table = await textTable({ all: list });
        const all = outcome(table, { folds });
        if (all === null) return;
        const counts = all.map(({ validation }) => countClasses(table, validation ?? []));
        const totals = counts.map((each) => each.reduce((sum, count) => sum + count, 0));
        for (const sizes of [totals, ...table.classes.map((_, id) => counts.map((each) => each[id] ?? 0))])
          expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
      }),
      { numRuns: 60 },
    );
  });

  it("do not depend on the order of rows, and an added row moves others at the borders only", async () => {
    const shuffled = rows.chain((list) =>
      fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })),
    );
    await fc.assert(
      fc.asyncProperty(shuffled, options, async ([list, mixed], more) => {
        const [first, second] = await Promise.all([list, mixed].map((each) => textTable({ all: each })));
        if (first === undefined || second === undefined) throw new Error("two tables");
        const membersOf = (table: ExampleTable) =>
          outcome(table, more)?.map(({ train, validation }) => [named(table, train), named(table, validation)]);
        expect(membersOf(second)).toEqual(membersOf(first));
      }),
      { numRuns: 40 },
    );
    const many = Array.from({ length: 300 }, (_, at): Row => [`text number ${String(at)}`, "abc"[at % 3] ?? "a"]);
    const folded = await Promise.all(
      [many, [...many, ["one more text", "a"] as const]].map(async (all) => {
        const table = await textTable({ all });
        return foldsOf(table, 5).map(({ validation }) => named(table, validation));
      }),
    );
    const [before = [], after = []] = folded;
    const moved = before.flatMap((members, at) => members.filter((member) => after[at]?.includes(member) !== true));
    // Of each class at most one example at each border between two folds.
    expect(moved.length).toBeLessThanOrEqual(3 * 4);
  });

  it("never put one group into two splits, an inner tenth included", async () => {
    const layout = {
      ...({ format: "table", delimiter: ",", header: true, columns: ["text", "label", "paper"] } as const),
      ...{ label: "label", text: "text", numeric: [] },
    };
    const grouped = fc.array(fc.tuple(fc.nat({ max: 24 }), fc.constantFrom("a", "b")), {
      minLength: 60,
      maxLength: 120,
    });
    await fc.assert(
      fc.asyncProperty(grouped, options, fc.boolean(), async (list, more, inner) => {
        const lines = list.map(([group, label], at) => `text ${String(at)},${label},paper ${String(group)}`);
        const source = bytesSource(`text,label,paper\n${lines.join("\n")}\n`);
        const table = await readTable([{ role: "all", source }], layout, { groupColumn: "paper" });
        const all = outcome(table, { ...more, groupColumn: "paper", ...{ inner } });
        const heldIn = new Map<string, number>();
        for (const [at, splits] of (all ?? []).entries()) {
          const splitOf = new Map<string, string>();
          for (const [name, ids] of Object.entries(splits))
            for (const id of ids) {
              const group = table.groups?.[id] ?? "";
              expect(splitOf.get(group) ?? name).toBe(name);
              splitOf.set(group, name);
              if (name !== "validation") continue;
              expect(heldIn.get(group) ?? at).toBe(at);
              heldIn.set(group, at);
            }
        }
      }),
      { numRuns: 40 },
    );
  });

  it("set an inner tenth of each class's training examples aside, and train on a share of the rest", async () => {
    const list = Array.from({ length: 250 }, (_, at): Row => [`text ${String(at)}`, at % 5 === 0 ? "a" : "b"]);
    const table = await textTable({ all: list, test: list.slice(0, 10) });
    for (const { train, validation, inner, test } of foldsOf(table, 5, { inner: true })) {
      expect(countClasses(table, validation ?? [])).toEqual([10, 40]);
      expect(countClasses(table, inner ?? [])).toEqual([4, 16]);
      expect(countClasses(table, train)).toEqual([36, 144]);
      expect(test).toHaveLength(10);
    }
    for (const { train, validation } of foldsOf(table, 5, { trainShare: 0.5 })) {
      expect(countClasses(table, validation ?? [])).toEqual([10, 40]);
      expect(countClasses(table, train)).toEqual([20, 80]);
    }
  });

  it("are refused where they cannot be filled, or a class could not be trained", async () => {
    const few = await textTable({ all: [...["p", "q"].map((text): Row => [text, "a"]), ["r", "b"], ["s", "b"]] });
    expect(() => foldsOf(few, 5)).toThrow(/4 examples cannot be cut into 5 folds/);
    const layout = {
      ...({ format: "table", delimiter: ",", header: true, columns: ["text", "label", "paper"] } as const),
      ...{ label: "label", text: "text", numeric: [] },
    };
    const source = bytesSource("text,label,paper\np,a,1\nq,a,1\nr,b,2\ns,b,3\nt,b,4\n");
    const grouped = await readTable([{ role: "all", source }], layout, { groupColumn: "paper" });
    expect(() => foldsOf(grouped, 2, { groupColumn: "paper" })).toThrow(/The class "a" would be in one fold alone/);
  });
});
