import fc from "fast-check";
import { expect, test } from "vitest";
import { parseNdjson } from "../../../src/platform/ndjson.ts";

test("however a writer dies in its last line, the lines before it are read", () => {
  fc.assert(
    fc.property(fc.array(fc.record({ epoch: fc.nat() }), { minLength: 1 }), fc.nat(), (lines, seed) => {
      const text = lines.map((line) => `${JSON.stringify(line)}\n`).join("");
      const lastLine = `${JSON.stringify(lines.at(-1))}\n`;
      const torn = text.slice(0, text.length - 1 - (seed % lastLine.length));
      expect(parseNdjson(text)).toEqual(lines);
      expect(parseNdjson(torn)).toEqual(lines.slice(0, -1));
    }),
  );
});

test("a damaged line in the middle does not hide those after it", () => {
  expect(parseNdjson('{"a":1}\n{"a"\n\n{"a":3}\n')).toEqual([{ a: 1 }, { a: 3 }]);
});
