import type { ExampleTable } from "../table.ts";

/** What is known of one column that features may be made of. */
export interface ColumnFacts {
  readonly name: string;
  readonly kind: "text" | "number" | "fewValues";
  /** Examples without a value: an empty cell, NA and the like; a blank text. */
  readonly missing: number;
  /** Of a column of few values: how many, and the commonest. */
  readonly values?: { readonly distinct: number; readonly commonest: readonly (readonly [string, number])[] };
  /** Of a column of numbers with at least one value. */
  readonly numbers?: NumberFacts;
}

interface NumberFacts {
  readonly minimum: number;
  readonly lowerQuartile: number;
  readonly median: number;
  readonly upperQuartile: number;
  readonly maximum: number;
  readonly mean: number;
  /** Standard deviation of the sample; 0 for a single value. */
  readonly deviation: number;
  /** Values from `from` to below `to`; the last bin holds its end too. Around each of few whole numbers there is one. */
  readonly bins: readonly { readonly from: number; readonly to: number; readonly examples: number }[];
}

const mostBins = 24;
const mostNamed = 20;

/** Every column in turn: the text, the numbers, those of few values. */
export function* columnFacts(
  table: ExampleTable,
  textColumn: string | undefined,
): Generator<undefined, readonly ColumnFacts[], undefined> {
  const facts: ColumnFacts[] = [];
  if (table.texts !== undefined) {
    let missing = 0;
    for (const text of table.texts) if (text.trim() === "") missing++;
    facts.push({ name: textColumn ?? "text", kind: "text", missing });
    yield;
  }
  for (const [name, values] of table.numeric) {
    facts.push(numberColumn(name, values));
    yield;
  }
  for (const [name, values] of table.categories ?? []) {
    facts.push(valueColumn(name, values));
    yield;
  }
  return facts;
}

function numberColumn(name: string, column: Float64Array): ColumnFacts {
  const sorted = column.filter((value) => !Number.isNaN(value)).sort();
  const missing = column.length - sorted.length;
  if (sorted.length === 0) return { name, kind: "number", missing };
  const mean = sorted.reduce((sum, value) => sum + value / sorted.length, 0);
  const squares = sorted.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return {
    name,
    kind: "number",
    missing,
    numbers: {
      minimum: sorted[0] ?? NaN,
      lowerQuartile: quantile(sorted, 0.25),
      median: quantile(sorted, 0.5),
      upperQuartile: quantile(sorted, 0.75),
      maximum: sorted.at(-1) ?? NaN,
      mean,
      deviation: sorted.length === 1 ? 0 : Math.sqrt(squares / (sorted.length - 1)),
      bins: binsOf(sorted),
    },
  };
}

/** Linear between the two values beside it (Hyndman and Fan, "Sample quantiles", 1996, type 7; NumPy's default). */
function quantile(sorted: Float64Array, share: number): number {
  const at = share * (sorted.length - 1);
  const low = sorted[Math.floor(at)] ?? NaN;
  return low + (at - Math.floor(at)) * ((sorted[Math.ceil(at)] ?? NaN) - low);
}

function binsOf(sorted: Float64Array): NumberFacts["bins"] {
  const from = sorted[0] ?? 0;
  const to = sorted.at(-1) ?? 0;
  const span = to - from;
  if (!(span > 0) || !Number.isFinite(span)) return [{ from, to, examples: sorted.length }];
  if (span < mostBins && sorted.every(Number.isInteger)) return wholeBins(sorted, from, to);
  const count = Math.max(1, Math.min(mostBins, Math.ceil(Math.sqrt(sorted.length))));
  const counts = new Uint32Array(count);
  for (const value of sorted) {
    const bin = Math.min(count - 1, Math.floor(((value - from) / span) * count));
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  const edge = (bin: number): number => (bin === count ? to : from + (span * bin) / count);
  return Array.from(counts, (examples, bin) => ({ from: edge(bin), to: edge(bin + 1), examples }));
}

/** A bin around each whole number. */
function wholeBins(sorted: Float64Array, from: number, to: number): NumberFacts["bins"] {
  const counts = new Uint32Array(to - from + 1);
  for (const value of sorted) counts[value - from] = (counts[value - from] ?? 0) + 1;
  return Array.from(counts, (examples, at) => ({ from: from + at - 0.5, to: from + at + 0.5, examples }));
}

function valueColumn(name: string, column: readonly string[]): ColumnFacts {
  const counts = new Map<string, number>();
  for (const value of column) counts.set(value, (counts.get(value) ?? 0) + 1);
  const missing = counts.get("") ?? 0;
  counts.delete("");
  const commonest = [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1)).slice(0, mostNamed);
  return { name, kind: "fewValues", missing, values: { distinct: counts.size, commonest } };
}
