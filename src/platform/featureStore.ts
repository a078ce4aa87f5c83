import { randomBytes } from "node:crypto";
import { basename, dirname, join } from "node:path";
import { invariant } from "../base/assert.ts";
import { UserError } from "../base/errors.ts";
import type { FeaturizerState } from "../data/featurizer.ts";
import type { Disk } from "./disk.ts";
import {
  errorCode,
  isMissing,
  nodeDisk,
  readBounded,
  readTextBounded,
  reasonOf,
  replaceFile,
  replaceJson,
} from "./fileIo.ts";
import { decodeSafetensors, encodeSafetensors, type Tensor } from "./safetensors.ts";
import { sizeLimit, storageRoot } from "./storage.ts";

/**
 * Stores a fitted featurizer once under features/<fingerprint> for all runs that use it: features.json, and
 * features.safetensors for its arrays. The run's own folder gets the same files as hard links, which take no room, so
 * that a copy of it is whole; where the file system has none, the shared ones must be copied along.
 */
export async function writeFeatures(
  runFolder: string,
  fingerprint: string,
  state: FeaturizerState,
  disk: Disk = nodeDisk,
): Promise<void> {
  invariant(isFingerprint(fingerprint), `a hexadecimal fingerprint, not ${fingerprint}`);
  const runsFolder = dirname(runFolder);
  await writeShared(sharedFeatures(runsFolder, fingerprint), state, disk);
  await linkFeatures(sharedFeatures(runsFolder, fingerprint), join(runFolder, "features", fingerprint), disk);
}

async function linkFeatures(shared: string, own: string, disk: Disk): Promise<void> {
  await disk.makeFolder(own);
  for (const name of await disk.list(shared))
    await disk.link(join(shared, name), join(own, name)).catch((error: unknown) => {
      // Linked before, or not possible here (FAT, some network folders): the shared files do.
      if (errorCode(error) === undefined) throw error;
    });
  await disk.syncFolder(own);
}

function sharedFeatures(runsFolder: string, fingerprint: string): string {
  return join(storageRoot(runsFolder), "features", fingerprint);
}

/** The folder appears whole or not at all. */
async function writeShared(folder: string, state: FeaturizerState, disk: Disk): Promise<void> {
  const shelf = dirname(folder);
  if (await isFolder(folder, disk)) return;
  const temporary = join(shelf, `.${basename(folder).slice(0, 16)}-${randomBytes(6).toString("hex")}.tmp`);
  await disk.makeFolder(temporary);
  try {
    const tensors = [...state.arrays].map(([name, values]) => ({ name, shape: [values.length], values }));
    await replaceJson(join(temporary, "features.json"), state.json, disk);
    if (tensors.length > 0)
      await replaceFile(join(temporary, "features.safetensors"), encodeSafetensors(tensors), disk);
    await disk.rename(temporary, folder);
  } catch (error) {
    await disk.removeFolder(temporary);
    // Another run with the same features was a moment faster.
    const code = errorCode(error);
    if ((code === "ENOTEMPTY" || code === "EEXIST" || code === "EPERM") && (await isFolder(folder, disk))) return;
    throw error;
  }
  await disk.syncFolder(shelf);
}

/** Reads what `writeFeatures` stored, the shared files or the run's own; a UserError where it is not there or damaged. */
export async function readFeatures(runFolder: string, fingerprint: string): Promise<FeaturizerState> {
  // The fingerprint comes from a record, which may come from anywhere.
  if (!isFingerprint(fingerprint))
    throw new UserError("The run's record names no features.", "Train the experiment again.");
  const shared = sharedFeatures(dirname(runFolder), fingerprint);
  const own = join(runFolder, "features", fingerprint);
  const folder = (await isFolder(shared)) ? shared : own;
  const file = join(folder, "features.json");
  const text = await readTextBounded(file, sizeLimit.features).catch((error: unknown) => {
    if (!isMissing(error)) throw error;
    throw new UserError(
      "The run's fitted features are not there.",
      "They lie in features/ beside the folder runs/ that the run was copied from: copy the folder of this name from there.",
      { file: own },
    );
  });
  const arrays = join(folder, "features.safetensors");
  const bytes = await readBounded(arrays, sizeLimit.array).catch((error: unknown) => {
    if (!isMissing(error)) throw error;
    return undefined;
  });
  const tensors = bytes === undefined ? [] : decodeStored(bytes, arrays);
  return { json: stateIn(text, file), arrays: new Map(tensors.map(({ name, values }) => [name, values])) };
}

/** The tensors of a file; a UserError that names it when it is damaged. */
export function decodeStored(bytes: Uint8Array<ArrayBuffer>, file: string): readonly Tensor[] {
  try {
    return decodeSafetensors(bytes).tensors;
  } catch (error) {
    throw new UserError(`The file cannot be read: ${reasonOf(error)}.`, "Restore it from a copy, or train again.", {
      file,
    });
  }
}

/** Stored beside the options, which the run's record has as well. */
function stateIn(text: string, file: string): unknown {
  try {
    const json: unknown = JSON.parse(text);
    if (typeof json === "object" && json !== null && "state" in json) return json.state;
  } catch {
    // Said below: the parser's own words help nobody.
  }
  throw new UserError("The stored features are damaged.", "Train the experiment again.", { file });
}

function isFingerprint(text: string): boolean {
  return /^[0-9a-f]{8,128}$/.test(text);
}

async function isFolder(path: string, disk: Pick<Disk, "list"> = nodeDisk): Promise<boolean> {
  try {
    await disk.list(path);
    return true;
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}
