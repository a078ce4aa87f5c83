import { randomBytes } from "node:crypto";
import { mkdir, readdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { invariant } from "../base/assert.ts";
import type { FeaturizerState } from "../data/featurizer.ts";
import { errorCode, isMissing, replaceFile, replaceJson, syncFolder } from "./fileIo.ts";
import { encodeSafetensors } from "./safetensors.ts";
import { storageRoot } from "./storage.ts";

/**
 * Stores a fitted featurizer once under features/<fingerprint> for all runs that use it: features.json, and
 * features.safetensors for its arrays. The folder appears whole or not at all.
 */
export async function writeFeatures(runsFolder: string, fingerprint: string, state: FeaturizerState): Promise<void> {
  invariant(/^[0-9a-f]{8,128}$/.test(fingerprint), `a hexadecimal fingerprint, not ${fingerprint}`);
  const shelf = join(storageRoot(runsFolder), "features");
  const folder = join(shelf, fingerprint);
  if (await isFolder(folder)) return;
  const temporary = join(shelf, `.${fingerprint.slice(0, 16)}-${randomBytes(6).toString("hex")}.tmp`);
  await mkdir(temporary, { recursive: true });
  try {
    const tensors = [...state.arrays].map(([name, values]) => ({ name, shape: [values.length], values }));
    await replaceJson(join(temporary, "features.json"), state.json);
    if (tensors.length > 0) await replaceFile(join(temporary, "features.safetensors"), encodeSafetensors(tensors));
    await rename(temporary, folder);
  } catch (error) {
    await rm(temporary, { recursive: true, force: true });
    // Another run with the same features was a moment faster.
    const code = errorCode(error);
    if ((code === "ENOTEMPTY" || code === "EEXIST" || code === "EPERM") && (await isFolder(folder))) return;
    throw error;
  }
  await syncFolder(shelf);
}

async function isFolder(path: string): Promise<boolean> {
  try {
    await readdir(path);
    return true;
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}
