import fc from "fast-check";
import { expect, it } from "vitest";
import { WordInterner } from "../../../src/data/wordInterner.ts";

it("numbers words by their first appearance, as a map of strings does", () => {
  const words = fc.array(fc.string({ unit: "binary", minLength: 1, maxLength: 3 }), { maxLength: 200 });
  fc.assert(
    fc.property(words, (list) => {
      const interner = new WordInterner();
      const known = new Map<string, number>();
      const text = list.join("");
      let from = 0;
      for (const word of list) {
        const id = known.get(word) ?? known.size;
        known.set(word, id);
        expect(interner.intern(text, from, from + word.length)).toBe(id);
        from += word.length;
      }
      expect(interner.words).toEqual([...known.keys()]);
    }),
  );
});

it("keeps its numbers as it grows, also for words longer than its first store", () => {
  const interner = new WordInterner();
  const words = [...Array.from({ length: 5000 }, (_, at) => `word${String(at)}`), "x".repeat(20_000)];
  words.forEach((word, at) => expect(interner.intern(word, 0, word.length)).toBe(at));
  words.forEach((word, at) => expect(interner.intern(` ${word} `, 1, word.length + 1)).toBe(at));
  expect(interner.words).toEqual(words);
});
