import type { Work } from "../base/work.ts";
import type { TermLevel } from "./termLevels.ts";

/** What becomes a feature, by the training examples alone. */
export interface Selection {
  /** 1 per training example of the table. */
  readonly isTrain: Uint8Array;
  /** In at least and at most so many training examples. */
  readonly least: number;
  readonly most: number;
  /** Of those the ones that occur most often; of equals the first. */
  readonly maxFeatures: number;
}

/** Terms as a tree: a node stands for its parent's words followed by its own; node 0 is the root, parents come first. */
export interface TermTree {
  readonly parents: Uint32Array;
  readonly words: Uint32Array;
  /** Column + 1 per node, 0 for n-grams that are no feature. */
  readonly columnOf: Uint32Array;
}

/** The terms of examples as counts: example e has columns[offsets[e]] … columns[offsets[e + 1]], ascending. */
export interface CountedRows {
  readonly offsets: Uint32Array;
  readonly columns: Uint32Array;
  readonly counts: Uint32Array;
}

interface SelectedTerms {
  readonly tree: TermTree;
  /** Training examples per column. */
  readonly documents: Uint32Array;
  /** Every example of the table. */
  readonly rows: CountedRows;
}

/** n-grams of several lengths in one order: their levels and their numbers there. */
interface TermList {
  readonly depths: Uint8Array;
  readonly nodes: Uint32Array;
}

/** How many training examples have each n-gram of a level, and how often in all. */
interface Tally {
  readonly documents: Uint32Array;
  readonly totals: Uint32Array;
}

/** Chooses the features, numbers their columns in the order of the terms and lays the counts out example by example. */
export function* selectTerms(levels: readonly TermLevel[], selection: Selection): Work<SelectedTerms> {
  const all = depthFirst(levels);
  yield;
  const tallies = levels.map((level) => tallyOf(level, selection.isTrain));
  yield;
  const features = chosen(all, tallies, selection);
  const columnOf = levels.map(({ size }) => new Uint32Array(size));
  const documents = new Uint32Array(features.nodes.length);
  for (let column = 0; column < documents.length; column++) {
    const depth = features.depths[column] ?? 0;
    const node = features.nodes[column] ?? 0;
    const columns = columnOf[depth];
    if (columns !== undefined) columns[node] = column + 1;
    documents[column] = tallies[depth]?.documents[node] ?? 0;
  }
  yield;
  const tree = treeOf(levels, all, columnOf);
  yield;
  return { tree, documents, rows: rowsOf(levels, features, selection.isTrain.length) };
}

/** All n-grams in the order of their words' ranks, a shorter one before those that continue it. */
function depthFirst(levels: readonly TermLevel[]): TermList {
  const size = levels.reduce((sum, level) => sum + level.size, 0);
  const depths = new Uint8Array(size);
  const nodes = new Uint32Array(size);
  const next = levels.map(() => 0);
  const path = levels.map(() => 0);
  let depth = 0;
  for (let at = 0; at < size;) {
    const level = levels[depth];
    const node = next[depth] ?? 0;
    if (level !== undefined && node < level.size && (depth === 0 || level.parents[node] === path[depth - 1])) {
      depths[at] = depth;
      nodes[at++] = node;
      next[depth] = node + 1;
      path[depth++] = node;
    } else depth--;
  }
  return { depths, nodes };
}

function tallyOf({ size, starts, examples, counts }: TermLevel, isTrain: Uint8Array): Tally {
  const documents = new Uint32Array(size);
  const totals = new Uint32Array(size);
  for (let node = 0; node < size; node++) {
    let texts = 0;
    let occurrences = 0;
    const to = starts[node + 1] ?? 0;
    for (let entry = starts[node] ?? 0; entry < to; entry++) {
      if (isTrain[examples[entry] ?? 0] !== 1) continue;
      texts++;
      occurrences += counts[entry] ?? 0;
    }
    documents[node] = texts;
    totals[node] = occurrences;
  }
  return { documents, totals };
}

function chosen({ depths, nodes }: TermList, tallies: readonly Tally[], selection: Selection): TermList {
  const found = new Uint32Array(nodes.length);
  let size = 0;
  for (let at = 0; at < nodes.length; at++) {
    const documents = tallies[depths[at] ?? 0]?.documents[nodes[at] ?? 0] ?? 0;
    if (documents >= selection.least && documents <= selection.most) found[size++] = at;
  }
  let kept = found.subarray(0, size);
  if (size > selection.maxFeatures) {
    const totalOf = (at: number): number => tallies[depths[at] ?? 0]?.totals[nodes[at] ?? 0] ?? 0;
    kept = kept
      .sort((a, b) => totalOf(b) - totalOf(a) || a - b)
      .subarray(0, selection.maxFeatures)
      .sort();
  }
  const features = { depths: new Uint8Array(kept.length), nodes: new Uint32Array(kept.length) };
  for (let column = 0; column < kept.length; column++) {
    const at = kept[column] ?? 0;
    features.depths[column] = depths[at] ?? 0;
    features.nodes[column] = nodes[at] ?? 0;
  }
  return features;
}

/** The features with what they begin with. */
function treeOf(levels: readonly TermLevel[], { depths, nodes }: TermList, columnOf: readonly Uint32Array[]): TermTree {
  const numbers = columnOf.map((columns) => columns.slice());
  for (let depth = levels.length - 1; depth > 0; depth--)
    numbers[depth]?.forEach((needed, node) => {
      const above = numbers[depth - 1];
      if (needed > 0 && above !== undefined) above[levels[depth]?.parents[node] ?? 0] = 1;
    });
  const parents = new Uint32Array(nodes.length + 1);
  const words = new Uint32Array(nodes.length + 1);
  const columns = new Uint32Array(nodes.length + 1);
  let size = 1;
  for (let at = 0; at < nodes.length; at++) {
    const depth = depths[at] ?? 0;
    const node = nodes[at] ?? 0;
    const number = numbers[depth];
    const level = levels[depth];
    if (number === undefined || level === undefined || number[node] === 0) continue;
    parents[size] = depth === 0 ? 0 : (numbers[depth - 1]?.[level.parents[node] ?? 0] ?? 0);
    words[size] = level.words[node] ?? 0;
    columns[size] = columnOf[depth]?.[node] ?? 0;
    number[node] = size++;
  }
  return { parents: parents.slice(0, size), words: words.slice(0, size), columnOf: columns.slice(0, size) };
}

/** From examples by feature to features by example. */
function rowsOf(levels: readonly TermLevel[], { depths, nodes }: TermList, examples: number): CountedRows {
  const offsets = new Uint32Array(examples + 1);
  for (let column = 0; column < nodes.length; column++) {
    const level = levels[depths[column] ?? 0];
    const node = nodes[column] ?? 0;
    if (level === undefined) continue;
    const to = level.starts[node + 1] ?? 0;
    for (let entry = level.starts[node] ?? 0; entry < to; entry++) {
      const after = (level.examples[entry] ?? 0) + 1;
      offsets[after] = (offsets[after] ?? 0) + 1;
    }
  }
  for (let example = 0; example < examples; example++)
    offsets[example + 1] = (offsets[example + 1] ?? 0) + (offsets[example] ?? 0);
  const next = offsets.slice(0, examples);
  const columns = new Uint32Array(offsets[examples] ?? 0);
  const counts = new Uint32Array(offsets[examples] ?? 0);
  for (let column = 0; column < nodes.length; column++) {
    const level = levels[depths[column] ?? 0];
    const node = nodes[column] ?? 0;
    if (level === undefined) continue;
    const to = level.starts[node + 1] ?? 0;
    for (let entry = level.starts[node] ?? 0; entry < to; entry++) {
      const example = level.examples[entry] ?? 0;
      const at = next[example] ?? 0;
      columns[at] = column;
      counts[at] = level.counts[entry] ?? 0;
      next[example] = at + 1;
    }
  }
  return { offsets, columns, counts };
}
