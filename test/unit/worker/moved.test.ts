import { describe, expect, it } from "vitest";
import type { SplitName } from "../../../src/data/table.ts";
import { Bench } from "./reviews.ts";

const page = { trueClass: null, predictedClass: null, offset: 0, limit: 1000 };

/** Rows of several lines, quotes and separators, in two files. */
function quoted(from: number): string {
  const rows = Array.from({ length: 30 }, (_, at) => {
    const kind = at % 2 === 0 ? "good" : "bad";
    return `"review ${String(from + at)} is ${kind},\nsaid ""somebody""\n${"more\n".repeat(at % 3)}",${kind}`;
  });
  return `review,kind\n${rows.join("\n")}\n`;
}

async function trainedOnTwoFiles() {
  const bench = new Bench();
  bench.ports.write("/folder/a.csv", quoted(0));
  bench.ports.write("/folder/b.csv", quoted(100));
  const start = bench.start({
    dataset: { train: "a.csv", test: "b.csv" },
    model: { kind: "logisticRegression" },
    training: { epochs: 2 },
  });
  const run = await bench.train(start);
  expect(run.record.message).toBeNull();
  const where = { runFolder: start.runFolder, baseFolder: "/folder" };
  const examples = (split: SplitName) => bench.session.examples({ ...where, split, ...page });
  return { bench, run, where, examples };
}

/** The text of the row that starts on a line. */
function rowAt(text: string, line: number): string {
  return text
    .split("\n")
    .slice(line - 1)
    .join("\n");
}

describe("the examples of a run", () => {
  it("stand on the first line of their rows, however many lines those have, each in its own file", async () => {
    const { bench, examples } = await trainedOnTwoFiles();
    for (const [split, file, count] of [
      ["train", "/folder/a.csv", 28],
      ["test", "/folder/b.csv", 30],
    ] as const) {
      const { examples: rows, warning } = await examples(split);
      expect([rows.length, warning]).toEqual([count, null]);
      const text = new TextDecoder().decode(bench.ports.disk.get(file));
      for (const row of rows) {
        expect(row.file).toBe(file);
        expect(rowAt(text, row.line).startsWith(`"${row.excerpt.replaceAll('"', '""')}`)).toBe(true);
      }
    }
  });

  it("are found again by what they hold in a file that was edited, and missed where they are gone", async () => {
    const { bench, examples } = await trainedOnTwoFiles();
    const before = await examples("test");
    const text = new TextDecoder().decode(bench.ports.disk.get("/folder/b.csv"));
    const [header, first] = [text.slice(0, text.indexOf("\n") + 1), text.slice(text.indexOf("\n") + 1)];
    const edited = `${header}"a new row\nof two lines",good\n${first.replace("review 107 is bad", "rewritten")}`;
    bench.ports.write("/folder/b.csv", edited);
    const after = await examples("test");
    expect(after.warning).toContain("changed since the run");
    expect(after.warning).toContain("1 of them is not there any more");
    after.examples.forEach((row, at) => {
      const old = before.examples[at];
      if (old?.excerpt.startsWith("review 107") === true) {
        expect(row.excerpt).toBe("(this example is not in the file any more)");
        return;
      }
      expect(row).toEqual({ ...old, line: (old?.line ?? 0) + 2 });
      expect(rowAt(edited, row.line).startsWith(`"${row.excerpt.replaceAll('"', '""')}`)).toBe(true);
    });
  });

  it("of equal text are the nearest ones", async () => {
    const bench = new Bench();
    const rows = Array.from({ length: 40 }, (_, at) => `same,${at % 2 === 0 ? "good" : "bad"}`);
    const start = bench.start({ model: { kind: "logisticRegression" }, training: { epochs: 1 } });
    bench.ports.write("/folder/reviews.csv", `review,kind\n${rows.join("\n")}\n`);
    await bench.train(start);
    const query = { runFolder: start.runFolder, baseFolder: "/folder", split: "test" as const, ...page };
    const before = await bench.session.examples(query);
    bench.ports.write("/folder/reviews.csv", `review,kind\n${rows.join("\n")}\nanother,good\n`);
    const after = await bench.session.examples(query);
    expect(after.examples.map(({ line }) => line)).toEqual(before.examples.map(({ line }) => line));
  });

  it("of a run that stored no keys are looked for on their lines, with a warning", async () => {
    const { bench, run, examples } = await trainedOnTwoFiles();
    run.arrays.delete("keys.test");
    expect((await examples("test")).warning).toBeNull();
    const text = new TextDecoder().decode(bench.ports.disk.get("/folder/b.csv"));
    bench.ports.write("/folder/b.csv", `${text}last,good\n`);
    expect((await examples("test")).warning).toContain("a line may no longer hold the example");
  });

  it("of numbers and categories are known again however the numbers are written", async () => {
    const bench = new Bench();
    const rows = Array.from({ length: 40 }, (_, at) => [String(at), ["red", "blue"][at % 2], at % 4 < 2 ? "a" : "b"]);
    bench.ports.write("/folder/numbers.csv", `size,colour,kind\n${rows.map((row) => row.join(",")).join("\n")}\n`);
    const start = bench.start({
      dataset: { path: "numbers.csv", label: "kind", features: ["size", "colour"] },
      training: { epochs: 1 },
    });
    await bench.train(start);
    const query = { runFolder: start.runFolder, baseFolder: "/folder", split: "test" as const, ...page };
    const before = await bench.session.examples(query);
    const edited = rows.toReversed().map(([size, ...rest]) => [`${size ?? ""}.0`, ...rest].join(","));
    bench.ports.write("/folder/numbers.csv", `size,colour,kind\n${edited.join("\n")}\n`);
    const after = await bench.session.examples(query);
    expect(after.warning).not.toContain("not there any more");
    expect(after.examples.map(({ excerpt }) => excerpt.replace(".0", ""))).toEqual(
      before.examples.map(({ excerpt }) => excerpt),
    );
    expect(after.examples.map(({ line }) => line)).toEqual(before.examples.map(({ line }) => 43 - line));
  });
});
