/** A row cut from a table; `broken` says why its fields cannot be trusted. */
export interface ParsedRecord {
  readonly fields: readonly string[];
  /** Where the next row starts, or for a broken row how far it was read. */
  readonly end: number;
  /** Line breaks that the row spans, its own end included. */
  readonly lines: number;
  readonly broken?: string;
}

const newlineCode = 10;
const returnCode = 13;
const quoteCode = 34;

/**
 * Reads one row at `at` with the quotes of RFC 4180: a field that starts with a quote runs, delimiters and line breaks
 * included, to the quote that is not doubled; a quote elsewhere is an ordinary character. Returns undefined when the
 * text ends inside the row and more of it is to come (`last` is false).
 */
export function parseRecord(text: string, at: number, delimiter: string, last: boolean): ParsedRecord | undefined {
  const delimiterCode = delimiter.charCodeAt(0);
  const fields: string[] = [];
  let lines = 1;
  let i = at;
  for (;;) {
    if (i < text.length && text.charCodeAt(i) === quoteCode) {
      const close = closingQuote(text, i + 1);
      if (close < 0) {
        if (!last) return undefined;
        return { fields, end: text.length, lines, broken: "a quoted field on this line never closes" };
      }
      // The character after decides whether this quote is doubled or closes.
      if (close + 1 >= text.length && !last) return undefined;
      const raw = text.slice(i + 1, close);
      const value = raw.includes('"') ? raw.replaceAll('""', '"') : raw;
      lines += countNewlines(raw);
      fields.push(value);
      i = close + 1;
    } else {
      const start = i;
      while (i < text.length) {
        const code = text.charCodeAt(i);
        if (code === delimiterCode || code === newlineCode) break;
        i++;
      }
      if (i >= text.length && !last) return undefined;
      const carriageReturn = i > start && text.charCodeAt(i) !== delimiterCode && text.charCodeAt(i - 1) === returnCode;
      fields.push(text.slice(start, carriageReturn ? i - 1 : i));
    }
    if (i >= text.length) return { fields, end: text.length, lines };
    const code = text.charCodeAt(i);
    if (code === delimiterCode) {
      i++;
    } else if (code === newlineCode) {
      return { fields, end: i + 1, lines };
    } else if (code === returnCode && i + 1 >= text.length) {
      return last ? { fields, end: text.length, lines } : undefined;
    } else if (code === returnCode && text.charCodeAt(i + 1) === newlineCode) {
      return { fields, end: i + 2, lines };
    } else {
      return { fields, end: i, lines, broken: "characters follow the closing quote of a field" };
    }
  }
}

/** The first quote from `from` on that is not doubled, or -1. */
function closingQuote(text: string, from: number): number {
  let quote = text.indexOf('"', from);
  while (quote >= 0 && text.charCodeAt(quote + 1) === quoteCode) quote = text.indexOf('"', quote + 2);
  return quote;
}

function countNewlines(text: string): number {
  let count = 0;
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) count++;
  return count;
}
