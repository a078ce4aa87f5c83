import { UserError } from "../base/errors.ts";
import type { BrokenKind, FileLayout } from "./layout.ts";
import { listed, thousands } from "./phrases.ts";
import type { RowPlace, RowSink } from "./rowReader.ts";
import type { BrokenRow, TableFile } from "./table.ts";

const brokenInDetail = 100;

type RowFacts = Pick<TableFile, "broken" | "brokenCount" | "skippedCount" | "notes">;

/** Accounts for the rows of a file that are not used as they stand. */
export class RowReport {
  readonly #layout: FileLayout;
  readonly #skip: ReadonlySet<BrokenKind>;
  readonly #broken: BrokenRow[] = [];
  #brokenCount = 0;
  #skipped = 0;
  #severalLabels = 0;

  constructor(layout: FileLayout) {
    this.#layout = layout;
    this.#skip = new Set(layout.skip);
  }

  readonly broken = (line: number, reason: string, kind: BrokenKind, place?: RowPlace): void => {
    if (this.#skip.has(kind)) {
      this.#skipped++;
      return;
    }
    this.#brokenCount++;
    if (this.#broken.length >= brokenInDetail) return;
    this.#broken.push({ line: place?.line ?? line, reason, kind, ...(place !== undefined && { file: place.file }) });
  };

  /** What a reader tells: good rows go to `row`, the rest is kept here. */
  sink(row: RowSink["row"]): RowSink {
    return {
      row,
      broken: this.broken,
      note: () => {
        this.#severalLabels++;
      },
    };
  }

  facts(): RowFacts {
    const several = this.#severalLabels;
    const each = this.#layout.severalLabels === "each";
    const note = `${thousands(several)} ${several === 1 ? "line has" : "lines have"} several labels: ${each ? "each makes an example of its own" : "the first of them counts"}.`;
    return {
      broken: this.#broken,
      brokenCount: this.#brokenCount,
      ...(this.#skipped > 0 && { skippedCount: this.#skipped }),
      ...(several > 0 && { notes: [note] }),
    };
  }

  /** What is wrong with a file of which no row became an example. */
  noExamples(path: string, bytes: number): UserError {
    if (bytes === 0) return new UserError("The file is empty.", "Give a file with labelled examples.", { file: path });
    const first = this.#broken[0];
    const columns = `Its columns are expected to be ${listed(this.#layout.columns)}.`;
    if (first === undefined) return new UserError("The file has no examples.", columns, { file: path });
    return new UserError(`None of its ${String(this.#brokenCount)} rows can be used: ${first.reason}.`, columns, {
      file: first.file ?? path,
      line: first.line,
    });
  }
}
