import { createReadStream, existsSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { readTable } from "../../../src/data/readTable.ts";
import { sniffLayout } from "../../../src/data/sniff.ts";
import type { FileLayout, LayoutChoices } from "../../../src/data/layout.ts";
import type { TokenizerOptions } from "../../../src/data/featurizer.ts";
import type { ByteSource, ExampleTable, FileRole, SplitOptions } from "../../../src/data/table.ts";

export const words: TokenizerOptions = { kind: "words", lowercase: true };
export const linesLayout: FileLayout = {
  format: "lines",
  delimiter: "\t",
  header: false,
  columns: ["text", "label"],
  label: "label",
  text: "text",
  numeric: [],
};
export const eightTenths: SplitOptions = { train: 0.8, validation: 0.1, test: 0.1, stratify: true, seed: 1 };

/** Bytes in memory, handed over in pieces of `piece` bytes. */
export function bytesSource(content: string | Uint8Array, path = "data.txt", piece = 65_536): ByteSource {
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  return {
    path,
    size: bytes.length,
    async *chunks() {
      for (let at = 0; at < bytes.length; at += piece) yield await Promise.resolve(bytes.subarray(at, at + piece));
    },
  };
}

export function fileSource(path: string): ByteSource {
  return { path, size: statSync(path).size, chunks: () => createReadStream(path) };
}

/** Sniffs and reads a file that is given as text. */
export async function readText(
  content: string | Uint8Array,
  choices: LayoutChoices = {},
  path = "data.csv",
): Promise<ExampleTable> {
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  const { layout } = sniffLayout(bytes, { path, whole: true, choices });
  return await readTable([{ role: "all", source: bytesSource(bytes, path) }], layout);
}

/** A table of texts and labels, made by the reader; several files keep their roles. */
export async function textTable(
  files: Readonly<Partial<Record<FileRole, readonly (readonly [text: string, label: string])[]>>>,
): Promise<ExampleTable> {
  const sources = Object.entries(files).map(([role, rows]) => ({
    role: role as FileRole,
    source: bytesSource(rows.map(([text, label]) => `${text}\t${label}\n`).join(""), `${role}.tsv`),
  }));
  return await readTable(sources, linesLayout);
}

/** Real data that must not be committed; undefined, with the reason printed, where this checkout has none. */
export function sharedData(): string | undefined {
  const folder = fileURLToPath(new URL("../../../../shared/data/", import.meta.url));
  if (existsSync(folder)) return folder;
  console.warn(`skipped: ../shared/data is not beside this checkout, so its files cannot be read`);
  return undefined;
}

export async function failure(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof Error) return `${error.name}: ${error.message}`;
    throw error;
  }
  return "no error";
}
