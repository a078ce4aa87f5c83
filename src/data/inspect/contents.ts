import { type Work, each } from "../../base/work.ts";
import type { ExampleTable } from "../table.ts";
import { normaliseText } from "../text.ts";

/** Which examples hold the same: those of one number do, label aside. */
export interface Contents {
  /** Content number per example, by first appearance. */
  readonly of: Uint32Array;
  /** The first example of each content. */
  readonly first: Uint32Array;
}

/**
 * Numbers what the examples hold: the text in Unicode normalisation form C without space at its ends, runs of space
 * counting as one; without texts the values of all columns. Numbers are equal as ECMAScript writes them.
 */
export function contentsOf(table: ExampleTable): Work<Contents> {
  return table.texts === undefined ? numbered(table.size, columnContent(table), Object.is) : sameTexts(table.texts);
}

/** @param content a key of an example. @param same whether examples of one key hold the same, given both. */
function* numbered<T>(
  size: number,
  content: (id: number) => T,
  same: (one: T, other: T, id: number, first: number) => boolean,
): Work<Contents> {
  const numbers = new Map<T | string, number>();
  const of = new Uint32Array(size);
  const first: number[] = [];
  yield* each(of, (_, id) => {
    const key = content(id);
    let number = numbers.get(key);
    // Two texts of one hash are told apart; the second gets a key of its own kind.
    let tries = 0;
    let tried: T | string = key;
    while (number !== undefined && !same(key, key, id, first[number] ?? 0)) {
      tried = `${String(key)} ${String(++tries)}`;
      number = numbers.get(tried);
    }
    if (number === undefined) {
      number = first.length;
      numbers.set(tried, number);
      first.push(id);
    }
    of[id] = number;
  });
  return { of, first: Uint32Array.from(first) };
}

function sameTexts(texts: readonly string[]): Work<Contents> {
  const normal = (id: number): string => normalText(texts[id] ?? "");
  return numbered(
    texts.length,
    (id) => contentHash(texts[id] ?? ""),
    (_one, _other, id, first) => isSame(normal(id), normal(first)),
  );
}

/** Below this every character is in form C as it stands. */
const firstCombining = 0x300;

function normalText(text: string): string {
  for (let at = 0; at < text.length; at++) if (text.charCodeAt(at) >= firstCombining) return normaliseText(text);
  return text;
}

function isSpace(unit: number): boolean {
  return (
    unit === 32 ||
    (unit >= 9 && unit <= 13) ||
    unit === 0xa0 ||
    (unit > 0x1000 && rareSpace.test(String.fromCharCode(unit)))
  );
}
const rareSpace = /\s/u;

/** A number below 2^53 that texts which hold the same share. */
export function contentHash(text: string): number {
  return hashOf(normalText(text));
}

/** 53 bits of a text as it counts: FNV-1a beside the same with another prime and a rotation. */
function hashOf(text: string): number {
  let first = 0x811c9dc5;
  let second = 0x9747b28c;
  let gap = false;
  let any = false;
  const take = (unit: number): void => {
    first = Math.imul(first ^ unit, 0x01000193);
    second = Math.imul(((second << 13) | (second >>> 19)) ^ unit, 0x85ebca6b);
  };
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (isSpace(unit)) {
      gap = any;
      continue;
    }
    if (gap) take(32);
    gap = false;
    any = true;
    take(unit);
  }
  return (first >>> 0) * 2 ** 21 + ((second ^ (second >>> 15)) & 0x1fffff);
}

/** Whether two texts are the same but for the amount of space between words and at the ends. */
function isSame(one: string, other: string): boolean {
  return one === other || collapsed(one) === collapsed(other);
}

function collapsed(text: string): string {
  return text.trim().replace(/\s+/gu, " ");
}

function columnContent({ numeric, categories }: ExampleTable): (id: number) => string {
  const columns = [...numeric.values()];
  const named = [...(categories?.values() ?? [])];
  return (id) => {
    const values = columns.map((column) => {
      const value = column[id] ?? NaN;
      // Minus zero is zero.
      return Number.isNaN(value) ? "" : String(value === 0 ? 0 : value);
    });
    return JSON.stringify([...values, ...named.map((column) => column[id] ?? "")]);
  };
}
