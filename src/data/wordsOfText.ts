import type { TokenizerOptions } from "./featurizer.ts";
import { normaliser, wordCutter } from "./tokenize.ts";

/** A stretch of a text: a word, with its number, or what stands between words (null). */
export interface TextPiece {
  readonly text: string;
  readonly word: number | null;
}

/** A text cut into pieces that make it up again; each word has one number wherever it stands, by first appearance. */
export interface CutText {
  readonly pieces: readonly TextPiece[];
  /** The words as the tokenizer makes them. */
  readonly words: readonly string[];
}

/** Cuts a text as it was written into its words; a tokenizer of characters gives the words they stand in. */
export function cutText(text: string, options: TokenizerOptions): CutText {
  const { spans } = wordCutter(options.kind === "characters" ? { ...options, kind: "words" } : options);
  const normal = normaliser(options);
  const numbers = new Map<string, number>();
  const pieces: TextPiece[] = [];
  let done = 0;
  spans(text, (from, to) => {
    if (from > done) pieces.push({ text: text.slice(done, from), word: null });
    const written = text.slice(from, to);
    const word = normal(written);
    const number = numbers.get(word) ?? numbers.size;
    numbers.set(word, number);
    pieces.push({ text: written, word: number });
    done = to;
  });
  if (done < text.length) pieces.push({ text: text.slice(done), word: null });
  return { pieces, words: [...numbers.keys()] };
}

/** The text without a word, wherever it stood. */
export function withoutWord({ pieces }: CutText, word: number): string {
  return pieces.map((piece) => (piece.word === word ? "" : piece.text)).join("");
}
