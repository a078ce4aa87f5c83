import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { counted, difference, measured, type Table } from "../../../src/services/table.ts";
import { tableFormats } from "../../../src/services/tableFormats.ts";

const { csv, markdown, latex } = tableFormats;
const hostile = [
  'a,"b"',
  "=HYPERLINK(1)",
  "@SUM(1)",
  "-2+3",
  "+A1",
  "line\r\nbreak",
  "| cell | <script>alert(1)</script>",
  "[link](javascript:x) ![i](y) `code` *b* _i_",
  "\\input{/etc/passwd} $x^2$ 50% #1 a_b ~ & {}",
  "\u001b[31mred",
  "\u202eright to left",
  "[1] first",
  "ଓଡ଼ିଆ",
];

const tableOf = (names: readonly string[]): Table => ({
  columns: [
    { title: "name", numeric: false },
    { title: "95 % from", numeric: true },
    { title: "n", numeric: true },
  ],
  rows: names.map((name, at) => ({
    cells: [name, at === 0 ? null : difference(at - 1.25), counted(at * 1000)],
    notes: at === 0 ? [] : [`${name} is better by −1`],
  })),
  notes: ["0.8 ± 0.1 over <all>"],
});

describe("a table as CSV", () => {
  const read = (text: string): string[][] => parse(text);

  it("reads back as it was, line by line, numbers in full", () => {
    const lines = read(csv(tableOf(hostile)));
    expect(lines).toHaveLength(hostile.length + 1);
    expect(lines[0]).toEqual(["name", "95 % from", "n", "notes"]);
    expect(lines[1]?.[0]).toBe('a,"b"');
    expect(lines[2]?.slice(1, 3)).toEqual(["-0.25", "1000"]);
  });

  it("holds no formula and no control", () => {
    const lines = read(csv(tableOf(hostile)));
    for (const [name] of lines) expect(name).not.toMatch(/^[=+\-@]/);
    expect(lines[2]?.[0]).toBe("'=HYPERLINK(1)");
    expect(csv(tableOf(hostile)).replaceAll("\r\n", "")).not.toMatch(/[\p{Cc}\u202e]/u);
  });

  it("keeps any text in its own field", () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: "grapheme" }), { minLength: 1, maxLength: 5 }), (names) => {
        const lines = read(csv(tableOf(["first", ...names])));
        expect(lines.map((line) => line.length)).toEqual(new Array(names.length + 2).fill(4));
      }),
    );
  });
});

describe("a table as Markdown", () => {
  it("has as many cells in each row as columns, whatever the names", () => {
    const rows = markdown(tableOf(hostile)).split("\n\n")[0]?.split("\n") ?? [];
    expect(rows).toHaveLength(hostile.length + 2);
    for (const row of rows) expect(row.replaceAll(/\\[^a-z]/g, "").match(/\|/g)).toHaveLength(4);
  });

  it("holds no markup of a name's", () => {
    const bare = markdown(tableOf(hostile)).replaceAll(/\\[^a-z0-9]/gi, "");
    expect(bare).not.toMatch(/[<>`*_[\]]/);
    expect(markdown(tableOf(["a|b"]))).toContain("| a\\|b | – | 0 |");
  });

  it("writes numbers for readers and notes as a list", () => {
    const text = markdown({
      columns: [{ title: "x", numeric: true }],
      rows: [
        { cells: [measured(0.123456)], notes: ["one"] },
        { cells: [difference(-0.25)], notes: [] },
        { cells: [difference(0.25)], notes: [] },
        { cells: [difference(-0.00001)], notes: ["two"] },
      ],
      notes: ["three"],
    });
    expect(text).toBe("| x |\n| ---: |\n| 0.1235 |\n| −0.2500 |\n| +0.2500 |\n| 0.0000 |\n\n- one\n- two\n- three\n");
  });
});

describe("a table as LaTeX", () => {
  it("has as many cells in each row as columns, and ends each row once", () => {
    const body =
      /\\midrule\n([^]*)\\bottomrule/
        .exec(latex(tableOf(hostile)))?.[1]
        ?.trimEnd()
        .split("\n") ?? [];
    expect(body).toHaveLength(hostile.length);
    for (const row of body) {
      expect(row).toMatch(/ \\\\$/);
      expect(row.replaceAll("\\&", "").match(/&/g)).toHaveLength(2);
      expect(row).not.toMatch(/^[[*]/);
    }
  });

  it("knows no command but its own", () => {
    const text = latex(tableOf(hostile));
    expect(text).toContain("\\textbackslash{}input\\{/etc/passwd\\} \\$x\\textasciicircum{}2\\$ 50\\% \\#1 a\\_b");
    const commands = new Set(text.match(/\\[a-z]+/g));
    const own =
      "usepackage begin toprule midrule bottomrule end noindent par textbackslash textasciitilde textasciicircum textless textgreater textbar textasciigrave pm";
    expect([...commands].filter((name) => !own.split(" ").includes(name.slice(1)))).toEqual([]);
    expect(latex(tableOf(["a--b", "→"]))).toContain("a-{}-b");
  });

  it("writes a minus that is one, in cells and in notes", () => {
    const text = latex(tableOf(["a", "b"]));
    expect(text).toContain("b & $-0.2500$ & 1000 \\\\");
    expect(text).toContain("\\noindent b is better by $-$1\\par");
    expect(text).toContain("\\noindent 0.8 $\\pm$ 0.1 over \\textless{}all\\textgreater{}\\par");
    expect(text).not.toContain("−");
  });
});
