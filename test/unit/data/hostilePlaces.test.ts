import { describe, expect, it } from "vitest";
import { readTable } from "../../../src/data/readTable.ts";
import { sniffSource } from "../../../src/data/sniffSource.ts";
import { bytesSource } from "./support.ts";

/** Opened as a person does: how it is laid out is found out. */
async function opened(text: string, path = "data.csv") {
  const source = bytesSource(new TextEncoder().encode(text), path, 1 << 20);
  const { layout, reasons } = await sniffSource(source, {});
  const table = await readTable([{ role: "all", source }], layout);
  const [file] = table.files;
  return {
    layout,
    reasons,
    table,
    broken: file?.broken ?? [],
    features: [...layout.numeric, ...(layout.categories ?? [])],
  };
}
const many = (rows: string, times = 20): string => rows.repeat(times);

describe("names that mean something elsewhere", () => {
  it("are names of columns and classes like any other", async () => {
    const { layout, table } = await opened(
      `__proto__,constructor,label\n${many("1,2,__proto__\n3,4,toString\n5,6,<b>\n")}`,
    );
    expect([layout.label, table.classes]).toEqual(["label", ["<b>", "__proto__", "toString"]]);
    expect([...table.numeric.keys()]).toEqual(["__proto__", "constructor"]);
    expect([...(table.numeric.get("__proto__") ?? [])].slice(0, 3)).toEqual([1, 3, 5]);
  });

  it("are keys of JSON like any other, and change no object", async () => {
    const row = '{"text":"a b c","label":"x","__proto__":{"polluted":1},"constructor":{"prototype":2}}\n';
    const { features } = await opened(many(`${row}${row.replace('"x"', '"y"')}`), "data.jsonl");
    expect(features).toContain("__proto__.polluted");
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });

  it("that begin as formulas do stay as they are", async () => {
    const { table } = await opened(`text,label\n${many("=cmd|' /C calc'!A0 is a text,=1+1\n@SUM(1) is one too,+b\n")}`);
    expect(table.classes).toEqual(["+b", "=1+1"]);
  });
});

describe("a header", () => {
  it("with a name twice or none is one where another name is usual; positions tell them apart", async () => {
    const twice = await opened(`text,text,label\n${many("one two,three,a\nthree four,five,b\n", 10)}`);
    expect([twice.layout.label, twice.layout.columns]).toEqual(["label", ["text", "text (column 2)", "label"]]);
    const empty = await opened(`text,,label\n${many("one two,1,a\nthree four,2,b\n", 10)}`);
    expect([empty.layout.label, empty.layout.numeric]).toEqual(["label", ["column2"]]);
  });

  it("of five thousand columns is read, and each is a feature", async () => {
    const names = Array.from({ length: 5000 }, (_, at) => `c${String(at)}`);
    const row = (by: number, label: string) => `${names.map((_, at) => (at * by) % 7).join(",")},${label}\n`;
    const { layout, table } = await opened(
      `${names.join(",")},label\n${row(3, "a")}${row(1, "b")}${row(6, "a")}${row(5, "b")}`,
    );
    expect([layout.label, layout.numeric.length, table.size]).toEqual(["label", 5000, 4]);
    expect(table.numeric.get("c4999")?.[3]).toBe((4999 * 5) % 7);
  });
});

describe("numbers with commas", () => {
  it.each(["a;b;label\n1,5;2,25;x\n3,5;4,75;y\n", 'a,b,label\n"1,234.5","2,250",x\n"3,500","4,750",y\n'])(
    "are not taken for numbers, which is said: %j",
    async (text) => {
      const [header = "", ...rows] = text.split(/(?<=\n)/u);
      const { layout, reasons } = await opened(`${header}${many(rows.join(""))}`);
      expect(layout.numeric).toEqual([]);
      expect(reasons.join(" ")).toContain('"a" and "b": numbers with commas in them are not read as numbers');
    },
  );
});

describe("rows", () => {
  it("that are longer than the head of the file are found all the same", async () => {
    const text = "word ".repeat(30_000);
    const { layout, table } = await opened(`text,label\n${many(`${text},a\n${text}b,b\n`, 2)}`);
    expect([layout.text ?? layout.categories?.[0], table.size, table.classes]).toEqual(["text", 4, ["a", "b"]]);
  });

  it("are one too few where a quote never closes, which names the line where it opened", async () => {
    const rows = many("one two,a\nthree four,b\n", 10);
    const { broken, table } = await opened(`text,label\n${rows}"open,a\n${rows}`);
    expect(broken).toMatchObject([{ line: 22, reason: "a quoted field on this line never closes" }]);
    expect(table.size).toBe(40);
  });

  it("keep a byte order mark in their midst, and half of a surrogate pair as a mark of damage", async () => {
    const marked = await opened(`text,label\n${many("one two,a\nthree four,b\n", 10)}\uFEFFsix,a\n`);
    expect(marked.table.size).toBe(21);
    const half = await opened(
      many('{"text":"a b c","label":"x\\udfff"}\n{"text":"d e f","label":"y"}\n'),
      "data.jsonl",
    );
    expect(half.table.classes).toEqual(["x\uFFFD", "y"]);
  });
});

describe("what is refused says why", () => {
  const labels = Array.from({ length: 100_000 }, (_, at) => `text number ${String(at)},class${String(at % 50_000)}\n`);
  it.each([
    [
      "a label of 50,000 values",
      `text,label\n${labels.join("")}`,
      "more than 1,000 different values. Choose the column",
    ],
    ["NUL bytes", `text,label\n${many("a\0b,x\nc,y\n")}`, "data.csv: The file is not text: it holds NUL bytes."],
    ["old line ends", `text,label\r${many("one two,a\rthree four,b\r")}`, "end with a carriage return alone. Save it"],
    ["a row without end", `text,label\nshort,a\n"${"x ".repeat(4_500_000)}`, "Check that its quotes close"],
    ["lists in lists", "[".repeat(100_000), "Its first line is longer than 64 KB"],
  ])("%s", async (_, text, message) => {
    await expect(opened(text)).rejects.toThrow(message);
  });
});
