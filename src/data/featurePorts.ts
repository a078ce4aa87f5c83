import type { Work } from "../base/work.ts";
import type { ByteSource } from "./table.ts";

/** What fitting features needs of the outside. */
export interface FeaturePorts {
  readonly openVectors: (path: string) => Promise<ByteSource>;
  /** Of what is drawn at random. */
  readonly seed: number;
  readonly onProgress?: (fraction: number) => void;
  /** Does work, giving way between its pieces. */
  readonly drive: <T>(work: Work<T>) => Promise<T>;
}
