import { UserError } from "../base/errors.ts";
import { type Work, each } from "../base/work.ts";
import type { TokenizerOptions } from "./featurizer.ts";
import type { ExampleTable } from "./table.ts";
import { characterCutter, innerCharacterCutter } from "./characters.ts";
import { createTokenizer } from "./tokenize.ts";
import { Uint32List } from "./uint32List.ts";

/** All texts of a table as word numbers: example e owns ids[offsets[e]] … ids[offsets[e + 1]]. */
export interface TokenTable {
  readonly offsets: Uint32Array;
  readonly ids: Uint32Array;
  /** Each word once, in order of first appearance. */
  readonly words: readonly string[];
}

/** Stands in `ids` where no n-gram may go on, after each word that is cut into characters. */
export const breakToken = 0xffffffff;

/** Cuts a text into tokens; a null parts what no n-gram may span. */
type Cutter = (text: string) => Iterable<string | null>;

/** Tokenises a table once, however many splits of it are asked for. */
export class TokenCache {
  readonly #cut: () => Cutter;
  #last: { readonly table: ExampleTable; readonly tokens: TokenTable } | undefined;

  constructor(options: TokenizerOptions, analyzer?: "characters" | "charactersInWords") {
    this.#cut = () => {
      if (analyzer === "characters") return characterCutter(options);
      return analyzer === "charactersInWords" ? innerCharacterCutter(options) : createTokenizer(options);
    };
  }

  *of(table: ExampleTable): Work<TokenTable> {
    if (this.#last?.table === table) return this.#last.tokens;
    const tokens = yield* tokenizeTable(table, this.#cut());
    this.#last = { table, tokens };
    return tokens;
  }
}

/** UserError when the table has no texts. */
function* tokenizeTable(table: ExampleTable, cut: Cutter): Work<TokenTable> {
  const { texts } = table;
  if (texts === undefined)
    throw new UserError(
      "These features need texts, but the dataset has no text column.",
      "Use numeric features, or name the text column.",
      { file: table.files[0]?.path ?? "", field: "features" },
    );
  const known = new Map<string, number>();
  const ids = new Uint32List();
  const offsets = new Uint32Array(texts.length + 1);
  yield* each(texts, (text, example) => {
    for (const word of cut(text)) {
      if (word === null) {
        ids.push(breakToken);
        continue;
      }
      let id = known.get(word);
      if (id === undefined) {
        id = known.size;
        known.set(word, id);
      }
      ids.push(id);
    }
    offsets[example + 1] = ids.length;
  });
  return { offsets, ids: ids.toArray(), words: [...known.keys()] };
}
