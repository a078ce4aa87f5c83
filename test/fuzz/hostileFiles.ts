import fc from "fast-check";
import { UserError } from "../../src/base/errors.ts";
import type { LayoutChoices, OtherEncoding } from "../../src/data/layout.ts";
import { readTable } from "../../src/data/readTable.ts";
import { readRows, type RowLayout } from "../../src/data/rows.ts";
import { sniffSource } from "../../src/data/sniffSource.ts";
import type { ByteSource } from "../../src/data/table.ts";

/** A file that was made up, and how it is to be read. */
export interface HostileFile {
  readonly format: (typeof formats)[number];
  readonly bytes: Uint8Array;
  readonly piece: number;
  readonly encoding: OtherEncoding | undefined;
}

const formats = ["table", "lines", "fastText", "jsonl", "json", "svmlight"] as const;
const path = "data.txt";

const fragment = fc.constantFrom(
  ...["a", "b c d", "label", "text", "pos", "neg", "1", "2.5", "NA", '"', '""', ",", ",", "\t", "\t", ";", "|", "\n"],
  ...["\n", "\r\n", "\r", " ", "\uFEFF", "\uFFFD", "\0", "__label__", "__label__x ", "ଓ", "𝒳", "-", "1e999", ":", "#"],
  ...["{", "}", "[", "]", "\\", "1:2", "7:x", "qid:3", '{"text":"a b","label":"x"}', '{"a":{"b":[1]}}', "null", "true"],
);
/** Rows as they should be, so that much of a file is read before it goes wrong. */
const row = {
  table: fc.constantFrom("a b c,x\n", '"d, e",y\n', '"f\ng",x\n', "h i,y\r\n"),
  lines: fc.constantFrom("a b c\tx\n", "d\te\ty\n", "f g\tx\r\n"),
  fastText: fc.constantFrom("__label__x a b\n", "c __label__y d __label__z\n"),
  jsonl: fc.constantFrom('{"text":"a b","label":"x"}\n', '{"text":"c \\"d","label":"y"}\r\n'),
  json: fc.constantFrom('[{"text":"a b","label":"x"},', '{"text":"c ]","label":"y"}', ",", "\n]", "["),
  svmlight: fc.constantFrom("+1 1:0.5 7:1\n", "-1 2:3 # c\n", "x\n"),
};

/** Files of every text format: rows of it, pieces of anything, and bytes of noise. */
export const hostileFile: fc.Arbitrary<HostileFile> = fc.constantFrom(...formats).chain((format) =>
  fc.record({
    format: fc.constant(format),
    bytes: fc
      .tuple(
        fc.array(fc.oneof({ weight: 3, arbitrary: row[format] }, { weight: 1, arbitrary: fragment }), {
          maxLength: 30,
        }),
        fc.uint8Array({ maxLength: 3 }),
        fc.nat(200),
      )
      .map(([parts, noise, at]) => {
        const bytes = new TextEncoder().encode(parts.join(""));
        return Uint8Array.from([...bytes.subarray(0, at), ...noise, ...bytes.subarray(at)]);
      }),
    piece: fc.integer({ min: 1, max: 9 }),
    encoding: fc.constantFrom(
      undefined,
      undefined,
      undefined,
      "latin-1" as const,
      "utf-16le" as const,
      "utf-16be" as const,
    ),
  }),
);

/**
 * Reads such a file in every way there is and throws where it ends in anything but a dataset or an error for a person that
 * names the file, where the size of the pieces matters, or where rows are lost. Returns how it ended.
 */
export async function checkHostile(file: HostileFile): Promise<"dataset" | "refused"> {
  await checkRows(file);
  const { encoding } = file;
  for (const choices of [{}, { format: file.format, ...(encoding !== undefined && { encoding }) }]) {
    const [cut, whole] = [await opened(file, choices, file.piece), await opened(file, choices, 1000)];
    if (JSON.stringify(cut) !== JSON.stringify(whole)) throw new Error("the size of the pieces matters");
  }
  return (await opened(file, {}, 1000)) === undefined ? "refused" : "dataset";
}

async function opened({ bytes }: HostileFile, choices: LayoutChoices, piece: number) {
  return orRefused(async () => {
    const source = sourceOf(bytes, piece);
    const { layout } = await sniffSource(source, choices);
    const table = await readTable([{ role: "all", source }], layout);
    if (table.classes.length < 2 || table.labels.length !== table.size) throw new Error("a dataset that is none");
    return { size: table.size, classes: table.classes, texts: table.texts, lines: [...table.lineOf], layout };
  });
}

/** Rows and broken rows together are the rows of the file, counted another way. */
async function checkRows({ format, bytes, piece, encoding }: HostileFile): Promise<void> {
  const layout: RowLayout = {
    format,
    delimiter: ",",
    columns: ["text", "label"],
    ...(encoding !== undefined && { encoding }),
  };
  let rows = 0;
  let broken = 0;
  const sink = { row: () => rows++, broken: () => broken++ };
  const read = await orRefused(() => readRows(sourceOf(bytes, piece), layout, sink));
  if (read === undefined || encoding === "latin-1") return;
  const text = new TextDecoder(encoding ?? "utf-8").decode(bytes);
  const expected = rowsOf(format, text);
  if (expected !== undefined && rows + broken !== expected)
    throw new Error(`${String(rows)} rows and ${String(broken)} broken ones of ${String(expected)}`);
}

/** How many rows a text has; undefined where only a reader of its own could tell. */
function rowsOf(format: HostileFile["format"], text: string): number | undefined {
  const lines = text.split("\n").map((line) => line.replace(/\r$/, ""));
  switch (format) {
    case "table":
      return text.includes('"') ? undefined : lines.filter((line) => line !== "").length;
    case "lines":
      return lines.filter((line) => line.includes("\t") || line.trim() !== "").length;
    case "fastText":
    case "jsonl":
      return lines.filter((line) => line.trim() !== "").length;
    case "svmlight":
      return lines.filter((line) => line.replace(/#.*/s, "").trim() !== "").length;
    case "json":
      return listLength(text);
  }
}

/** Of a list that JSON itself can read. */
function listLength(text: string): number | undefined {
  try {
    const value: unknown = JSON.parse(text.replace(/^\uFEFF/, ""));
    return Array.isArray(value) ? value.length : undefined;
  } catch {
    return undefined;
  }
}

function sourceOf(bytes: Uint8Array, piece: number): ByteSource {
  return {
    path,
    size: bytes.length,
    async *chunks() {
      for (let at = 0; at < bytes.length; at += piece) yield await Promise.resolve(bytes.subarray(at, at + piece));
    },
  };
}

async function orRefused<T>(make: () => Promise<T>): Promise<T | undefined> {
  try {
    return await make();
  } catch (error) {
    if (error instanceof UserError && error.what !== "" && error.remedy !== "" && error.place.file === path)
      return undefined;
    throw error;
  }
}
