import * as z from "zod";
import { UserError } from "../base/errors.ts";
import { withPaths } from "./paths.ts";
import type { EpochMetrics } from "./metrics.ts";
import type { RunRecord } from "./record.ts";
import { epochMetricsSchema, experimentRecordSchema, runId, versionsSchema } from "./recordSchema.ts";
import type { ResolvedExperiment } from "./resolved.ts";

/**
 * What another person needs to train a run again and to see whether the same comes out. It travels in bundles and links,
 * and may come from anybody: everything in it is bounded and checked.
 */
export interface Reproduction {
  readonly format: typeof reproductionFormat;
  readonly title: string;
  /** Its paths are names such as `data/reviews.tsv`, each that of one of the files. */
  readonly experiment: ResolvedExperiment;
  readonly files: readonly NeededFile[];
  /** What trained it, and on what. */
  readonly run: Pick<RunRecord, "id" | "versions" | "kernelFlavour" | "fingerprints">;
  readonly expected: ExpectedFigures;
}

export interface NeededFile {
  /** A name in the folder `data` or `vectors`. */
  readonly path: string;
  /** SHA-256 of what it holds, unpacked where it is packed with gzip; of a folder as its dataset's fingerprint has it. */
  readonly sha256: string;
  /** Of the file itself, or of the files of a folder. */
  readonly bytes: number;
  /** How many files a folder holds that belong to its dataset; absent for a file. */
  readonly parts?: number;
  /** Where it lay in the workspace of the run; absent where it lay outside. */
  readonly was?: string;
}

/** What came out of the run. */
interface ExpectedFigures {
  /** As its record says, or as much of it as there is room for. */
  readonly result: Readonly<Record<string, unknown>>;
  /** Absent where there was no room. */
  readonly epochs?: readonly EpochMetrics[];
  /** SHA-256 by what it is of: `curve`, `steps`, `weights`, `predictions.test`, … */
  readonly digests: Readonly<Record<string, string>>;
}

export const reproductionFormat = "benchtop-reproduction-1";

/** Files of a folder that is a dataset, as reading it has it. */
const mostParts = 200_000;
const longestText = 64_000_000;
const longestExperiment = 1_000_000;
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

const schema: z.ZodType<Reproduction> = z.looseObject({
  format: z.literal(reproductionFormat),
  title: z.string().max(500),
  experiment: experimentRecordSchema,
  files: z
    .array(
      z.looseObject({
        path: z.string().max(300),
        sha256,
        bytes: z.int().nonnegative().max(Number.MAX_SAFE_INTEGER),
        parts: z.int().min(1).max(mostParts).exactOptional(),
        was: z.string().max(4096).exactOptional(),
      }),
    )
    .min(1)
    .max(64),
  run: z.looseObject({
    id: runId,
    versions: versionsSchema,
    kernelFlavour: z.string().max(100).nullable(),
    fingerprints: z.looseObject({
      data: sha256.nullable(),
      files: z.array(sha256).max(16).exactOptional(),
      features: z.string().max(200).nullable(),
    }),
  }),
  expected: z.looseObject({
    result: z.record(z.string().max(100), z.unknown()),
    epochs: z.array(epochMetricsSchema).max(1_000_000).exactOptional(),
    digests: z.record(z.string().max(100), sha256),
  }),
});

const remedy = "Ask for it again, or check where it comes from.";

/** Reads it from JSON; whatever is not as it should be is a UserError. */
export function parseReproduction(json: string): Reproduction {
  if (json.length > longestText) throw new UserError("The description of the run is too large.", remedy);
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    throw new UserError("The description of the run is not JSON.", remedy);
  }
  const result = schema.safeParse(value);
  if (!result.success) {
    const issue = result.error.issues[0];
    const field = issue?.path.map(String).join(".") ?? "";
    throw new UserError(`The description of the run is not what it should be: ${issue?.message ?? ""}.`, remedy, {
      ...(field !== "" && { field }),
    });
  }
  const { files, experiment } = result.data;
  if (JSON.stringify(experiment).length > longestExperiment)
    throw new UserError("The experiment is too large to be looked at.", remedy);
  const names = new Set<string>();
  for (const { path } of files) {
    if (!isPlainPath(path)) throw new UserError(`The name ${JSON.stringify(path)} leads elsewhere.`, remedy);
    // Systems that do not tell capitals apart would write one over the other.
    if (names.has(path.toLowerCase())) throw new UserError(`The name ${path} is there twice.`, remedy);
    names.add(path.toLowerCase());
  }
  withPaths(experiment, (path) => {
    if (files.some((file) => file.path === path)) return path;
    throw new UserError(`The experiment names ${JSON.stringify(path)}, which is none of its files.`, remedy);
  });
  return result.data;
}

const reserved = /^(?:con|prn|aux|nul|com\d|lpt\d|conin\$|conout\$)(?:\.|$)/i;
// Controls, what Windows does not allow, and what turns the direction of a name.
const forbidden = /[\p{Cc}\\/:*?"<>|\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;

/** Whether a path is a plain name in the folder `data` or `vectors`, on every system. */
export function isPlainPath(path: string): boolean {
  const [folder, name, ...more] = path.split("/");
  return (folder === "data" || folder === "vectors") && more.length === 0 && name !== undefined && isPlainName(name);
}

/** Whether a path is one of a file in a folder that is in `data`, by plain names alone, on every system. */
export function isPlainPartPath(path: string): boolean {
  const [folder, ...names] = path.split("/");
  return path.length <= 300 && folder === "data" && names.length >= 2 && names.length <= 7 && names.every(isPlainName);
}

function isPlainName(name: string): boolean {
  return (
    name.length > 0 && name.length <= 120 && !forbidden.test(name) && !reserved.test(name) && !/^\.|[. ]$/.test(name)
  );
}

/** A file's name made plain, whatever it was. */
export function plainName(name: string): string {
  const base = name.split(/[\\/]/).at(-1) ?? "";
  const plain = base
    .normalize("NFC")
    .replaceAll(new RegExp(forbidden, "gu"), "-")
    .replace(/^\.+|[. ]+$/g, "");
  const short = plain.length <= 100 ? plain : plain.slice(-100).replace(/^\.+/, "");
  return isPlainName(short) ? short : `file-${short.replace(/^\.+/, "")}`;
}
