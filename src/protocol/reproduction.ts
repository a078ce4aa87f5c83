import type { FileLayout } from "../data/layout.ts";
import type { NeededFile, Reproduction } from "../experiment/reproduction.ts";
import type { VerificationResult } from "./verification.ts";

/** Taking runs to other machines and back, in the worker for short questions. */

/** What a bundle holds, read without writing anything. */
export interface OpenedBundle {
  readonly reproduction: Reproduction;
  /** The files that lie in it, by their names in the reproduction; each has been checked against its SHA-256. */
  readonly included: readonly string[];
}

/** Where files that a reproduction needs were found, by their names in it. */
export type FoundFiles = Readonly<Record<string, string>>;

/** Requests the host makes: name → [params, result]. */
export interface ReproductionRequests {
  /** What others need to train a run again; a UserError for a run that did not end by itself, or whose data have changed. */
  describeRun: [
    { readonly runFolder: string; readonly baseFolder: string; readonly title: string },
    { readonly reproduction: Reproduction },
  ];
  /** A UserError for a file that is no bundle, or not as it should be. */
  openBundle: [{ readonly path: string }, OpenedBundle];
  /** Writes the included files into a folder, under their names in the reproduction. */
  unpackBundle: [{ readonly path: string; readonly folder: string }, { readonly files: readonly string[] }];
  /** Looks among the candidates (absolute paths), and the folders that these lie in, for what has that content. */
  locateFiles: [
    {
      readonly files: readonly NeededFile[];
      /** How the dataset is laid out, which says what of a folder belongs to it. */
      readonly layout: FileLayout;
      readonly candidates: readonly string[];
    },
    { readonly found: FoundFiles },
  ];
  /** Sets a run that was trained here beside what was expected of it. */
  compareExpected: [{ readonly runFolder: string; readonly reproduction: Reproduction }, VerificationResult];
}

/** Who answers them. */
export type Reproductions = {
  readonly [K in keyof ReproductionRequests]: (
    params: ReproductionRequests[K][0],
  ) => Promise<ReproductionRequests[K][1]>;
};
