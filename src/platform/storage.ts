import { basename, dirname, join } from "node:path";
import type { Disk } from "./disk.ts";
import { nodeDisk, replaceFile } from "./fileIo.ts";

/** Files of a run folder (ARCHITECTURE: storage). */
export const runFile = {
  record: "run.json",
  annotations: "user.json",
  verification: "verification.json",
  metrics: "metrics.ndjson",
  model: "model.safetensors",
  checkpoint: "checkpoint.safetensors",
  previousCheckpoint: "checkpoint.previous.safetensors",
  steps: "steps.f32",
  stepColumns: "steps.json",
  lock: "lock.json",
} as const;

/** Sizes above which a file of a run folder is taken for damaged, bytes. */
export const sizeLimit = {
  record: 64 * 1024 * 1024,
  features: 1024 * 1024 * 1024,
  annotations: 1024 * 1024,
  verification: 1024 * 1024,
  metrics: 256 * 1024 * 1024,
  steps: 256 * 1024 * 1024,
  array: 2 * 1024 * 1024 * 1024,
  checkpoint: 8 * 1024 * 1024 * 1024,
} as const;

const idPattern = /^\d{8}-\d{6}-[0-9a-z]{6}$/;

/** Whether a folder's name is that of a run: yyyymmdd-hhmmss-xxxxxx. */
export function isRunId(name: string): boolean {
  return idPattern.test(name);
}

/**
 * The folder that holds what runs share (features, trash): the `.benchtop` folder that the runs folder lies in, or,
 * when runs are kept elsewhere, the runs folder itself, so that nothing is written outside the folder a person named.
 */
export function storageRoot(runsFolder: string): string {
  const parent = dirname(runsFolder);
  return basename(parent) === ".benchtop" ? parent : runsFolder;
}

/** Makes the runs folder, and in a `.benchtop` folder the .gitignore that keeps all of it out of version control. */
export async function prepareRunsFolder(runsFolder: string, disk: Disk = nodeDisk): Promise<void> {
  await disk.makeFolder(runsFolder);
  const root = storageRoot(runsFolder);
  if (basename(root) !== ".benchtop" || (await disk.list(root)).includes(".gitignore")) return;
  // Whole or not at all: an empty one would stay, and all of the folder would be committed.
  await replaceFile(join(root, ".gitignore"), [new TextEncoder().encode("*\n")], disk);
}
