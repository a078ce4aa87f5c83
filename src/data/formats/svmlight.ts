import { excerpt } from "../phrases.ts";
import { LineCutter, type RowReader, type RowSink } from "../rowReader.ts";

/** Largest index of a feature. */
const largestIndex = 10_000_000;

/** One line's features by ascending index. */
export interface SparseRow {
  readonly indices: readonly number[];
  readonly values: readonly number[];
}

/**
 * svmlight's format (also libsvm's): a label, perhaps `qid:N`, then `index:value` pairs; `#` starts a comment. A row is
 * [label, pairs]; whoever wants the numbers parses the pairs.
 */
export function readSvmlight(path: string, sink: RowSink): RowReader {
  return new LineCutter(path, (line, number) => {
    const comment = line.indexOf("#");
    const content = (comment < 0 ? line : line.slice(0, comment)).trim();
    if (content === "") return;
    const gap = content.search(/\s/);
    const label = gap < 0 ? content : content.slice(0, gap);
    if (label.includes(":")) {
      sink.broken(number, "the line does not start with a label", "label");
      return;
    }
    const rest = gap < 0 ? "" : content.slice(gap + 1).trim();
    const pairs = rest.replace(/^qid:\d+\s*/, "");
    // +1 and 1 are the same class.
    sink.row([/^\+\d/.test(label) ? label.slice(1) : label, pairs], number);
  });
}

/** Reads `index:value` pairs parted by white space, or says why it cannot: indices are whole, bounded, and come once each. */
export function parsePairs(text: string): SparseRow | { readonly reason: string } {
  const pairs: (readonly [number, number])[] = [];
  let ascending = true;
  for (const word of text.split(/\s+/)) {
    if (word === "") continue;
    const colon = word.indexOf(":");
    const index = colon > 0 && /^\d{1,8}$/.test(word.slice(0, colon)) ? Number(word.slice(0, colon)) : NaN;
    const written = word.slice(colon + 1);
    const value = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/.test(written) ? Number(written) : NaN;
    if (!(index <= largestIndex))
      return { reason: `"${excerpt(word)}" is not index:value with an index up to 10 million` };
    if (!Number.isFinite(Math.fround(value))) return { reason: `"${excerpt(word)}" does not hold a number` };
    const before = pairs.at(-1)?.[0] ?? -1;
    if (index <= before) ascending = false;
    pairs.push([index, value]);
  }
  if (!ascending) pairs.sort((a, b) => a[0] - b[0]);
  for (let i = 1; i < pairs.length; i++)
    if (pairs[i]?.[0] === pairs[i - 1]?.[0]) return { reason: `the index ${String(pairs[i]?.[0])} comes twice` };
  return { indices: pairs.map(([index]) => index), values: pairs.map(([, value]) => value) };
}

/** Whether most of these lines are a label and `index:value` pairs. */
export function looksLikeSvmlight(lines: readonly string[]): boolean {
  const filled = lines.filter((line) => line.trim() !== "" && !line.startsWith("#"));
  const fitting = filled.filter((line) => /^[^\s:]+(?:\s+qid:\d+)?(?:\s+\d+:[+-]?[\d.]\S*)+\s*(?:#.*)?$/.test(line));
  return filled.length > 0 && fitting.length >= 0.8 * filled.length;
}
