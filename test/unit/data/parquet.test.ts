import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { dayText, momentText } from "../../../src/data/formats/parquet/calendar.ts";
import { rowsAsJson } from "../../../src/data/formats/parquet/rowsAsJson.ts";
import { readTable } from "../../../src/data/readTable.ts";
import { readRows } from "../../../src/data/rows.ts";
import { sniffSource } from "../../../src/data/sniffSource.ts";
import { dataFiles } from "../../../src/platform/dataFiles.ts";
import { formatOf } from "../../../src/services/labelFormats.ts";
import { parquetSource } from "../../fuzz/hostileParquet.ts";
import { numbersOf, numbersParquet } from "../../fuzz/numbersParquet.ts";
import { bytesSource, failure } from "./support.ts";

const folder = fileURLToPath(new URL("../../fixtures/parquet/", import.meta.url));
/** By Arrow: column → cells. */
const cells = JSON.parse(readFileSync(`${folder}cells.json`, "utf8")) as Readonly<Record<string, readonly string[]>>;
const names = ["snappy", "gzip", "brotli", "zstd", "lz4", "none-v2", "zstd-v2-delta", "plain", "int96"];

async function rowsOf(name: string, columns: readonly string[]) {
  const source = await dataFiles.open(`${folder}${name}.parquet`);
  const rows: (readonly string[])[] = [];
  const lines: number[] = [];
  const read = await readRows(
    source,
    { format: "parquet", delimiter: "\t", columns },
    {
      row: (fields, line) => {
        rows.push(fields);
        lines.push(line);
      },
      broken: (line, reason) => {
        throw new Error(`${String(line)}: ${reason}`);
      },
    },
  );
  return { rows, lines, read };
}

describe("a Parquet file", () => {
  it.each(names)("packed and encoded as %s has the cells that Arrow wrote, by number of row", async (name) => {
    const columns = Object.keys(cells);
    const { rows, lines } = await rowsOf(name, columns);
    expect(lines).toEqual(Array.from({ length: 48 }, (_, i) => i + 1));
    for (const [at, column] of columns.entries())
      expect([column, rows.map((row) => row[at])]).toEqual([column, cells[column]]);
  });

  it.each(["plain", "dictionary"] as const)("of many numbers (%s) has them to the bit", async (encoding) => {
    const rows = 3000;
    const bytes = Buffer.concat([...numbersParquet(rows, 2, encoding)]);
    const source = parquetSource(new Uint8Array(bytes), "numbers.parquet");
    const { layout } = await sniffSource(source, {});
    expect(layout).toMatchObject({ label: "label", numeric: ["x1", "x2"] });
    const { numeric, classes, labels } = await readTable([{ role: "all", source }], layout);
    expect(classes).toEqual(["a", "b", "c"]);
    expect(labels.slice(0, 5)).toEqual(Int32Array.of(0, 1, 2, 0, 1));
    for (const column of [1, 2]) expect(numeric.get(`x${String(column)}`)).toEqual(numbersOf(rows, column));
  });

  it("is known by its first bytes, and its columns are proposed as those of a table are", async () => {
    const { layout, reasons } = await sniffSource(await dataFiles.open(`${folder}snappy.parquet`), {});
    expect(layout).toMatchObject({ format: "parquet", header: false, text: "text", label: "label", numeric: [] });
    expect(layout.columns).toEqual(expect.arrayContaining(["text", "label", "author.name", "author.age"]));
    expect(reasons.join(" ")).toContain('"tags.list.element" holds lists or bytes, and is left out.');
    const table = await readTable([{ role: "all", source: await dataFiles.open(`${folder}snappy.parquet`) }], layout);
    expect(table).toMatchObject({ size: 48, classes: ["bad", "good", "mixed"] });
    expect(table.texts?.[7]).toBe("");
  });

  it("is shown as JSON by row, from any row on, because it has no lines", async () => {
    const source = await dataFiles.open(`${folder}snappy.parquet`);
    const text = await rowsAsJson(source, { from: 19, count: 4, mostCharacters: 10_000 });
    const lines = text.trimEnd().split("\n");
    expect(lines.map((line) => (JSON.parse(line) as { id: string }).id)).toEqual(["1018", "1019", "1020", "1021"]);
    const short = await rowsAsJson(source, { from: 1, count: 48, mostCharacters: 600 });
    expect(short.trimEnd().split("\n").at(-1)).toBe('"The rows that follow are too long to be shown."');
  });

  it("gives its numbers and missing values to features, and its columns by a person's choice", async () => {
    const source = await dataFiles.open(`${folder}zstd-v2-delta.parquet`);
    const choices = { label: "member", features: ["stars", "share", "author.age"] };
    const { layout } = await sniffSource(source, choices);
    const table = await readTable([{ role: "all", source }], layout, { groupColumn: "author.name" });
    expect(table.classes).toEqual(["false", "true"]);
    expect([...(table.numeric.get("share") ?? [])].slice(3, 7)).toEqual([3 / 8, 4 / 8, NaN, 6 / 8]);
    expect(table.groups?.slice(0, 2)).toEqual(["author 0", "author 1"]);
  });

  it("without rows, or cut short, is refused with its name", async () => {
    const bytes = new Uint8Array(readFileSync(`${folder}plain.parquet`));
    for (const cut of [bytes.subarray(0, 4), bytes.subarray(0, 2000), bytes.subarray(0, bytes.length - 1)])
      expect(await failure(sniffSource(parquetSource(cut, "x.parquet"), {}))).toContain(
        "x.parquet: The file is not Parquet",
      );
    const packed = bytesSource(bytes, "x.parquet.gz");
    expect(await failure(sniffSource(packed, {}))).toContain("Unpack it first");
    expect(await failure(sniffSource(bytesSource("a,b\n", "x.csv"), { format: "parquet" }))).toContain("not Parquet");
    expect(() => formatOf("x.parquet")).toThrow("Save it as csv or jsonl first.");
  });
});

it("a day or moment is written as the calendar has it", () => {
  fc.assert(
    fc.property(fc.date({ min: new Date(-6e13), max: new Date(2.5e14), noInvalidDate: true }), (date) => {
      expect(momentText(date.getTime())).toBe(date.toISOString());
      expect(dayText(Math.floor(date.getTime() / 86_400_000))).toBe(date.toISOString().slice(0, 10));
    }),
  );
});
