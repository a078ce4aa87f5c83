import { randomBytes } from "node:crypto";
import { mkdir, readdir, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { invariant } from "../base/assert.ts";
import { UserError } from "../base/errors.ts";
import type { ExportOutcome, ExportQuery } from "../protocol/exports.ts";
import type { ExportedFile, ExportSource } from "../services/exports/exporter.ts";
import { exporterOf } from "../services/exports/exporters.ts";
import { exportFormat, isExportId } from "../services/exports/formats.ts";
import { errorCode, isMissing, reasonOf, replaceFile, syncFolder } from "./fileIo.ts";
import { openRunReader, readAnnotations, readEpochs } from "./runReader.ts";
import { encodeSafetensors } from "./safetensors.ts";

/** Makes the files of an export in this thread and writes them: a file whole or not at all, a folder likewise. */
export async function exportRun({ runFolder, to, path, replace }: ExportQuery): Promise<ExportOutcome> {
  invariant(isExportId(to), `a known format, not ${to}`);
  const { makes } = exportFormat(to);
  if (replace !== true) await refuseExisting(path);
  const make = await exporterOf(to);
  const files = await make(await openSource(runFolder), { arrays: { safetensors: encodeSafetensors } });
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

async function openSource(folder: string): Promise<ExportSource> {
  const reader = openRunReader(folder);
  // A run folder that was copied under another name is a run of its own.
  const record = { ...(await reader.record()), id: basename(folder) };
  return {
    record,
    annotations: await readAnnotations(folder),
    epochs: () => readEpochs(folder),
    weights: () => reader.weights(),
    features: () => {
      const { features } = record.fingerprints;
      if (features === null)
        throw new UserError("The run has no model yet.", "Wait until it has ended, or choose another run.");
      return reader.features(features);
    },
    array: (name) => reader.array(name),
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
