import { randomBytes } from "node:crypto";
import { mkdir, readdir, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { invariant } from "../base/assert.ts";
import { UserError } from "../base/errors.ts";
import { runTitle } from "../experiment/describe.ts";
import type { FeaturizerState } from "../data/featurizer.ts";
import type { ExportOutcome, ExportQuery } from "../protocol/exports.ts";
import type { ExportedFile, ExportSource } from "../services/exports/exporter.ts";
import { matricesOfRun } from "../worker/matricesOfRun.ts";
import { exporterOf } from "../services/exports/exporters.ts";
import { exportFormat, isExportId } from "../services/exports/formats.ts";
import { dataFiles } from "./dataFiles.ts";
import { errorCode, isMissing, readBounded, readTextBounded, reasonOf, replaceFile, syncFolder } from "./fileIo.ts";
import { encodeNpy } from "./npy.ts";
import { openRunReader, readAnnotations, readEpochs, stepColumn } from "./runReader.ts";
import { encodeSafetensors } from "./safetensors.ts";
import { sessionClock } from "./sessionClock.ts";

/** A data file in a bundle, bytes. */
const bundledLimit = 256 * 1024 * 1024;
/** Code that is bundled for exports, at most so long. */
const codeLimit = 1_000_000;

/** Exports runs in this thread; `bundles` is the folder that holds what is bundled for exports. */
export function runExporter(bundles: string): (query: ExportQuery) => Promise<ExportOutcome> {
  return (query) => exportRun(query, () => readTextBounded(join(bundles, "predictor.js"), codeLimit));
}

/** Makes the files of an export and writes them: a file whole or not at all, a folder likewise. */
async function exportRun(
  { runFolder, baseFolder, to, path, replace, withData = false }: ExportQuery,
  predictorCode: () => Promise<string>,
): Promise<ExportOutcome> {
  invariant(isExportId(to), `a known format, not ${to}`);
  const { makes } = exportFormat(to);
  if (replace !== true) await refuseExisting(path);
  const make = await exporterOf(to);
  const files = await make(await openSource(runFolder, baseFolder), {
    arrays: { safetensors: encodeSafetensors, npy: encodeNpy },
    ...{ predictorCode, withData },
  });
  try {
    if (makes.kind === "folder") return await writeFolder(path, files);
    const [file, ...others] = files;
    invariant(file !== undefined && others.length === 0, `${to} makes one file`);
    await replaceFile(path, file.pieces);
    return { path, files: [basename(path)] };
  } catch (error) {
    if (error instanceof UserError || errorCode(error) === undefined) throw error;
    throw new UserError(`The export cannot be written: ${reasonOf(error)}.`, "Choose another place.", { file: path });
  }
}

async function openSource(folder: string, baseFolder: string): Promise<ExportSource> {
  const reader = openRunReader(folder);
  // A run folder that was copied under another name is a run of its own.
  const record = { ...(await reader.record()), id: basename(folder) };
  const features = (): Promise<FeaturizerState> => {
    const { features: fingerprint } = record.fingerprints;
    if (fingerprint === null)
      throw new UserError("The run has no model yet.", "Wait until it has ended, or choose another run.");
    return reader.features(fingerprint);
  };
  return {
    record,
    annotations: await readAnnotations(folder),
    epochs: () => readEpochs(folder),
    weights: () => reader.weights(),
    features,
    array: (name) => reader.array(name),
    rates: async () => stepColumn(await reader.steps(), "learningRate"),
    described: async () => {
      const { describeRun } = await import("../worker/reproduction/describe.ts");
      const title = runTitle(record, await readAnnotations(folder));
      return describeRun(reader, { files: dataFiles, clock: sessionClock }, { baseFolder, title });
    },
    bytesOf: (path) => readBounded(path, bundledLimit),
    matrices: async () =>
      matricesOfRun({ files: dataFiles, clock: sessionClock }, { record, baseFolder }, await features()),
  };
}

async function refuseExisting(path: string): Promise<void> {
  const found = await stat(path).catch((error: unknown) => {
    if (isMissing(error)) return undefined;
    throw error;
  });
  if (found === undefined || (found.isDirectory() && (await readdir(path)).length === 0)) return;
  throw new UserError("There is something of this name already.", "Name another place, or replace it.", { file: path });
}

/** A folder that is not there appears whole; in one that is there each file is replaced. */
async function writeFolder(folder: string, files: readonly ExportedFile[]): Promise<ExportOutcome> {
  for (const { name } of files)
    invariant(/^(?:[\w-]+\/)?[\w-]+(?:\.[\w-]+)*$/.test(name), `${name} is a plain name in the folder`);
  const outcome = { path: folder, files: files.map(({ name }) => name) };
  const isThere = await stat(folder).then(
    () => true,
    (error: unknown) => {
      if (isMissing(error)) return false;
      throw error;
    },
  );
  if (isThere) {
    for (const { name, pieces } of files) await replaceFile(join(folder, name), pieces);
    return outcome;
  }
  const parent = dirname(folder);
  await mkdir(parent, { recursive: true });
  const temporary = join(parent, `.${basename(folder)}-${randomBytes(6).toString("hex")}.tmp`);
  try {
    for (const { name, pieces } of files) await replaceFile(join(temporary, name), pieces);
    await rename(temporary, folder);
  } catch (error) {
    await rm(temporary, { recursive: true, force: true });
    throw error;
  }
  await syncFolder(parent);
  return outcome;
}
