import { type Work, each } from "../../base/work.ts";
import type { TokenTable } from "../tokenTable.ts";

/** How long the texts of a dataset are, in tokens. */
export interface LengthFacts {
  /** Tokens in all texts. */
  readonly tokens: number;
  readonly mean: number;
  readonly median: number;
  readonly longest: number;
  /** Texts without a single token. */
  readonly empty: number;
  /** Texts of `from` … `to` tokens, both included; the last bin holds all longer ones when `to` is null. */
  readonly bins: readonly LengthBin[];
  readonly cut: LengthCut;
}
interface LengthBin {
  readonly from: number;
  readonly to: number | null;
  readonly examples: number;
}
/** What is lost when texts are cut to `at` tokens. */
interface LengthCut {
  readonly at: number;
  readonly examples: number;
  readonly tokens: number;
}

const mostBins = 40;

/** @param cutAt the most tokens of a text that are looked at. */
export function* lengthFacts({ offsets }: TokenTable, cutAt: number): Work<LengthFacts> {
  const lengths = new Uint32Array(Math.max(0, offsets.length - 1));
  const cut = { at: cutAt, examples: 0, tokens: 0 };
  let empty = 0;
  yield* each(lengths, (_, id) => {
    const length = (offsets[id + 1] ?? 0) - (offsets[id] ?? 0);
    lengths[id] = length;
    if (length === 0) empty++;
    if (length > cutAt) {
      cut.examples++;
      cut.tokens += length - cutAt;
    }
  });
  const sorted = lengths.slice().sort();
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
  const longest = at(1);
  const tokens = offsets[offsets.length - 1] ?? 0;
  const low = sorted[Math.floor((sorted.length - 1) / 2)] ?? 0;
  return {
    tokens,
    mean: sorted.length === 0 ? 0 : tokens / sorted.length,
    median: (low + (sorted[Math.floor(sorted.length / 2)] ?? 0)) / 2,
    longest,
    empty,
    bins: binsOf(lengths, longest, Math.min(longest, Math.max(2 * at(0.99), Math.ceil(1.1 * cutAt)))),
    cut,
  };
}

/** Bins of one round width up to `shown` tokens; a few very long texts share the last one. */
function binsOf(lengths: Uint32Array, longest: number, shown: number): readonly LengthBin[] {
  if (lengths.length === 0) return [];
  const width = roundWidth((shown + 1) / mostBins);
  const count = Math.floor(shown / width) + 1;
  const counts = new Uint32Array(count);
  for (const length of lengths) {
    const bin = Math.min(count - 1, Math.floor(length / width));
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  return Array.from(counts, (examples, bin) => {
    const isOpen = bin === count - 1 && longest >= count * width;
    return { from: bin * width, to: isOpen ? null : (bin + 1) * width - 1, examples };
  });
}

/** The smallest of 1, 2, 5, 10, 20, 50, … that is no smaller. */
function roundWidth(width: number): number {
  for (let ten = 1; ; ten *= 10) for (const step of [1, 2, 5]) if (ten * step >= width) return ten * step;
}
