import { UserError } from "../base/errors.ts";
import type { RunRecord } from "../experiment/record.ts";
import { dataFingerprint } from "./fingerprints.ts";
import type { TrainerPorts } from "./ports.ts";
import { readLines } from "./readLines.ts";

/** Where an example stands: the index of its file among the dataset's, and its line from 1. */
interface Place {
  readonly file: number;
  readonly line: number;
}

/** The full path of an example's file, and what stands on its line now. */
interface Excerpt {
  readonly file: string;
  readonly excerpt: string;
}

/**
 * Reads lines of a run's data files as they are now, and makes a row of each place and its line. The warning says when the
 * data changed since the run, or cannot be read.
 */
export async function readExcerpts<P extends Place, R>(
  ports: Pick<TrainerPorts, "files">,
  { record, baseFolder }: { readonly record: RunRecord; readonly baseFolder: string },
  places: readonly P[],
  rowOf: (place: P, excerpt: Excerpt) => R,
): Promise<{ readonly rows: readonly R[]; readonly warning: string | null }> {
  if (places.length === 0) return { rows: [], warning: null };
  const { files, layout } = record.experiment.dataset;
  const read = await Promise.all(
    files.map(async ({ role, path }, index) => {
      const wanted = new Set(places.filter(({ file }) => file === index).map(({ line }) => line));
      const full = ports.files.resolve(baseFolder, path);
      return { role, path, full, ...(await readFileLines(ports, full, layout, wanted)) };
    }),
  );
  const rows = places.map((place) => {
    const found = read[place.file];
    if (found === undefined)
      throw new UserError("The run's arrays name a data file that its record does not.", "Train the run again.");
    return rowOf(place, { file: found.full, excerpt: found.lines.get(place.line) ?? "(no such line any more)" });
  });
  return { rows, warning: warningOf(read, record.fingerprints.data) };
}

interface ReadFile {
  readonly role: "all" | "train" | "validation" | "test";
  readonly path: string;
  readonly lines: ReadonlyMap<number, string>;
  readonly sha256: string;
  /** Why it could not be read. */
  readonly problem: string | null;
}

async function readFileLines(
  ports: Pick<TrainerPorts, "files">,
  path: string,
  layout: Parameters<typeof readLines>[1],
  wanted: ReadonlySet<number>,
): Promise<Pick<ReadFile, "lines" | "sha256" | "problem">> {
  try {
    return { ...(await readLines(await ports.files.open(path), layout, wanted)), problem: null };
  } catch (error) {
    // A dataset that has been moved or spoilt since: what the run predicted is still worth seeing.
    if (error instanceof UserError) return { lines: new Map(), sha256: "", problem: error.message };
    throw error;
  }
}

function warningOf(files: readonly ReadFile[], fingerprint: string | null): string | null {
  const problem = files.find((file) => file.problem !== null)?.problem;
  if (problem !== undefined && problem !== null) return problem;
  if (fingerprint === null || dataFingerprint(files) === fingerprint) return null;
  const names = files.map(({ path }) => path).join(", ");
  return `${names} changed since the run: a line may no longer hold the example that the run saw.`;
}
