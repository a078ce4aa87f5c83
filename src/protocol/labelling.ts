/** How a file of examples without labels is written: a text on each line, or a table, or an object on each line. */
export const labelFormats = ["text", "csv", "tsv", "jsonl"] as const;
export type LabelFormat = (typeof labelFormats)[number];

/** Begins to label a file, which follows in parts. */
export interface StartLabelling {
  readonly labellingId: string;
  readonly runFolder: string;
  /** The file's name for messages. */
  readonly name: string;
  readonly format: LabelFormat;
  /** The column that holds the text; by default the one of the run's data. */
  readonly textColumn?: string;
  /** Whether an object is written for each example whatever the format; else the format's own. */
  readonly asJson: boolean;
}

export interface LabellingStarted {
  readonly classes: readonly string[];
  readonly outputs: "probabilities" | "margins";
}

/** The next bytes of the file; the last part may be empty. */
export interface LabelPart {
  readonly labellingId: string;
  readonly bytes: Uint8Array;
  readonly last: boolean;
}

/** What became of the rows that a part completed. */
export interface LabelledPart {
  /** The same rows with their predictions. */
  readonly bytes: Uint8Array;
  /** Examples that were classified. */
  readonly examples: number;
  /** How many of them got each class, by class id. */
  readonly counts: readonly number[];
  /** Rows that were not classified. */
  readonly problemCount: number;
  /** The first of them. */
  readonly problems: readonly LabelProblem[];
}

export interface LabelProblem {
  readonly line: number;
  readonly reason: string;
}
