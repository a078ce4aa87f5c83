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

describe("the tokenizer `segmenter`", () => {
  it("finds words in scripts that do not part them", () => {
    const tokenize = createTokenizer({ kind: "segmenter", lowercase: true });
    expect(tokenize("ฉันกินข้าว")).toEqual(["ฉัน", "กิน", "ข้าว"]);
    expect(tokenize("Tea, isn't it?")).toEqual(["tea", "isn't", "it"]);
  });
});

describe("the tokenizer `characters`", () => {
  it("gives every character, beyond the first 65,536 and runs of white space as one space", () => {
    expect(createTokenizer({ kind: "characters", lowercase: true })("A 𝒳é")).toEqual(["a", " ", "𝒳", "é"]);
    expect(createTokenizer({ kind: "characters", lowercase: true })("a \n\tb ")).toEqual(["a", " ", "b", " "]);
  });
});

describe("what is written alike", () => {
  it("are numbers of any script, but not within words", () => {
    const tokenize = createTokenizer({ kind: "words", lowercase: true, normalize: ["numbers"] });
    expect(tokenize("1,560 texts, ୧୨ b2b 3rd 4.5, 6")).toEqual([
      ...["_number_", "texts", "_number_", "b2b", "3rd", "_number_", "_number_"],
    ]);
  });

  it("are web addresses, without what ends the sentence", () => {
    const tokenize = createTokenizer({ kind: "whitespace", lowercase: false, normalize: ["urls"] });
    expect(tokenize("See HTTPS://a.example/b?c=1, (www.x.org) or http: at home.")).toEqual([
      ...["See", "_url_,", "(_url_)", "or", "http:", "at", "home."],
    ]);
  });

  it("takes the numbers of an address with it", () => {
    const tokenize = createTokenizer({ kind: "words", lowercase: true, normalize: ["numbers", "urls"] });
    expect(tokenize("http://a.example/42 has 42")).toEqual(["_url_", "has", "_number_"]);
  });
});

describe("a text in any script", () => {
  const all = (text: string) =>
    (["words", "whitespace", "segmenter", "characters"] as const).map((kind) =>
      createTokenizer({ kind, lowercase: true })(text),
    );
  const odia = "ଓଡ଼ିଆ ଖବର, ଭଲ!";
  it.each([
    // Odia: ଡ଼ is written as a letter and a nukta in NFC, whichever way it is typed.
    [
      "Odia",
      odia,
      [
        ["ଓଡ଼ିଆ", "ଖବର", "ଭଲ"],
        ["ଓଡ଼ିଆ", "ଖବର,", "ଭଲ!"],
        ["ଓଡ଼ିଆ", "ଖବର", "ଭଲ"],
      ],
    ],
    [
      "Arabic with its vowel signs",
      "مُدَرِّسٌ، جيد؟",
      [
        ["مُدَرِّسٌ", "جيد"],
        ["مُدَرِّسٌ،", "جيد؟"],
        ["مُدَرِّسٌ", "جيد"],
      ],
    ],
    ["Chinese, which parts no words", "我喜欢喝茶。", [["我喜欢喝茶"], ["我喜欢喝茶。"], ["我", "喜欢", "喝茶"]]],
    [
      "Thai, whose signs stand above and below",
      "น้ำชาดีมาก ๆ",
      [
        ["น้ำชาดีมาก", "ๆ"],
        ["น้ำชาดีมาก", "ๆ"],
        ["น้ำ", "ชา", "ดี", "มาก", "ๆ"],
      ],
    ],
    [
      "emoji, which are no letters",
      "Good 👍🏽 tea☕",
      [
        ["good", "tea"],
        ["good", "👍🏽", "tea☕"],
        ["good", "tea"],
      ],
    ],
  ])("%s", (_, text, [words, whitespace, segmenter]) => {
    const [byWords, byWhitespace, bySegmenter, byCharacter] = all(text);
    expect(byWords).toEqual(words?.map((word) => word.normalize("NFC")));
    expect(byWhitespace).toEqual(whitespace?.map((word) => word.normalize("NFC")));
    expect(bySegmenter).toEqual(segmenter?.map((word) => word.normalize("NFC")));
    expect(byCharacter?.join("")).toBe(text.normalize("NFC").toLowerCase());
  });

  it("is the same words however its characters are composed", () => {
    for (const text of [odia, "Ångström café", "한국어 학교", "أحمد", "Tiếng Việt", "が"])
      expect(all(text.normalize("NFD"))).toEqual(all(text.normalize("NFC")));
  });
});
