import { isMissing, parseNumber } from "./cells.ts";
import { parsePairs } from "./formats/svmlight.ts";
import type { FileLayout } from "./layout.ts";
import type { ExampleTable } from "./table.ts";

/** 64 bits that tell examples apart by what they hold, wherever they stand: two signed 32-bit halves. */
export type ExampleKey = readonly [number, number];

/** The key of an example of a table: of its text and columns, without its label. */
export function keyOfExample({ texts, numeric, categories, sparse }: ExampleTable, id: number): ExampleKey {
  const parts = texts === undefined ? [] : [texts[id] ?? ""];
  for (const column of numeric.values()) parts.push(String(column[id] ?? NaN));
  for (const column of categories?.values() ?? []) parts.push(column[id] ?? "");
  if (sparse !== undefined) {
    const [from, to] = [sparse.offsets[id] ?? 0, sparse.offsets[id + 1] ?? 0];
    parts.push(keyOfPairs(sparse.indices.subarray(from, to), sparse.values.subarray(from, to)));
  }
  return keyOfParts(parts);
}

/** The key that the example of a row would have; undefined where a number cannot be read. */
export function keyOfRow(
  fields: readonly string[],
  { columns, text, numeric, categories = [], sparse }: FileLayout,
): ExampleKey | undefined {
  const cell = (name: string): string => fields[columns.indexOf(name)] ?? "";
  const parts = text === undefined ? [] : [cell(text)];
  for (const name of numeric) {
    const value = parseNumber(cell(name));
    if (value === undefined) return undefined;
    parts.push(String(value));
  }
  for (const name of categories) parts.push(isMissing(cell(name)) ? "" : cell(name).trim());
  if (sparse !== undefined) {
    const pairs = parsePairs(cell(sparse));
    if ("reason" in pairs) return undefined;
    parts.push(keyOfPairs(pairs.indices, pairs.values.map(Math.fround)));
  }
  return keyOfParts(parts);
}

function keyOfPairs(indices: ArrayLike<number>, values: ArrayLike<number>): string {
  return Array.from(indices, (index, at) => `${String(index)}:${String(values[at] ?? 0)}`).join(" ");
}

/** FNV-1a over UTF-16 units, and beside it the same with another prime and a rotation, so that one collision is not two. */
function keyOfParts(parts: readonly string[]): ExampleKey {
  let first = 0x811c9dc5;
  let second = 0x9747b28c;
  const take = (unit: number): void => {
    first = Math.imul(first ^ unit, 0x01000193);
    second = Math.imul(((second << 13) | (second >>> 19)) ^ unit, 0x85ebca6b);
  };
  for (const part of parts) {
    for (let at = 0; at < part.length; at++) take(part.charCodeAt(at));
    // No text holds this unit beside its column's end: it is beyond UTF-16.
    take(0x10000);
  }
  return [first | 0, (second ^ (second >>> 16)) | 0];
}
