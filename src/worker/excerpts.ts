import { UserError } from "../base/errors.ts";
import type { ExampleKey } from "../data/exampleKey.ts";
import type { RunRecord } from "../experiment/record.ts";
import { dataFingerprint } from "./fingerprints.ts";
import type { TrainerPorts } from "./ports.ts";
import { excerptOf, findRows, type FoundRow, keyText, readLines } from "./readLines.ts";

/** Where an example stood: the index of its file among the dataset's, its line from 1, and what it is known again by. */
export interface Place {
  readonly file: number;
  readonly line: number;
  /** Absent in runs of older versions. */
  readonly key?: ExampleKey;
}

/** The full path of an example's file, the line it stands on now, and what stands there. */
interface Excerpt {
  readonly file: string;
  readonly line: number;
  readonly excerpt: string;
}

interface Source {
  readonly record: RunRecord;
  readonly baseFolder: string;
}

/**
 * Finds examples of a run in its data files as they are now, and makes a row of each place and its line. In a file that was
 * changed since the run they are found again by their keys. The warning says that the data changed, or cannot be read.
 */
export async function readExcerpts<P extends Place, R>(
  ports: Pick<TrainerPorts, "files">,
  source: Source,
  places: readonly P[],
  rowOf: (place: P, excerpt: Excerpt) => R,
): Promise<{ readonly rows: readonly R[]; readonly warning: string | null }> {
  const { layout } = source.record.experiment.dataset;
  const { found, warning } = await findExamples(ports, source, places);
  const rows = places.map((place, at) => {
    const { file, row } = found[at] ?? { file: "", row: undefined };
    const excerpt = row === undefined ? gone(place) : excerptOf(row, layout);
    return rowOf(place, { file: row?.place?.file ?? file, line: row?.place?.line ?? row?.line ?? place.line, excerpt });
  });
  return { rows, warning };
}

function gone({ key }: Place): string {
  return key === undefined ? "(no such line any more)" : "(this example is not in the file any more)";
}

interface FoundExample {
  /** Full path. */
  readonly file: string;
  readonly row: FoundRow | undefined;
}

/** The rows of the files that hold examples of a run. */
export async function findExamples(
  ports: Pick<TrainerPorts, "files">,
  { record, baseFolder }: Source,
  places: readonly Place[],
): Promise<{ readonly found: readonly FoundExample[]; readonly warning: string | null }> {
  if (places.length === 0) return { found: [], warning: null };
  const { files, layout } = record.experiment.dataset;
  const read = await Promise.all(
    files.map(async ({ role, path }, index) => {
      const wanted = new Set(places.filter(({ file }) => file === index).map(({ line }) => line));
      const full = ports.files.resolve(baseFolder, path);
      return { role, path, full, ...(await readFileLines(ports, full, layout, wanted)) };
    }),
  );
  const found = places.map((place) => {
    const file = read[place.file];
    if (file === undefined)
      throw new UserError("The run's arrays name a data file that its record does not.", "Train the run again.");
    return { file: file.full, row: file.lines.get(place.line) };
  });
  const problem = read.find((file) => file.problem !== null)?.problem;
  if (problem !== undefined && problem !== null) return { found, warning: problem };
  const { data } = record.fingerprints;
  if (data === null || dataFingerprint(read) === data) return { found, warning: null };
  const names = read.map(({ path }) => path).join(", ");
  if (places.some(({ key }) => key === undefined))
    return {
      found,
      warning: `${names} changed since the run: a line may no longer hold the example that the run saw.`,
    };
  const again = await findAgain(ports, read, layout, places);
  const missing = again.filter(({ row }) => row === undefined).length;
  const rest = missing === 0 ? "" : ` ${String(missing)} of them ${missing === 1 ? "is" : "are"} not there any more.`;
  return {
    found: again,
    warning: `${names} changed since the run: the examples were looked for by what they hold, not by their lines.${rest}`,
  };
}

/** The rows of equal key that stand nearest to where the examples stood. */
async function findAgain(
  ports: Pick<TrainerPorts, "files">,
  files: readonly { readonly full: string }[],
  layout: RunRecord["experiment"]["dataset"]["layout"],
  places: readonly Place[],
): Promise<readonly FoundExample[]> {
  const rows = await Promise.all(
    files.map(async ({ full }, index) => {
      const keys = places.flatMap(({ file, key }) => (file === index && key !== undefined ? [keyText(key)] : []));
      return findRows(await ports.files.open(full), layout, new Set(keys));
    }),
  );
  return places.map(({ file, line, key }) => {
    const same = (key === undefined ? undefined : rows[file]?.get(keyText(key))) ?? [];
    const [nearest] = [...same].sort((one, other) => Math.abs(one.line - line) - Math.abs(other.line - line));
    return { file: files[file]?.full ?? "", row: nearest };
  });
}

interface ReadFile {
  readonly lines: ReadonlyMap<number, FoundRow>;
  readonly sha256: string;
  /** Why it could not be read. */
  readonly problem: string | null;
}

async function readFileLines(
  ports: Pick<TrainerPorts, "files">,
  path: string,
  layout: Parameters<typeof readLines>[1],
  wanted: ReadonlySet<number>,
): Promise<ReadFile> {
  try {
    return { ...(await readLines(await ports.files.open(path), layout, wanted)), problem: null };
  } catch (error) {
    // A dataset that has been moved or spoilt since: what the run predicted is still worth seeing.
    if (error instanceof UserError) return { lines: new Map(), sha256: "", problem: error.message };
    throw error;
  }
}
