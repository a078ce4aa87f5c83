import { assertNever } from "../base/assert.ts";
import { characterCutter, type Cutter, type Spans } from "./characters.ts";
import type { TokenizerOptions } from "./featurizer.ts";
import { normaliseText } from "./text.ts";

/** Cuts a text into its words, in order. */
export type Tokenizer = (text: string) => string[];

/** The tokenizer of these options; texts are brought to NFC first, then lower-cased if asked. */
export function createTokenizer(options: TokenizerOptions): Tokenizer {
  const { normal, spans } = wordCutter(options);
  return (text) => {
    const words: string[] = [];
    const made = normal(text);
    spans(made, (from, to) => words.push(made.slice(from, to)));
    return words;
  };
}

/** The same as bounds in the normal form of a text. */
export function wordCutter(options: TokenizerOptions): Cutter {
  const normal = normaliser(options);
  switch (options.kind) {
    case "words":
      return { normal, spans: wordSpans() };
    case "whitespace":
      return { normal, spans: whitespaceSpans };
    case "characters":
      return characterCutter(normal);
    case "segmenter":
      return { normal, spans: segmenterSpans() };
    default:
      return assertNever(options.kind, "tokenizer");
  }
}

/** NFC, then lower case, then what `normalize` names, each in the place of its kind of token. */
export function normaliser({ lowercase, normalize = [] }: TokenizerOptions): (text: string) => string {
  const urls = normalize.includes("urls");
  const numbers = normalize.includes("numbers");
  return (text) => {
    let normal = normaliseText(text);
    if (lowercase) normal = normal.toLowerCase();
    if (urls) normal = normal.replace(url, "_url_");
    if (numbers) normal = normal.replace(number, "_number_");
    return normal;
  };
}

/** With its scheme, or beginning with www; the sign that ends a sentence is not part of it. */
const url = /\b(?:https?:\/\/|ftp:\/\/|www\.)[^\s<>"]*[^\s<>"'.,;:!?)\]}]/giu;
/** Digits of any script with points and commas within, and no letter around: 3, 1,560, 12.5; not b2b. */
const number = /(?<![\p{L}\p{M}\p{N}_])\p{Nd}+(?:[.,]\p{Nd}+)*(?![\p{L}\p{M}\p{N}_])/gu;

function whitespaceSpans(text: string, act: (from: number, to: number) => void): void {
  for (const match of text.matchAll(/\S+/gu)) act(match.index, match.index + match[0].length);
}

/** Unicode's word segmentation with the dictionaries of ICU, whatever the language. */
function segmenterSpans(): Spans {
  const segmenter = new Intl.Segmenter("und", { granularity: "word" });
  return (text, act) => {
    for (const { segment, index, isWordLike } of segmenter.segment(text))
      if (isWordLike === true) act(index, index + segment.length);
  };
}

const wordCharacter = /[\p{L}\p{M}\p{N}_]/u;
const unseen = 0;
const inWord = 1;
const between = 2;

/**
 * `words`: runs of letters, marks, numbers and underscores, `[\p{L}\p{M}\p{N}_]+` (DEFINITIONS: text). The same as
 * matching the regular expression, but each of the first 65,536 characters is classified only once.
 */
function wordSpans(): Spans {
  const kindOf = new Uint8Array(0x10000);
  const classify = (character: number): number => {
    const kind = wordCharacter.test(String.fromCodePoint(character)) ? inWord : between;
    if (character < kindOf.length) kindOf[character] = kind;
    return kind;
  };
  return (text, act) => {
    let start = -1;
    for (let i = 0; i < text.length; i++) {
      let character = text.charCodeAt(i);
      const high = character >= 0xd800 && character < 0xdc00;
      if (high) character = text.codePointAt(i) ?? character;
      let kind = kindOf[character] ?? unseen;
      if (kind === unseen) kind = classify(character);
      if (kind === inWord) {
        if (start < 0) start = i;
      } else if (start >= 0) {
        act(start, i);
        start = -1;
      }
      if (character > 0xffff) i++;
    }
    if (start >= 0) act(start, text.length);
  };
}
