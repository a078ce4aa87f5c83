import type {
  DatasetExamplesPage,
  DatasetExamplesQuery,
  DatasetOverview,
  DatasetPart,
  DuplicateReport,
  LikenessesPage,
  LikenessesQuery,
  VectorReport,
  WordReport,
} from "./datasets.ts";

/** Host ⇄ Dataset panel. A webview that reports another version is rebuilt. */
export const datasetPanelProtocolVersion = 1;

/** Everything the panel draws but the lists, which are asked for page by page. */
export interface DatasetSnapshot {
  /** The file's name, and where it lies as people see it. */
  readonly title: string;
  readonly location: string;
  /** An experiment file: its dataset is shown as its split and features take it. */
  readonly isExperiment: boolean;
  readonly overview: DatasetOverview | null;
  readonly duplicates: DuplicateReport | null;
  readonly words: WordReport | null;
  readonly vectors: VectorReport | null;
  /** How far what is under way is, 0…1. */
  readonly working: Readonly<Partial<Record<DatasetPart, number>>>;
  /** What went wrong, or `stopped` when the person ended it. */
  readonly problems: Readonly<Partial<Record<DatasetPart, string>>>;
  /** A data file changed since it was read. */
  readonly isStale: boolean;
  /** Counts how often the data was read: lists of an older reading are out of date. */
  readonly reading: number;
}

/** Stands among the problems for work that the person ended. */
export const stoppedByPerson = "stopped";

/** Requests the panel makes of the host: name → [params, result]. */
export interface DatasetPanelRequests {
  ready: [{ readonly version: number }, DatasetSnapshot];
  /** Works on a part that was stopped or failed. */
  start: [{ readonly part: DatasetPart }, null];
  stop: [{ readonly part: DatasetPart }, null];
  /** Reads the data anew. */
  reload: [null, null];
  /** Reads it anew and holds all its examples, where a sample of a large file is held. */
  readWhole: [null, null];
  examples: [Omit<DatasetExamplesQuery, "id">, DatasetExamplesPage];
  likenesses: [Omit<LikenessesQuery, "id">, LikenessesPage];
  openExample: [{ readonly file: string; readonly line: number }, null];
  /** Asks for a file of word vectors, and looks at what it knows. */
  chooseVectors: [null, null];
  train: [null, null];
  openFile: [null, null];
  copyText: [{ readonly text: string }, null];
  saveFile: [{ readonly name: string; readonly base64: string }, null];
}

/** Notifications the host sends to a visible panel. */
export interface DatasetPanelNotifications {
  snapshot: DatasetSnapshot;
  progress: { readonly part: DatasetPart; readonly fraction: number };
}
