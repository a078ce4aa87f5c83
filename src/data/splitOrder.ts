import { invariant } from "../base/assert.ts";
import { type Hash64, sipHash24 } from "../base/siphash.ts";
import { type Work, each } from "../base/work.ts";
import type { ExampleTable, SplitOptions } from "./table.ts";
import { normaliseText } from "./text.ts";

/** Examples that go to the same split: one, or those of a group. */
export type Unit = readonly number[];

/**
 * The examples of `pool` as strata (one per class, or one in all) of units in the order of a keyed hash of their
 * content, so that neither the order of rows nor other examples decide where one falls. A group belongs to the
 * stratum of its commonest class (ties to the lowest id).
 */
export function* keyedOrder(
  table: ExampleTable,
  pool: readonly number[],
  options: SplitOptions,
): Work<readonly Unit[][]> {
  const hash = keyedHash(options.seed);
  const units =
    options.groupColumn === undefined ? yield* exampleUnits(table, pool, hash) : yield* groupUnits(table, pool, hash);
  units.sort((a, b) => a.hash.high - b.hash.high || a.hash.low - b.hash.low || a.label - b.label || a.first - b.first);
  const strata = new Map<number, Unit[]>();
  for (const { ids, label } of units) {
    const stratum = options.stratify ? label : 0;
    const list = strata.get(stratum);
    if (list === undefined) strata.set(stratum, [ids]);
    else list.push(ids);
  }
  return [...strata.values()];
}

interface HashedUnit {
  readonly ids: Unit;
  readonly label: number;
  readonly first: number;
  readonly hash: Hash64;
}
type ContentHash = (content: string, occurrence: number) => Hash64;

/** SipHash-2-4 keyed by (seed, "split") of the content's UTF-8 bytes and its occurrence number. */
function keyedHash(seed: number): ContentHash {
  const low = seed >>> 0;
  const high = Math.floor(seed / 2 ** 32) >>> 0;
  const encoder = new TextEncoder();
  const stream = sipHash24([low, high, 0, 0], encoder.encode("split"));
  const key = [low, high, stream.low, stream.high] as const;
  // One for all contents: a UTF-16 unit takes at most three bytes.
  let bytes = new Uint8Array(4096);
  return (content, occurrence) => {
    if (bytes.length < 3 * content.length + 4) bytes = new Uint8Array(6 * content.length + 4);
    const { written } = encoder.encodeInto(content, bytes);
    new DataView(bytes.buffer).setUint32(written, occurrence, true);
    return sipHash24(key, bytes.subarray(0, written + 4));
  };
}

/** Identical texts of one class are numbered; which of them gets which number only their spelling before NFC decides. */
function* exampleUnits(table: ExampleTable, pool: readonly number[], hash: ContentHash): Work<HashedUnit[]> {
  const same = new Map<string, number[]>();
  yield* each(pool, (id) => {
    const key = `${String(table.labels[id] ?? 0)} ${contentOf(table, id)}`;
    const ids = same.get(key);
    if (ids === undefined) same.set(key, [id]);
    else ids.push(id);
  });
  const units: HashedUnit[] = [];
  yield* each([...same], ([key, ids]) => {
    const content = key.slice(key.indexOf(" ") + 1);
    if (ids.length > 1) ids.sort((a, b) => compareText(table.texts?.[a] ?? "", table.texts?.[b] ?? "") || a - b);
    ids.forEach((id, occurrence) =>
      units.push({ ids: [id], label: table.labels[id] ?? 0, first: id, hash: hash(content, occurrence) }),
    );
  });
  return units;
}

function* groupUnits(table: ExampleTable, pool: readonly number[], hash: ContentHash): Work<HashedUnit[]> {
  const { groups } = table;
  invariant(groups !== undefined, "a split by groups needs a table read with its group column");
  const members = new Map<string, number[]>();
  yield* each(pool, (id) => {
    const group = normaliseText(groups[id] ?? "");
    const ids = members.get(group);
    if (ids === undefined) members.set(group, [id]);
    else ids.push(id);
  });
  return Array.from(members, ([group, ids]) => ({
    ids,
    label: commonestLabel(table, ids),
    first: ids[0] ?? 0,
    hash: hash(group, 0),
  }));
}

/** The normalised text, or the numbers as ECMAScript writes them and the categories, separated by tabs, empty where missing. */
function contentOf(table: ExampleTable, id: number): string {
  if (table.texts !== undefined) return normaliseText(table.texts[id] ?? "");
  const numbers = Array.from(table.numeric.values(), (column) => {
    const value = column[id] ?? NaN;
    return Number.isNaN(value) ? "" : String(value === 0 ? 0 : value);
  });
  const categories = Array.from(table.categories?.values() ?? [], (column) => column[id] ?? "");
  return [...numbers, ...categories].join("\t");
}

function commonestLabel(table: ExampleTable, ids: Unit): number {
  const counts = new Map<number, number>();
  for (const id of ids) counts.set(table.labels[id] ?? 0, (counts.get(table.labels[id] ?? 0) ?? 0) + 1);
  let best = 0;
  let most = 0;
  for (const [label, count] of counts)
    if (count > most || (count === most && label < best)) [best, most] = [label, count];
  return best;
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
