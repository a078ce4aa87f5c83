import { Sha256 } from "../base/sha256.ts";
import type { FileLayout } from "../data/layout.ts";
import { RecordScanner } from "../data/records.ts";
import type { ByteSource } from "../data/table.ts";
import { TextStream } from "../data/text.ts";

const longestExcerpt = 500;

/**
 * Reads a labelled file through and keeps excerpts of the rows that start on the wanted lines (from 1): the text, or the
 * numeric columns as `name = value`, cut to 500 characters.
 */
export async function readLines(
  source: ByteSource,
  layout: FileLayout,
  wanted: ReadonlySet<number>,
): Promise<{ readonly lines: ReadonlyMap<number, string>; readonly sha256: string }> {
  const lines = new Map<number, string>();
  const scanner = new RecordScanner(layout, source.path, {
    row: (fields, line) => {
      if (wanted.has(line)) lines.set(line, excerptOf(fields, layout));
    },
    broken: () => undefined,
  });
  const text = new TextStream(source.path);
  const hash = new Sha256();
  for await (const chunk of source.chunks()) {
    hash.update(chunk);
    scanner.push(text.push(chunk));
  }
  scanner.push(text.end());
  scanner.end();
  return { lines, sha256: hash.digestHex() };
}

function excerptOf(fields: readonly string[], layout: FileLayout): string {
  const valueOf = (name: string): string => fields[layout.columns.indexOf(name)] ?? "";
  const whole =
    layout.text === undefined
      ? [...layout.numeric, ...(layout.categories ?? [])].map((name) => `${name} = ${valueOf(name)}`).join(", ")
      : valueOf(layout.text);
  return whole.length > longestExcerpt ? `${whole.slice(0, longestExcerpt - 1)}…` : whole;
}
