import { dirname, resolve } from "node:path";
import { isFolder, regularFileSize } from "../platform/dataFiles.ts";
import type { Composition } from "../platform/composition.ts";
import type { DatasetPart, DatasetSource } from "../protocol/datasets.ts";
import type { DatasetSession } from "../services/api.ts";
import { sourceOfExperiment } from "../services/datasetSessions.ts";
import { openServices } from "./context.ts";
import { exit } from "./exit.ts";
import type { Interrupt } from "./interrupt.ts";
import { defaultRunsFolder, workspaceOf } from "./places.ts";
import { type Inspected, tellInspected } from "./tellInspected.ts";
import type { Terminal } from "./terminal.ts";
import { jsonLine } from "./text.ts";
import { readRequest } from "./train.ts";

export interface InspectOptions {
  /** A file of word vectors. */
  readonly vectors?: string;
  readonly whole?: boolean;
  readonly json?: boolean;
}

const parts: Readonly<Record<DatasetPart, string>> = {
  overview: "reading",
  duplicates: "looking for duplicates",
  words: "counting words",
  vectors: "reading word vectors",
};

/** Tells what there is to know of a dataset before anything is trained on it. */
export async function inspect(
  file: string,
  options: InspectOptions,
  { terminal, interrupt }: { readonly terminal: Terminal; readonly interrupt: Interrupt },
): Promise<number> {
  const path = resolve(file);
  if (!(await isFolder(path))) await regularFileSize(path);
  const baseFolder = workspaceOf(dirname(path));
  const services = openServices({ runsFolder: defaultRunsFolder(baseFolder), baseFolder }, terminal);
  try {
    const { source, vectors } = await located(file, path, services, options.whole === true);
    const session = services.openDataset(source);
    try {
      session.onProgress(({ part, fraction }) =>
        terminal.progress(`${parts[part]} ${String(Math.floor(100 * fraction))} %`),
      );
      let stopped = false;
      interrupt.onFirst(() => {
        stopped = true;
        for (const part of Object.keys(parts)) void session.stop(part as DatasetPart).catch(() => undefined);
      });
      const chosen = options.vectors === undefined ? vectors : resolve(options.vectors);
      const inspected = await look(session, path, chosen, () => stopped);
      terminal.progress("");
      if (inspected === null) return exit.interrupted;
      if (options.json === true) terminal.out(jsonLine(inJson(inspected)));
      else tellInspected(inspected, terminal);
      return exit.done;
    } finally {
      session.dispose();
    }
  } finally {
    await services.shutdown();
  }
}

async function located(
  file: string,
  path: string,
  services: Composition,
  whole: boolean,
): Promise<{ readonly source: DatasetSource; readonly vectors: string | null }> {
  if (!/\.experiment\.jsonc?$/i.test(path))
    return { source: { kind: "file", path, choices: {}, whole }, vectors: null };
  return sourceOfExperiment(await services.training.resolve(await readRequest(file, [])));
}

/** null when it was stopped. */
async function look(
  session: DatasetSession,
  path: string,
  vectorsPath: string | null,
  isStopped: () => boolean,
): Promise<Inspected | null> {
  const overview = await session.overview();
  if (overview === null || isStopped()) return null;
  const duplicates = await session.duplicates();
  if (duplicates === null || isStopped()) return null;
  const words = overview.lengths === null ? null : await session.words();
  const vectors = vectorsPath === null || isStopped() ? null : await session.vectors(vectorsPath);
  return isStopped() ? null : { path, overview, duplicates, words, vectors };
}

/** What the command has always told first, then the rest by part. */
function inJson({ path, overview, duplicates, words, vectors }: Inspected): object {
  const { files, layout, reasons, classes, counts, examples, lengths } = overview;
  return {
    path,
    sniffed: { layout, reasons },
    classes,
    counts,
    examples,
    meanTokens: lengths?.mean ?? null,
    invalidBytes: files.reduce((sum, { invalidBytes }) => sum + invalidBytes, 0),
    brokenRows: files.reduce((sum, { brokenCount }) => sum + brokenCount, 0),
    sha256: files[0]?.sha256 ?? "",
    overview,
    duplicates,
    words,
    vectors,
  };
}
