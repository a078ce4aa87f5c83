import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** What a workspace of many files holds, by kind; packages that are left out of the search come on top. */
export const manyFiles = {
  code: 22_000,
  settings: 9_000,
  notes: 2_000,
  tables: 700,
  datasets: 300,
  texts: 16_000,
  packages: 8_000,
} as const;

/**
 * Writes a workspace of 50,000 files into an empty folder, and 8,000 more in node_modules: code, settings in JSON, notes,
 * tables without labels, labelled files, and texts in a folder for each class. The same each time.
 */
export function writeManyFiles(folder: string): void {
  const folders = new Set<string>();
  const write = (way: string, content: string): void => {
    const path = join(folder, way);
    const above = join(path, "..");
    if (!folders.has(above)) mkdirSync(above, { recursive: true });
    folders.add(above);
    writeFileSync(path, content);
  };
  const many = (count: number, act: (at: number) => void): void => {
    for (let at = 0; at < count; at++) act(at);
  };
  many(manyFiles.code, (at) =>
    write(`src/part${String(at % 300)}/file${String(at)}.ts`, `export const it = ${String(at)};\n`),
  );
  many(manyFiles.settings, (at) => {
    const name = at % 2 === 0 ? "package" : "tsconfig";
    const content = { name, version: "1.0.0", author: "a person", files: ["a", "b"], contributors: [{ name: "b" }] };
    write(`packages/part${String(at >> 1)}/${name}.json`, JSON.stringify(content, null, 2));
  });
  many(manyFiles.notes, (at) =>
    write(
      `notes/year${String(at % 20)}/more/note${String(at)}.txt`,
      "A note of a few lines.\nIt says little.\n".repeat(20),
    ),
  );
  many(manyFiles.tables, (at) => {
    const rows = Array.from({ length: 400 }, (_, row) => `${String(row * 1.37 + at)},${String(row / 7)}\n`);
    write(`measured/day${String(at % 30)}/table${String(at)}.csv`, `time,amount\n${rows.join("")}`);
  });
  many(manyFiles.datasets, (at) => {
    const rows = Array.from(
      { length: 300 },
      (_, row) =>
        `the ${row % 3 === 0 ? "good" : "plain"} room number ${String(row * at)}\t${row % 3 === 0 ? "yes" : "no"}\n`,
    );
    write(`data/set${String(at % 25)}/reviews${String(at)}.tsv`, rows.join(""));
  });
  many(manyFiles.texts, (at) =>
    write(
      `films/${at % 2 === 0 ? "liked" : "disliked"}/${String(at)}.txt`,
      `A film that was seen ${String(at)} times. `.repeat(8),
    ),
  );
  many(manyFiles.packages, (at) => write(`node_modules/package${String(at)}/package.json`, "{}"));
}
