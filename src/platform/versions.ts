import { version } from "../../package.json";
import type { RunRecord } from "../experiment/record.ts";

/** What a run records of the software that trained it. */
export const versions: RunRecord["versions"] = {
  benchtop: version,
  node: process.versions.node,
  ...(process.versions["icu"] !== undefined && { icu: process.versions["icu"] }),
};
