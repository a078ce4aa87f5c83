import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { FileLayout } from "../../../src/data/layout.ts";
import { readTable } from "../../../src/data/readTable.ts";
import { bytesSource, failure, linesLayout, readText, textTable } from "./support.ts";

const numbersLayout: FileLayout = {
  format: "table",
  delimiter: ",",
  header: true,
  columns: ["kind", "width", "paper"],
  label: "kind",
  numeric: ["width"],
};

async function readLines(content: string | Uint8Array, layout = linesLayout, groupColumn?: string) {
  const source = bytesSource(content, "data.tsv", 7);
  return await readTable([{ role: "all", source }], layout, groupColumn === undefined ? {} : { groupColumn });
}

describe("reading a labelled file", () => {
  it("numbers classes in UTF-16 order of the trimmed labels and keeps each example's line", async () => {
    const table = await readLines("\uFEFFgood\tpos \r\n\r\nbad\tneg\r\nstray\ttab\tpos");
    expect(table.classes).toEqual(["neg", "pos"]);
    expect([...table.labels]).toEqual([1, 0, 1]);
    expect(table.texts).toEqual(["good", "bad", "stray\ttab"]);
    expect([...table.lineOf]).toEqual([1, 3, 4]);
  });

  it("tells the first line of rows that span several", async () => {
    const table = await readText('text,label\n"one\ntwo\nthree four",x\n"five six seven",y\neight nine ten,y\n');
    expect([...table.lineOf]).toEqual([2, 5, 6]);
    expect(table.texts?.[0]).toBe("one\ntwo\nthree four");
  });

  it("records size, SHA-256 and replaced bytes of the file", async () => {
    const bytes = Uint8Array.of(0x61, 0xe9, 9, 0x78, 10, 0x62, 9, 0x79, 10);
    const [file] = (await readLines(bytes)).files;
    expect(file).toMatchObject({ bytes: 9, invalidBytes: 1, brokenCount: 0, role: "all", path: "data.tsv" });
    expect(file?.sha256).toBe(createHash("sha256").update(bytes).digest("hex"));
  });

  it("reads numbers and missing values, and groups when asked", async () => {
    const content = "kind,width,paper\na,1.5,p1\nb,NA,p2\na,,p1\nb,-2e1,p2\n";
    const table = await readLines(content, numbersLayout, "paper");
    expect([...(table.numeric.get("width") ?? [])]).toEqual([1.5, NaN, NaN, -20]);
    expect(table.groups).toEqual(["p1", "p2", "p1", "p2"]);
    expect(table).not.toHaveProperty("texts");
  });

  it("lists every row that it cannot use, with line and reason", async () => {
    const table = await readLines(
      "kind,width,paper\na,1,p\nb,wide,p\n,2,p\na,3\nb,4,\nb,5,q\n",
      numbersLayout,
      "paper",
    );
    expect(table.size).toBe(2);
    expect(table.files[0]?.broken).toEqual([
      { line: 3, kind: "number", reason: '"wide" in column "width" is not a number' },
      { line: 4, kind: "label", reason: 'no label in column "kind"' },
      { line: 5, kind: "fields", reason: "2 fields, not 3" },
      { line: 6, kind: "group", reason: 'no value in the group column "paper"' },
    ]);
  });

  it("keeps a hundred broken rows in detail and counts all", async () => {
    const table = await readLines(`${"no tab\n".repeat(150)}a\tx\nb\ty\n`);
    expect(table.files[0]).toMatchObject({ brokenCount: 150 });
    expect(table.files[0]?.broken).toHaveLength(100);
  });

  it("accounts for each row of a file: read or reported broken", async () => {
    const row = fc.constantFrom("some text\tx", "more\ttabs\ty", "no tab", "no label\t", "\tz");
    await fc.assert(
      fc.asyncProperty(fc.array(row, { maxLength: 30 }), fc.boolean(), async (rows, ends) => {
        const content = ["first\tx", ...rows, "last\ty"].join("\n") + (ends ? "\n" : "");
        const table = await readLines(content);
        expect(table.size + (table.files[0]?.brokenCount ?? 0)).toBe(rows.length + 2);
      }),
    );
  });

  it("joins files in order, finds their columns by name and keeps their roles", async () => {
    const table = await readTable(
      [
        { role: "train", source: bytesSource("kind,width,paper\na,1,p\nb,2,p\n", "train.csv") },
        { role: "test", source: bytesSource("width,kind\n3,b\n", "test.csv") },
      ],
      numbersLayout,
    );
    expect([...(table.numeric.get("width") ?? [])]).toEqual([1, 2, 3]);
    expect([...table.fileOf]).toEqual([0, 0, 1]);
    expect(table.files.map(({ role }) => role)).toEqual(["train", "test"]);
  });

  it("says how far it is", async () => {
    const heard: number[] = [];
    const source = bytesSource("a\tx\nb\ty\n", "d", 4);
    await readTable([{ role: "all", source }], linesLayout, { onProgress: (fraction) => heard.push(fraction) });
    expect(heard).toEqual([0.5, 1]);
  });
});

describe("a file that cannot be used", () => {
  const many = Array.from({ length: 1001 }, (_, i) => `text\tclass${String(i)}`).join("\n");
  const measured = Array.from({ length: 40 }, (_, i) => `text\t${String(i)}.25`).join("\n");
  it.each([
    ["is empty", "", "data.tsv: The file is empty."],
    ["is binary", "a\tx\nb\0\ty\n", "data.tsv: The file is not text"],
    ["has one class only", "a\tx\nb\tx\n", 'data.tsv: label: All examples have the same label, "x".'],
    ["has more than 1,000 classes", many, "data.tsv: label: The label column has more than 1,000 different values."],
    ["has a numeric target", measured, "data.tsv: label: The label column holds measurements (such as 0.25)"],
    [
      "has several labels",
      "a\tx;y\nb\tx\nc\ty\n",
      'data.tsv: label: Some examples have several labels (such as "x;y").',
    ],
    ["has no row that can be used", "a\nb\n", "data.tsv:1: None of its 2 rows can be used: there is no tab"],
    [
      "has a line of 10 MB",
      `a\tx\n${"b".repeat(10_000_000)}\ty\n`,
      "data.tsv:2: The row that starts on this line is longer",
    ],
  ])("is refused when it %s", async (_, content, message) => {
    const source = bytesSource(content, "data.tsv");
    expect(await failure(readTable([{ role: "all", source }], linesLayout))).toContain(`UserError: ${message}`);
  });

  it("is refused when a column is not there, naming those that are", async () => {
    expect(await failure(readLines("kind,size\na,1\nb,2\n", numbersLayout))).toBe(
      'UserError: data.tsv: width: There is no column "width" for the features. The columns are "kind" and "size".',
    );
    expect(await failure(readLines("kind,width\na,1\nb,2\n", numbersLayout, "paper"))).toContain(
      'There is no column "paper" for the groups.',
    );
  });

  it("is refused before it is read when it is larger than 1 GB", async () => {
    const source = { ...bytesSource("a\tx\n", "huge.tsv"), size: 2 ** 31 };
    expect(await failure(readTable([{ role: "all", source }], linesLayout))).toContain("huge.tsv: The file is larger");
  });
});

describe("given files", () => {
  it("share their classes", async () => {
    const table = await textTable({ train: [["a", "x"]], test: [["b", "y"]] });
    expect(table.classes).toEqual(["x", "y"]);
  });
});
