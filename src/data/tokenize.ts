import type { TokenizerKind, TokenizerOptions } from "./featurizer.ts";
import { normaliseText } from "./text.ts";

/** Cuts a text into its words, in order. */
export type Tokenizer = (text: string) => string[];

/** `words`: runs of letters, marks, numbers and underscores, `[\p{L}\p{M}\p{N}_]+` (DEFINITIONS: text). */
const kinds: Readonly<Record<TokenizerKind, () => Tokenizer>> = {
  words: wordSplitter,
  whitespace: () => (text) => text.split(/\s+/u).filter((word) => word !== ""),
};

/** The tokenizer of these options; texts are brought to NFC first, then lower-cased if asked. */
export function createTokenizer(options: TokenizerOptions): Tokenizer {
  const split = kinds[options.kind]();
  return (text) => {
    const normal = normaliseText(text);
    return split(options.lowercase ? normal.toLowerCase() : normal);
  };
}

const wordCharacter = /[\p{L}\p{M}\p{N}_]/u;
const unseen = 0;
const inWord = 1;
const between = 2;

/** The same as matching the regular expression, but each of the first 65,536 characters is classified only once. */
function wordSplitter(): Tokenizer {
  const kindOf = new Uint8Array(0x10000);
  const classify = (character: number): number => {
    const kind = wordCharacter.test(String.fromCodePoint(character)) ? inWord : between;
    if (character < kindOf.length) kindOf[character] = kind;
    return kind;
  };
  return (text) => {
    const words: string[] = [];
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
        words.push(text.slice(start, i));
        start = -1;
      }
      if (character > 0xffff) i++;
    }
    if (start >= 0) words.push(text.slice(start));
    return words;
  };
}
