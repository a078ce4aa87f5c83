import type { TokenizerOptions } from "./featurizer.ts";
import { normaliseText } from "./text.ts";

/** The characters of a text, runs of white space as one space: scikit-learn's `char` analyzer. */
export function characterCutter({ lowercase }: TokenizerOptions): (text: string) => string[] {
  return (text) => Array.from(normal(text, lowercase).replaceAll(/\s\s+/gu, " "));
}

/**
 * The characters of each word between white space with a space before and after, and a null behind each word:
 * scikit-learn's `char_wb` analyzer.
 */
export function innerCharacterCutter({ lowercase }: TokenizerOptions): (text: string) => (string | null)[] {
  return (text) => {
    const tokens: (string | null)[] = [];
    for (const word of normal(text, lowercase).split(/\s+/u)) {
      if (word === "") continue;
      tokens.push(" ", ...Array.from(word), " ", null);
    }
    return tokens;
  };
}

function normal(text: string, lowercase: boolean): string {
  const normalised = normaliseText(text);
  return lowercase ? normalised.toLowerCase() : normalised;
}
