import { UserError } from "../base/errors.ts";
import { type Work, each } from "../base/work.ts";
import type { TokenizerOptions } from "./featurizer.ts";
import type { ExampleTable } from "./table.ts";
import { type Cutter, innerCharacterCutter } from "./characters.ts";
import { normaliser, wordCutter } from "./tokenize.ts";
import { Uint32List } from "./uint32List.ts";
import { WordInterner } from "./wordInterner.ts";

/** All texts of a table as word numbers: example e owns ids[offsets[e]] … ids[offsets[e + 1]]. */
export interface TokenTable {
  readonly offsets: Uint32Array;
  readonly ids: Uint32Array;
  /** Each word once, in order of first appearance. */
  readonly words: readonly string[];
}

/** Stands in `ids` where no n-gram may go on, after each word that is cut into characters. */
export const breakToken = 0xffffffff;

/** Tokenises a table once, however many splits of it are asked for. */
export class TokenCache {
  readonly #cutter: Cutter;
  #last: { readonly table: ExampleTable; readonly tokens: TokenTable } | undefined;

  constructor(options: TokenizerOptions, unit: "words" | "characters" = "words") {
    this.#cutter = unit === "words" ? wordCutter(options) : innerCharacterCutter(normaliser(options));
  }

  *of(table: ExampleTable): Work<TokenTable> {
    if (this.#last?.table === table) return this.#last.tokens;
    const tokens = yield* tokenizeTable(table, this.#cutter);
    this.#last = { table, tokens };
    return tokens;
  }
}

/** UserError when the table has no texts. */
function* tokenizeTable(table: ExampleTable, { normal, spans }: Cutter): Work<TokenTable> {
  const { texts } = table;
  if (texts === undefined)
    throw new UserError(
      "These features need texts, but the dataset has no text column.",
      "Use numeric features, or name the text column.",
      { file: table.files[0]?.path ?? "", field: "features" },
    );
  const interner = new WordInterner();
  const ids = new Uint32List();
  const offsets = new Uint32Array(texts.length + 1);
  yield* each(texts, (text, example) => {
    const made = normal(text);
    spans(made, (from, to) => {
      ids.push(from === to ? breakToken : interner.intern(made, from, to));
    });
    offsets[example + 1] = ids.length;
  });
  return { offsets, ids: ids.toArray(), words: interner.words };
}

/**
 * Whether tokens at … end of the example that begins at `from` are all characters of a word: one shorter than the
 * shortest n-gram is a term all the same.
 */
export function isWholeWord({ ids }: TokenTable, from: number, at: number, end: number): boolean {
  return ids[end + 1] === breakToken && (at === from || ids[at - 1] === breakToken);
}
