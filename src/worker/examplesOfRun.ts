import { invariant } from "../base/assert.ts";
import { UserError } from "../base/errors.ts";
import { predictedClass } from "../experiment/confusion.ts";
import type { ExampleRow, ExamplesPage, ExamplesQuery } from "../protocol/trainer.ts";
import { dataFingerprint } from "./fingerprints.ts";
import { readLines } from "./readLines.ts";
import type { RunReader, TrainerPorts } from "./ports.ts";

const mostExamples = 1000;

/** The examples behind a cell of a run's confusion table, with their lines read from the data files as they are now. */
export async function examplesOfRun(
  ports: Pick<TrainerPorts, "files" | "readRun">,
  query: ExamplesQuery,
): Promise<ExamplesPage> {
  const reader = await ports.readRun(query.runFolder);
  const record = await reader.record();
  const classes = record.data?.classes.length ?? 0;
  const predictions = await readPredictions(reader, query.split, classes);
  const matching = predictions.filter(
    ({ trueClass, predicted }) =>
      (query.trueClass ?? trueClass) === trueClass && (query.predictedClass ?? predicted) === predicted,
  );
  const offset = Math.max(0, Math.floor(query.offset));
  const page = matching.slice(offset, offset + Math.min(mostExamples, Math.max(0, Math.floor(query.limit))));
  if (page.length === 0) return { total: matching.length, examples: [], warning: null };

  const { files, layout } = record.experiment.dataset;
  const read = await Promise.all(
    files.map(async ({ role, path }, index) => {
      const wanted = new Set(page.filter(({ file }) => file === index).map(({ line }) => line));
      const full = ports.files.resolve(query.baseFolder, path);
      return { role, path, full, ...(await readFileLines(ports, full, layout, wanted)) };
    }),
  );
  const examples = page.map(({ file, line, trueClass, predicted, confidence }): ExampleRow => {
    const found = read[file];
    if (found === undefined)
      throw new UserError("The run's arrays name a data file that its record does not.", "Train the run again.");
    const excerpt = found.lines.get(line) ?? "(no such line any more)";
    return { file: found.full, line, trueClass, predictedClass: predicted, confidence, excerpt };
  });
  return { total: matching.length, examples, warning: warningOf(read, record.fingerprints.data) };
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

interface Prediction {
  readonly file: number;
  readonly line: number;
  readonly trueClass: number;
  readonly predicted: number;
  readonly confidence: number;
}

async function readPredictions(reader: RunReader, split: string, classes: number): Promise<readonly Prediction[]> {
  const [outputs, labels, rows] = await Promise.all([
    reader.array(`predictions.${split}`),
    reader.array(`labels.${split}`),
    reader.array(`rows.${split}`),
  ]);
  const count = labels.values.length;
  const floats = outputs.values;
  if (
    !(floats instanceof Float32Array) ||
    floats.length !== count * classes ||
    rows.values.length !== count * 3 ||
    rows.values.some((value) => !Number.isSafeInteger(value) || value < 0)
  )
    throw new UserError(
      `The arrays of the ${split} split do not fit each other.`,
      "Restore the run's folder from a copy, or train again.",
    );
  return Array.from(labels.values, (trueClass, row) => {
    const predicted = predictedClass(floats, row, classes);
    const [file, line] = [rows.values[row * 3 + 1], rows.values[row * 3 + 2]];
    invariant(file !== undefined && line !== undefined, "three numbers a row");
    return { file, line, trueClass, predicted, confidence: floats[row * classes + predicted] ?? NaN };
  });
}
