import fc from "fast-check";
import { expect, it } from "vitest";
import { finish } from "../../../src/base/work.ts";
import { sortTerms } from "../../../src/data/termLevels.ts";
import { breakToken } from "../../../src/data/tokenTable.ts";

/** n-grams of one length by plain counting: their words, and the examples that have them with their counts. */
function counted(examples: readonly (readonly (string | null)[])[], length: number): Map<string, Map<number, number>> {
  const all = new Map<string, Map<number, number>>();
  examples.forEach((tokens, example) => {
    for (let at = 0; at + length <= tokens.length; at++) {
      const words = tokens.slice(at, at + length);
      if (words.includes(null)) continue;
      const key = JSON.stringify(words);
      const counts = all.get(key) ?? new Map<number, number>();
      counts.set(example, (counts.get(example) ?? 0) + 1);
      all.set(key, counts);
    }
  });
  return all;
}

it("finds every n-gram of every length in order, with the examples that have it", () => {
  const token = fc.option(fc.constantFrom("a", "b", "ab", "c", "é"), { nil: null, freq: 6 });
  fc.assert(
    fc.property(fc.array(fc.array(token, { maxLength: 12 }), { maxLength: 8 }), fc.nat(3), (examples, more) => {
      const longest = more + 1;
      const words = [...new Set(examples.flat().filter((word) => word !== null))];
      const ids = Uint32Array.from(examples.flat(), (word) => (word === null ? breakToken : words.indexOf(word)));
      const offsets = new Uint32Array(examples.length + 1);
      examples.forEach((tokens, example) => (offsets[example + 1] = (offsets[example] ?? 0) + tokens.length));
      const levels = finish(sortTerms([1, longest], { ids, offsets, words }));
      expect(levels).toHaveLength(longest);
      let before: string[][] = [];
      levels.forEach((level, at) => {
        const terms = Array.from({ length: level.size }, (_, node) => {
          const prefix = at === 0 ? [] : (before[level.parents[node] ?? 0] ?? []);
          return [...prefix, words[level.words[node] ?? 0] ?? ""];
        });
        const found = terms.map((term, node) => {
          const entries = [level.starts[node] ?? 0, level.starts[node + 1] ?? 0] as const;
          const [texts, counts] = [level.examples.slice(...entries), level.counts.slice(...entries)];
          return [JSON.stringify(term), new Map([...texts].map((text, entry) => [text, counts[entry]]))];
        });
        const expected = counted(examples, at + 1);
        expect(new Map(found as [string, Map<number, number>][])).toEqual(expected);
        expect(found).toHaveLength(expected.size);
        expect(terms).toEqual([...terms].sort(byWords));
        before = terms;
      });
    }),
  );
});

function byWords(a: readonly string[], b: readonly string[]): number {
  const at = a.findIndex((word, index) => word !== b[index]);
  return at < 0 ? 0 : (a[at] ?? "") < (b[at] ?? "") ? -1 : 1;
}
