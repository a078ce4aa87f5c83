import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { RecordScanner } from "../../../src/data/records.ts";

interface Scanned {
  readonly rows: (readonly string[])[];
  readonly lines: number[];
  readonly broken: string[];
}

function scan(text: string, delimiter: "," | "\t" | ";" | "|", pieces = [text]): Scanned {
  const rows: (readonly string[])[] = [];
  const lines: number[] = [];
  const broken: string[] = [];
  const scanner = new RecordScanner({ format: "table", delimiter, columns: [] }, "data.csv", {
    row: (fields, line) => {
      rows.push(fields);
      lines.push(line);
    },
    broken: (line, reason) => broken.push(`${String(line)}: ${reason}`),
  });
  for (const piece of pieces) scanner.push(piece);
  scanner.end();
  return { rows, lines, broken };
}

function cut(text: string, at: readonly number[]): string[] {
  const borders = [0, ...at.map((share) => Math.floor(share * text.length)).sort((a, b) => a - b), text.length];
  return borders.slice(1).map((to, i) => text.slice(borders[i], to));
}

const shares = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 6 });

describe("the scanner of delimited rows", () => {
  it("reads quoted fields with delimiters, doubled quotes and line breaks, and counts lines", () => {
    const { rows, lines, broken } = scan('a,"b,""c""\nd"\r\n\r\ne,f"g\nlast,', ",");
    expect(rows).toEqual([
      ["a", 'b,"c"\nd'],
      ["e", 'f"g'],
      ["last", ""],
    ]);
    expect(lines).toEqual([1, 4, 5]);
    expect(broken).toEqual([]);
  });

  it("agrees with csv-parse on every table that a writer quotes by the rules, however it is cut into pieces", () => {
    const field = fc.string({ unit: fc.constantFrom("a", "ö", '"', ",", "\n", " ", "\r\n", "𝒳"), maxLength: 6 });
    const table = fc.array(fc.array(field, { minLength: 2, maxLength: 4 }), { maxLength: 6 });
    fc.assert(
      fc.property(table, fc.constantFrom("\n", "\r\n"), fc.boolean(), shares, (source, newline, ends, at) => {
        const quote = (cell: string): string => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
        const text = source.map((row) => row.map(quote).join(",")).join(newline) + (ends ? newline : "");
        const expected = parse(text, { relax_column_count: true, record_delimiter: newline, skip_empty_lines: true });
        const { rows, broken } = scan(text, ",", cut(text, at));
        expect(broken).toEqual([]);
        expect(rows).toEqual(expected);
      }),
      { numRuns: 500 },
    );
  });

  it("reads any text the same however it is cut into pieces, and takes or reports every line that is not blank", () => {
    const text = fc.string({ unit: fc.constantFrom("a", '"', '""', ",", "\n", "\r\n", "x\ty"), maxLength: 40 });
    fc.assert(
      fc.property(text, shares, (content, at) => {
        const whole = scan(content, ",");
        expect(scan(content, ",", cut(content, at))).toEqual(whole);
        if (whole.broken.length > 0) return;
        const lines = content.split("\n").filter((line) => line !== "" && line !== "\r").length;
        const inside = whole.rows.flat().join("").split("\n").length - 1;
        expect(whole.rows.length).toBeLessThanOrEqual(lines);
        expect(whole.rows.length).toBeGreaterThanOrEqual(lines - inside);
      }),
      { numRuns: 1000 },
    );
  });

  it("loses one row to a quote that never closes or goes on after closing", () => {
    const { rows, broken } = scan('a,b\nc,"d\ne,f\n"g"h,i\nj,k\n', ",");
    expect(rows).toEqual([
      ["a", "b"],
      ["e", "f"],
      ["j", "k"],
    ]);
    expect(broken).toEqual([
      "2: characters follow the closing quote of a field",
      "4: characters follow the closing quote of a field",
    ]);
    expect(scan('a,b\nc,"d\ne,f\n', ",")).toEqual({
      rows: [
        ["a", "b"],
        ["e", "f"],
      ],
      lines: [1, 3],
      broken: ["2: a quoted field on this line never closes"],
    });
  });

  it("refuses a row beyond all bounds by its file and line", () => {
    const long = "x".repeat(9_000_000);
    expect(() => scan(`a,b\n${long},c\n`, ",")).toThrow(/data\.csv:2: The row .* longer than 8 million/);
    expect(() => scan(`a,b\nc,"${long}`, ",")).toThrow(/data\.csv:2: The row/);
  });
});

describe("the scanner of lines", () => {
  it("cuts at the last tab when the label comes last and at the first when it comes first", () => {
    const read = (columns: readonly string[]): (readonly string[])[] => {
      const rows: (readonly string[])[] = [];
      const scanner = new RecordScanner({ format: "lines", delimiter: "\t", columns }, "d", {
        row: (fields) => rows.push(fields),
        broken: () => undefined,
      });
      scanner.push("one\ttwo\tth");
      scanner.push("ree\r\n\n");
      scanner.end();
      return rows;
    };
    expect(read(["text", "label"])).toEqual([["one\ttwo", "three"]]);
    expect(read(["label", "text"])).toEqual([["one", "two\tthree"]]);
  });
});
