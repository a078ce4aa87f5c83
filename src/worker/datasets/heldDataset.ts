import { UserError } from "../../base/errors.ts";
import { columnFacts } from "../../data/inspect/columns.ts";
import { contentsOf } from "../../data/inspect/contents.ts";
import { findDuplicates, type Likeness, type Likenesses } from "../../data/inspect/duplicates.ts";
import { lengthFacts } from "../../data/inspect/lengths.ts";
import { nearDuplicates, nearEnough } from "../../data/inspect/nearDuplicates.ts";
import { tellingWords } from "../../data/inspect/tellingWords.ts";
import { vectorCoverage } from "../../data/inspect/vectorCoverage.ts";
import { countClasses } from "../../data/split.ts";
import { type Splits, splitNames } from "../../data/table.ts";
import { TokenCache, type TokenTable } from "../../data/tokenTable.ts";
import { readWordVectors } from "../../data/wordVectors/readWordVectors.ts";
import type {
  DatasetExamplesPage,
  DatasetExamplesQuery,
  DatasetOverview,
  DuplicateReport,
  LikenessesPage,
  LikenessesQuery,
  LikenessList,
  VectorReport,
  WordReport,
} from "../../protocol/datasets.ts";
import { defaultTokenizer, splitCounts } from "../inspectDataset.ts";
import { pacedSource } from "../pacedSource.ts";
import { pageOf } from "../pages.ts";
import type { DataFiles } from "../ports.ts";
import type { RunControl } from "../runControl.ts";
import { ExampleFilter } from "./exampleFilter.ts";
import { ExampleRows } from "./exampleRows.ts";
import type { ReadDataset } from "./readDataset.ts";
import { driven, type Steps } from "./steps.ts";

const wordsOfClass = 25;
/** Of a group of examples that hold the same. */
const mostOfGroup = 10;

/** A dataset in memory and what was found out about it so far. */
export class HeldDataset {
  readonly #read: ReadDataset;
  readonly #splits: Splits;
  readonly #rows: ExampleRows;
  readonly #filter: ExampleFilter;
  /** As the experiment cuts texts, and as texts are compared. */
  readonly #tokens: TokenCache;
  readonly #words: TokenCache;
  #likenesses: Likenesses = { leaks: [], repeats: [], conflicts: [] };

  constructor(read: ReadDataset) {
    this.#read = read;
    this.#splits = read.splits ?? { train: new Uint32Array(0) };
    this.#rows = new ExampleRows(read.table, this.#splits, read.places);
    this.#filter = new ExampleFilter(read.table, this.#rows);
    this.#tokens = new TokenCache(read.tokenizer);
    const isPlain = JSON.stringify(read.tokenizer) === JSON.stringify(defaultTokenizer);
    this.#words = isPlain ? this.#tokens : new TokenCache(defaultTokenizer);
  }

  async overview(steps: Steps): Promise<DatasetOverview> {
    const { table, layout, reasons, split, splits, splitProblem, tokenizer, cutAt, isCut, counted } = this.#read;
    const held = Object.fromEntries(
      splitNames.flatMap((name) => {
        const ids = splits?.[name];
        return ids === undefined ? [] : [[name, countClasses(table, ids)]];
      }),
    );
    const tokens = table.texts === undefined ? null : await this.#tokenTable(steps, [0.8, 0.95]);
    const columns = await driven(steps, columnFacts(table, layout.text), table.numeric.size + 1, [0.95, 1]);
    return {
      files: table.files,
      layout,
      reasons,
      examples: counted?.examples ?? table.size,
      held: table.size,
      classes: table.classes,
      counts: counted === null ? held : splitCounts(counted),
      allCounts: counted?.counts ?? countClasses(table, table.labels.keys()),
      split,
      splitProblem,
      tokenizer,
      lengths: tokens === null ? null : await steps.control.drive(lengthFacts(tokens, cutAt)),
      isCut,
      columns,
    };
  }

  /** Also fills the lists that `likenesses` pages through. */
  async duplicates(steps: Steps): Promise<DuplicateReport> {
    const { table } = this.#read;
    const isText = table.texts !== undefined;
    const contents = await driven(steps, contentsOf(table), table.size, [0, 0.1]);
    const near = isText
      ? await driven(
          steps,
          nearDuplicates(await this.#wordTable(steps, [0.1, 0.2]), contents),
          contents.first.length,
          [0.2, 0.95],
        )
      : { pairs: [], isPartial: false };
    const found = await driven(
      steps,
      findDuplicates(table, this.#splits, contents, near.pairs),
      2 * table.size,
      [0.95, 1],
    );
    this.#likenesses = found.lists;
    const { leaks, repeats, conflicts } = found.lists;
    return {
      facts: found.facts,
      lists: { leaks: leaks.length, repeats: repeats.length, conflicts: conflicts.length },
      nearEnough: isText ? nearEnough : null,
      isPartial: near.isPartial,
    };
  }

  async words(steps: Steps): Promise<WordReport> {
    const { table, splits } = this.#read;
    const ids = splits?.train ?? Uint32Array.from(table.labels.keys());
    const tokens = await this.#wordTable(steps, [0, 0.5]);
    const telling = await driven(steps, tellingWords(table, tokens, ids, wordsOfClass), 2 * ids.length, [0.5, 1]);
    return { telling, countedOn: splits === null ? "all" : "train" };
  }

  async vectors(path: string, files: DataFiles, steps: Steps): Promise<VectorReport> {
    const tokens = await this.#tokenTable(steps, [0, 0.1]);
    const source = pacedSource(await files.open(path), steps.control);
    const { rowOf, dimension, rows } = await readWordVectors(
      source,
      { words: tokens.words, subwords: false },
      (fraction) => steps.tell(0.1 + 0.8 * fraction),
    );
    const coverage = vectorCoverage(this.#read.table, tokens, (word) => (rowOf[word] ?? -1) >= 0);
    return { path, dimension, rows, coverage: await driven(steps, coverage, 2 * this.#read.table.size, [0.9, 1]) };
  }

  async examples(query: DatasetExamplesQuery, control: RunControl): Promise<DatasetExamplesPage> {
    const ids = await control.drive(this.#filter.matching(query.filter));
    const from = Math.max(0, Math.floor(query.offset));
    // Without a filter the page itself is made, not a list of all.
    const page = pageOf(ids ?? placesFrom(from, this.#read.table.size, query.limit), {
      offset: ids === null ? 0 : from,
      limit: query.limit,
    });
    return { total: ids?.length ?? this.#read.table.size, examples: page.map((id) => this.#rows.of(id)) };
  }

  likenesses({ list, offset, limit }: LikenessesQuery): LikenessesPage {
    const all: readonly Likeness[] = this.#likenesses[list satisfies LikenessList];
    const page = pageOf(all, { offset, limit });
    return {
      total: all.length,
      likenesses: page.map(({ similarity, isExact, examples }) => ({
        similarity,
        isExact,
        size: examples.length,
        examples: examples.slice(0, mostOfGroup).map((id) => this.#rows.of(id)),
      })),
    };
  }

  #tokenTable(steps: Steps, span: readonly [number, number]): Promise<TokenTable> {
    return this.#tokenized(this.#tokens, steps, span);
  }

  #wordTable(steps: Steps, span: readonly [number, number]): Promise<TokenTable> {
    return this.#tokenized(this.#words, steps, span);
  }

  #tokenized(cache: TokenCache, steps: Steps, span: readonly [number, number]): Promise<TokenTable> {
    const { table } = this.#read;
    if (table.texts === undefined)
      throw new UserError("This dataset has no texts.", "Word figures are for datasets with a text column.");
    return driven(steps, cache.of(table), table.size, span);
  }
}

/** A page of all ids, without a list of them all. */
function placesFrom(from: number, size: number, limit: number): readonly number[] {
  return Array.from({ length: Math.max(0, Math.min(limit, size - from)) }, (_, at) => from + at);
}
