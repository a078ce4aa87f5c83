import { describe, expect, it } from "vitest";
import { fitSparse, restoreSparse } from "../../../src/data/sparseFeatures.ts";
import { sniffSource } from "../../../src/data/sniffSource.ts";
import { readTable } from "../../../src/data/readTable.ts";
import type { LayoutChoices } from "../../../src/data/layout.ts";
import type { ByteSource, ExampleTable } from "../../../src/data/table.ts";
import { finish } from "../../../src/base/work.ts";
import { bytesSource, failure } from "./support.ts";

/** Sniffs and reads a source as training does. */
async function read(source: ByteSource, choices: LayoutChoices = {}) {
  const sniffed = await sniffSource(source, choices);
  return { ...sniffed, table: await readTable([{ role: "all", source }], sniffed.layout) };
}

function examples({ texts, labels, classes }: ExampleTable): readonly string[] {
  return Array.from(labels, (id, at) => `${classes[id] ?? ""}: ${texts?.[at] ?? ""}`);
}

function folder(files: Readonly<Record<string, string | Uint8Array>>): ByteSource {
  const parts = Object.entries(files).map(([name, content]) => ({ name, source: bytesSource(content, `d/${name}`) }));
  const size = parts.reduce((sum, { source }) => sum + source.size, 0);
  return { ...bytesSource("", "d"), size, parts };
}

describe("fastText's format", () => {
  const content =
    "__label__good __label__new fine tea\n__label__bad cold tea __label__old\n\nno label here\n" +
    "__label__bad so it is\n".repeat(3);

  it("takes the first label of a line, says that there are more, and reports lines without one", async () => {
    const { layout, reasons, table } = await read(bytesSource(content, "t.txt", 5));
    expect(layout).toMatchObject({ format: "fastText", label: "label", text: "text" });
    expect(reasons.join(" ")).toContain('the first counts; with "severalLabels": "each" every one makes an example');
    expect(examples(table).slice(0, 3)).toEqual(["good: fine tea", "bad: cold tea", "bad: so it is"]);
    expect(table.files[0]).toMatchObject({
      notes: ["2 lines have several labels: the first of them counts."],
      broken: [{ line: 4, kind: "separator" }],
    });
  });

  it("makes an example of each label when asked", async () => {
    const { table } = await read(bytesSource(content), { severalLabels: "each" });
    expect(examples(table).slice(0, 4)).toEqual(["good: fine tea", "new: fine tea", "bad: cold tea", "old: cold tea"]);
    expect([...table.lineOf].slice(0, 5)).toEqual([1, 1, 2, 2, 5]);
  });
});

describe("JSON", () => {
  const rows = [
    { review: { text: "fine tea, hot", lang: "en" }, label: "good", stars: 5 },
    { review: { text: 'cold "tea"\nagain', lang: "en" }, label: "bad", stars: 1 },
    { review: { text: "tea { as [ ever", lang: "en" }, label: "bad" },
  ];
  const expected = ["good: fine tea, hot", 'bad: cold "tea"\nagain', "bad: tea { as [ ever"];

  it.each([
    ["jsonl", rows.map((row) => JSON.stringify(row)).join("\n")],
    ["json", JSON.stringify(rows)],
    ["json", JSON.stringify(rows, null, 2)],
    ["json", `\uFEFF${JSON.stringify({ version: [1, { a: "]" }], data: rows, rest: [{}] }, null, 1)}`],
  ])("is read as %s with nested values by their path, however it is cut", async (format, content) => {
    for (const piece of [1, 7, 65_536]) {
      const { layout, table } = await read(bytesSource(content, "d.json", piece));
      expect(layout).toMatchObject({ format, header: false, label: "label", text: "review.text" });
      expect(examples(table)).toEqual(expected);
      expect(table.files[0]?.brokenCount).toBe(0);
    }
  });

  it("tells the line of each example and of each that is broken", async () => {
    const content =
      '[\n {"text": "one two",\n  "label": "a"},\n {"text": oops},\n 7,\n {"text": "three four", "label": "b"}]';
    const table = await readTable([{ role: "all", source: bytesSource(content, "d.json", 3) }], jsonLayout);
    expect([...table.lineOf]).toEqual([2, 6]);
    expect(table.files[0]?.broken.map(({ line, kind }) => [line, kind])).toEqual([
      [4, "syntax"],
      [5, "syntax"],
    ]);
  });

  it("prefers a key that is written like a path, and finds places in lists", async () => {
    const content = ["x", "y", "x"].map((label) => JSON.stringify({ "a.b": "one two", a: { b: "no" }, tags: [label] }));
    const layout = { columns: ["a.b", "tags.0"], text: "a.b", label: "tags.0", format: "jsonl" } as const;
    const source = bytesSource(content.join("\n"));
    const table = await readTable([{ role: "all", source }], { ...jsonLayout, ...layout });
    expect(examples(table)).toEqual(["x: one two", "y: one two", "x: one two"]);
  });

  const jsonLayout = {
    format: "json",
    delimiter: "\t",
    header: false,
    columns: ["text", "label"],
    label: "label",
    text: "text",
    numeric: [],
  } as const;

  it("that holds no list of objects is refused with its line", async () => {
    const source = bytesSource('{\n"a": 1\n}', "d.json");
    expect(await failure(readTable([{ role: "all", source }], jsonLayout))).toMatch(
      /d\.json:3: The file holds no list/,
    );
  });
});

describe("svmlight", () => {
  const content = "+1 qid:3 1:0.5 7:-2 # a comment\n-1 7:4\n# only a comment\n1 2:0 5:1x\n-1 9:1 1:1\n";

  it("gives sparse numbers by index, of which features are made", async () => {
    const { layout, table } = await read(bytesSource(content, "t.svm", 4));
    expect(layout).toMatchObject({ format: "svmlight", sparse: "features", numeric: [] });
    expect(table.classes).toEqual(["-1", "1"]);
    expect(table.sparse).toMatchObject({ rows: 3, columns: 10 });
    expect(table.files[0]?.broken).toMatchObject([{ line: 4, kind: "number" }]);
    const options = { kind: "sparse", scale: "maxAbs" } as const;
    const fitted = finish(fitSparse(options, table, Uint32Array.of(0, 1)));
    const again = restoreSparse(options, fitted.state());
    const { matrix, coverage } = finish(again.transform(table, Uint32Array.of(0, 1, 2)));
    expect(matrix).toMatchObject({ kind: "csr", columns: 2 });
    expect(matrix.kind === "csr" && [...matrix.values]).toEqual([1, -0.5, 1, 2]);
    // Index 9 is not in train.
    expect(coverage).toMatchObject({ total: 5, unknown: 1 });
  });
});

describe("folders", () => {
  it("of text files are a class each, with the file as the place", async () => {
    const source = folder({
      "ham/1.txt": "see you",
      "ham/2.txt": "at\nnoon",
      "spam/1.txt": "buy",
      "spam/b.png": Uint8Array.of(0),
    });
    const { layout, reasons, table } = await read(source);
    expect(layout).toMatchObject({ format: "folders", columns: ["text", "label", "file"] });
    expect(reasons).toEqual(['Each folder is a class ("ham" and "spam"), each of their 4 files a text.']);
    expect(examples(table)).toEqual(["ham: see you", "ham: at\nnoon", "spam: buy"]);
    expect(table.files[0]?.broken).toMatchObject([{ kind: "text", file: "d/spam/b.png", line: 1 }]);
  });

  it("with a file for each class read a text from each line, latin-1 where it is not UTF-8", async () => {
    const source = folder({
      "README.md": "x",
      "tea.neg": Uint8Array.of(99, 97, 102, 0xe9, 10, 98),
      "tea.pos": "one\n\ntwo\n",
    });
    const { layout, table } = await read(source);
    expect(layout).toMatchObject({ format: "classFiles", encoding: "latin-1" });
    expect(examples(table)).toEqual(["neg: café", "neg: b", "pos: one", "pos: two"]);
    expect([...table.lineOf]).toEqual([1, 2, 3, 5]);
  });

  it("without classes are refused", async () => {
    expect(await failure(read(folder({ "a.txt": "x", "b.csv": "y" })))).toContain(
      "d: The folder does not show classes",
    );
  });
});

describe("encodings", () => {
  const text = "text,label\ncafé at noon,pos\nno “café” at all,neg\nà la carte,pos\n";
  const wide = (high: boolean) =>
    Uint8Array.from(
      [0xfeff, ...Array.from(text, (c) => c.charCodeAt(0))].flatMap((unit) =>
        high ? [unit >> 8, unit & 255] : [unit & 255, unit >> 8],
      ),
    );
  const latin = Uint8Array.from(text, (c) => ({ "“": 0x93, "”": 0x94 })[c] ?? c.charCodeAt(0));

  it.each([
    ["utf-16le", wide(false)],
    ["utf-16be", wide(true)],
    ["latin-1", latin],
  ] as const)("%s is found out and said", async (encoding, bytes) => {
    const { layout, reasons, table } = await read(bytesSource(bytes, "d.csv", 3));
    expect(layout.encoding).toBe(encoding);
    expect(reasons[0]).toMatch(/latin-1|UTF-16/);
    expect(table.texts).toEqual(["café at noon", "no “café” at all", "à la carte"]);
    expect(table.files[0]?.invalidBytes).toBe(0);
  });

  it("stays UTF-8 with the broken bytes counted where other characters are UTF-8", async () => {
    const bytes = new TextEncoder().encode(text);
    bytes[bytes.length - 10] = 0xe9;
    const { layout, table } = await read(bytesSource(bytes, "d.csv"));
    expect(layout.encoding).toBeUndefined();
    expect(table.files[0]?.invalidBytes).toBe(1);
  });
});

it("rows of a kind that is skipped are counted apart and not reported", async () => {
  const { table } = await read(bytesSource("text,label\none two,a\nthree,b,c\nfour five,\nsix,b\n"), {
    skip: ["fields"],
  });
  expect(table.files[0]).toMatchObject({ brokenCount: 1, skippedCount: 1, broken: [{ line: 4, kind: "label" }] });
});
