import type { Work } from "../base/work.ts";
import type { ByteSource } from "./table.ts";
import type { WordVectors } from "./wordVectors/wordVectors.ts";

/** What fitting features needs of the outside. */
export interface FeaturePorts {
  readonly openVectors: (path: string) => Promise<ByteSource>;
  /** Where rows that were read once are found again; without it every file is read anew. */
  readonly vectorCache?: OpenVectorShelf;
  /** Of what is drawn at random. */
  readonly seed: number;
  readonly onProgress?: (fraction: number) => void;
  /** Does work, giving way between its pieces. */
  readonly drive: <T>(work: Work<T>) => Promise<T>;
}

/** What is kept of a vectors file, by its path, as its content is now. */
export type OpenVectorShelf = (path: string) => Promise<VectorShelf>;
interface VectorShelf {
  /** A digest of what the file holds now, in hexadecimal; undefined where that cannot be told. */
  content(): Promise<string | undefined>;
  /** @param request a digest of what was asked of the file, in hexadecimal. */
  find(request: string): Promise<WordVectors | undefined>;
  keep(request: string, vectors: WordVectors): Promise<void>;
}
