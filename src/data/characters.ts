/** Calls back with the bounds of each token of a normal text, in order; empty bounds part what no n-gram may span. */
export type Spans = (text: string, act: (from: number, to: number) => void) => void;

/** How texts become tokens: brought to a normal form first, then cut. */
export interface Cutter {
  readonly normal: (text: string) => string;
  readonly spans: Spans;
}

/** Every character (code point) a token. */
function characterSpans(text: string, act: (from: number, to: number) => void): void {
  let from = 0;
  while (from < text.length) {
    const to = from + ((text.codePointAt(from) ?? 0) > 0xffff ? 2 : 1);
    act(from, to);
    from = to;
  }
}

/** The characters of a text, runs of white space as one space: the tokens of scikit-learn's `char` analyzer. */
export function characterCutter(normal: (text: string) => string): Cutter {
  return { normal: (text) => normal(text).replaceAll(/\s\s+/gu, " "), spans: characterSpans };
}

/**
 * The characters of each word between white space with a space before and after, parted after each word:
 * scikit-learn's `char_wb` analyzer.
 */
export function innerCharacterCutter(normal: (text: string) => string): Cutter {
  return {
    normal: (text) =>
      normal(text)
        .split(/\s+/u)
        .map((word) => (word === "" ? "" : ` ${word} `))
        .join(""),
    spans: (text, act) => {
      let inside = false;
      characterSpans(text, (from, to) => {
        act(from, to);
        if (text.charCodeAt(from) !== space) return;
        if (inside) act(to, to);
        inside = !inside;
      });
    },
  };
}

const space = 0x20;
