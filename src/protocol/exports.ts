/** Exporting a run, in the worker for short questions. */

export interface ExportQuery {
  readonly runFolder: string;
  /** What paths in its record are relative to. */
  readonly baseFolder: string;
  /** The id of a format. */
  readonly to: string;
  /** Absolute path of the file or folder to write. */
  readonly path: string;
  /** Whether a bundle holds the run's data files too. */
  readonly withData?: boolean;
  /** Whether what is there already may be replaced; refused when absent. */
  readonly replace?: boolean;
}

export interface ExportOutcome {
  readonly path: string;
  /** Names in the folder, or the one file's. */
  readonly files: readonly string[];
}
