import { type Work, each } from "../../base/work.ts";
import type { ExampleTable, SplitName, Splits } from "../table.ts";
import { splitNames } from "../table.ts";
import type { Contents } from "./contents.ts";
import type { NearPair } from "./nearDuplicates.ts";
import { noSplit, splitOfExamples } from "./splitOf.ts";

/** Examples that hold the same, or nearly so. */
export interface Likeness {
  /** 1: the same content; else the Jaccard similarity of the two contents. */
  readonly similarity: number;
  readonly isExact: boolean;
  /** Example ids: all of an exact group; of two contents that are nearly the same one each. */
  readonly examples: readonly number[];
}

/** Three lists; a likeness may be in `conflicts` and in one of the others. */
export interface Likenesses {
  /** In different splits: exact ones in the order of the file, then near ones, the nearest first. */
  readonly leaks: readonly Likeness[];
  /** Within one split, or in no split. */
  readonly repeats: readonly Likeness[];
  /** With different labels: suspects of label noise. */
  readonly conflicts: readonly Likeness[];
}

/** The figures beside the lists. */
export interface DuplicateFacts {
  /** Examples beyond the first of each exact content, in each split and in all. */
  readonly copies: Readonly<Partial<Record<SplitName, number>>> & { readonly all: number };
  /** Examples of an evaluated split that are in another one too, most serious first. */
  readonly leaks: readonly LeakFacts[];
  /** Contents that stand under several labels, and the examples that hold them. */
  readonly conflicts: { readonly contents: number; readonly examples: number };
  /** Pairs of contents that are nearly the same. */
  readonly nearPairs: number;
}
interface LeakFacts {
  readonly split: SplitName;
  readonly alsoIn: SplitName;
  /** Examples of `split` whose content is in `alsoIn` as well, and those that only have a near duplicate there. */
  readonly exact: number;
  readonly near: number;
  readonly examples: number;
}

const leakWays = [
  ["test", "train"],
  ["validation", "train"],
  ["test", "validation"],
] as const;

/** Puts exact and near duplicates together with splits and labels. */
export function* findDuplicates(
  table: ExampleTable,
  splits: Splits,
  contents: Contents,
  near: readonly NearPair[],
): Work<{ readonly lists: Likenesses; readonly facts: DuplicateFacts }> {
  const splitOf = splitOfExamples(splits, table.size);
  const members = membersOf(contents);
  const masks = new Uint8Array(members.count);
  yield* each(contents.of, (content, id) => {
    const split = splitOf[id] ?? noSplit;
    if (split !== noSplit) masks[content] = (masks[content] ?? 0) | (1 << split);
  });
  const lists = { leaks: [] as Likeness[], repeats: [] as Likeness[], conflicts: [] as Likeness[] };
  const put = (likeness: Likeness): void => {
    const { examples } = likeness;
    const isLeak = new Set(examples.map((id) => splitOf[id]).filter((split) => split !== noSplit)).size > 1;
    (isLeak ? lists.leaks : lists.repeats).push(likeness);
    if (new Set(examples.map((id) => table.labels[id])).size > 1) lists.conflicts.push(likeness);
  };
  const conflicts = { contents: 0, examples: 0 };
  yield* each(contents.first, (_, content) => {
    const examples = members.of(content);
    if (examples.length < 2) return;
    const before = lists.conflicts.length;
    put({ similarity: 1, isExact: true, examples });
    if (lists.conflicts.length === before) return;
    conflicts.contents++;
    conflicts.examples += examples.length;
  });
  const nearMasks = new Uint8Array(members.count);
  yield* each(near, ({ one, other, similarity }) => {
    nearMasks[one] = (nearMasks[one] ?? 0) | (masks[other] ?? 0);
    nearMasks[other] = (nearMasks[other] ?? 0) | (masks[one] ?? 0);
    put({ similarity, isExact: false, examples: apart(members.of(one), members.of(other), splitOf) });
  });
  const copies: Partial<Record<SplitName, number>> = {};
  for (const name of splitNames) {
    const ids = splits[name];
    if (ids !== undefined) copies[name] = ids.length - new Set(Array.from(ids, (id) => contents.of[id])).size;
    yield;
  }
  const facts = {
    copies: { ...copies, all: table.size - members.count },
    leaks: leakFacts(splits, contents, masks, nearMasks),
    conflicts,
    nearPairs: near.length,
  };
  return { lists, facts };
}

/** Of two contents an example each, of different splits if there are such. */
function apart(ones: readonly number[], others: readonly number[], splitOf: Uint8Array): readonly number[] {
  const firsts = firstOfSplits(others, splitOf);
  for (const one of firstOfSplits(ones, splitOf)) {
    const other = firsts.find((id) => splitOf[id] !== splitOf[one] && splitOf[id] !== noSplit);
    if (other !== undefined && splitOf[one] !== noSplit) return [one, other];
  }
  return [ones[0] ?? 0, others[0] ?? 0];
}

function firstOfSplits(ids: readonly number[], splitOf: Uint8Array): readonly number[] {
  const seen = new Set<number>();
  return ids.filter((id) => {
    const split = splitOf[id] ?? noSplit;
    const isFirst = !seen.has(split);
    seen.add(split);
    return isFirst;
  });
}

function leakFacts(splits: Splits, contents: Contents, masks: Uint8Array, nearMasks: Uint8Array): readonly LeakFacts[] {
  return leakWays.flatMap(([split, alsoIn]) => {
    const ids = splits[split];
    if (ids === undefined || splits[alsoIn] === undefined) return [];
    const bit = 1 << splitNames.indexOf(alsoIn);
    let exact = 0;
    let near = 0;
    for (const id of ids) {
      const content = contents.of[id] ?? 0;
      if (((masks[content] ?? 0) & bit) !== 0) exact++;
      else if (((nearMasks[content] ?? 0) & bit) !== 0) near++;
    }
    return [{ split, alsoIn, exact, near, examples: ids.length }];
  });
}

/** The examples of each content, in file order. */
function membersOf({ of, first }: Contents): {
  readonly count: number;
  readonly of: (content: number) => readonly number[];
} {
  const starts = new Uint32Array(first.length + 1);
  for (const content of of) starts[content + 1] = (starts[content + 1] ?? 0) + 1;
  for (let content = 0; content < first.length; content++)
    starts[content + 1] = (starts[content + 1] ?? 0) + (starts[content] ?? 0);
  const at = starts.slice();
  const ids = new Uint32Array(of.length);
  of.forEach((content, id) => {
    ids[at[content] ?? 0] = id;
    at[content] = (at[content] ?? 0) + 1;
  });
  return {
    count: first.length,
    of: (content) => [...ids.subarray(starts[content] ?? 0, starts[content + 1] ?? 0)],
  };
}
