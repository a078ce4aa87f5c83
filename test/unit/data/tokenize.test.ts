import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createTokenizer } from "../../../src/data/tokenize.ts";

describe("the tokenizer `words`", () => {
  const tokenize = createTokenizer({ kind: "words", lowercase: true });

  it("keeps letters, marks, numbers and underscores together and lower-cases them", () => {
    expect(tokenize("Don't stop_me: 42 times, CAFÉ!")).toEqual(["don", "t", "stop_me", "42", "times", "café"]);
  });

  it("keeps the vowel signs of Odia and joins what NFC joins", () => {
    expect(tokenize("ଅବସର ପାଇଁ (ଚିନ୍ତା)")).toEqual(["ଅବସର", "ପାଇଁ", "ଚିନ୍ତା"]);
    expect(tokenize("cafe\u0301")).toEqual(["café"]);
  });

  it("keeps the case when asked", () => {
    expect(createTokenizer({ kind: "words", lowercase: false })("Ab aB")).toEqual(["Ab", "aB"]);
  });

  it("is the regular expression of the definitions on any text, also beyond the first 65,536 characters", () => {
    const text = fc.oneof(fc.string({ unit: "binary", maxLength: 60 }), fc.string({ unit: "grapheme", maxLength: 60 }));
    const plain = createTokenizer({ kind: "words", lowercase: false });
    fc.assert(
      fc.property(text, (content) => {
        expect(plain(content)).toEqual(content.normalize("NFC").match(/[\p{L}\p{M}\p{N}_]+/gu) ?? []);
      }),
      { numRuns: 1000 },
    );
    expect(plain("𝒳1 👍 𐐀")).toEqual(["𝒳1", "𐐀"]);
  });
});

describe("the tokenizer `whitespace`", () => {
  it("cuts at white space only", () => {
    const tokenize = createTokenizer({ kind: "whitespace", lowercase: false });
    expect(tokenize("  Don't stop,\n\u00a0me! ")).toEqual(["Don't", "stop,", "me!"]);
    expect(tokenize(" ")).toEqual([]);
  });
});
