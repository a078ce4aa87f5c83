import { mkdir, readdir, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { invariant } from "../base/assert.ts";
import { stepColumns } from "../protocol/frames.ts";
import type { RunWriter } from "../worker/ports.ts";
import type { Disk } from "./disk.ts";
import { writeFeatures } from "./featureStore.ts";
import { nodeDisk, replaceFile, replaceJson } from "./fileIo.ts";
import { GrowingFile } from "./growingFile.ts";
import { takeLock } from "./lock.ts";
import { encodeNpy } from "./npy.ts";
import { encodeSafetensors } from "./safetensors.ts";
import { prepareRunsFolder, runFile } from "./storage.ts";
import { withLengths } from "./storedCheckpoint.ts";

const stepUnits: Readonly<Record<(typeof stepColumns)[number], string>> = {
  loss: "nats per example",
  learningRate: "per step",
  gradientNorm: "L2 norm",
};

/**
 * Opens a run folder for writing: makes it, takes its lock, and asks before every write whether the lock is still held.
 * Calls are carried out one after another in the order they came, save that a checkpoint is written beside them. Throws
 * a UserError when another holds the lock.
 */
export async function openRunWriter(folder: string, disk: Disk = nodeDisk): Promise<RunWriter> {
  await prepareRunsFolder(dirname(folder));
  await mkdir(folder, { recursive: true });
  await disk.syncFolder(dirname(folder));
  const lock = await takeLock(join(folder, runFile.lock));
  await removeLeftovers(folder);
  const pathOf = (name: string): string => join(folder, name);
  let stepsFile: GrowingFile | undefined;
  let epochsFile: GrowingFile | undefined;
  let last: Promise<unknown> = Promise.resolve();
  let lastCheckpoint: Promise<unknown> = Promise.resolve();

  const inTurn = <T>(write: () => Promise<T>): Promise<T> => {
    const turn = last.then(async () => {
      await lock.check();
      return write();
    });
    last = turn.catch(() => undefined);
    return turn;
  };
  const afterCheckpoint = <T>(act: () => Promise<T>): Promise<T> => {
    const turn = lastCheckpoint.then(act);
    lastCheckpoint = turn.catch(() => undefined);
    return turn;
  };
  const epochs = async (): Promise<GrowingFile> =>
    (epochsFile ??= await GrowingFile.open(pathOf(runFile.metrics), folder, disk));
  const steps = async (): Promise<GrowingFile> => {
    if (stepsFile === undefined) {
      await describeSteps(pathOf(runFile.stepColumns), disk);
      stepsFile = await GrowingFile.open(pathOf(runFile.steps), folder, disk);
    }
    return stepsFile;
  };

  return {
    record: (record) => inTurn(() => replaceJson(pathOf(runFile.record), record, disk)),
    epoch: (line) =>
      inTurn(async () => {
        await (await epochs()).append(new TextEncoder().encode(`${JSON.stringify(line)}\n`));
      }),
    steps(rows) {
      // Copied now: the caller may fill the same buffer again before this write's turn comes.
      const bytes = new Uint8Array(rows.slice().buffer);
      return inTurn(async () => {
        await (await steps()).append(bytes);
      });
    },
    array(name, shape, values) {
      invariant(isPlainName(name), `a plain array name, not ${name}`);
      return inTurn(() => replaceFile(pathOf(`${name}.npy`), encodeNpy(shape, values), disk));
    },
    weights: (tensors, metadata) =>
      inTurn(() => replaceFile(pathOf(runFile.model), encodeSafetensors(tensors, metadata), disk)),
    features: (fingerprint, json, arrays) => inTurn(() => writeFeatures(folder, fingerprint, { json, arrays })),
    checkpoint(tensors, metadata) {
      // Taken in turn with what was asked before and is asked next.
      const lengths = inTurn(() =>
        Promise.resolve({ metrics: epochsFile?.length ?? 0, steps: stepsFile?.length ?? 0 }),
      );
      lengths.catch(() => undefined);
      return afterCheckpoint(async () => {
        const pieces = encodeSafetensors(tensors, withLengths(metadata, await lengths));
        // It speaks of lines and rows that a power cut must not take away after it.
        await Promise.all([epochsFile?.sync(), stepsFile?.sync()]);
        await lock.check();
        await replaceFile(pathOf(runFile.checkpoint), pieces, disk);
      });
    },
    cutBack: (lengths) =>
      inTurn(async () => {
        // Without a line or a row there is no file: a run that begins anew has none either.
        if (lengths.metrics > 0) await (await epochs()).cutBack(lengths.metrics);
        else await disk.remove(pathOf(runFile.metrics));
        if (lengths.steps > 0) await (await steps()).cutBack(lengths.steps);
        else await disk.remove(pathOf(runFile.steps));
        await disk.syncFolder(folder);
      }),
    removeCheckpoint: () => afterCheckpoint(() => inTurn(() => disk.remove(pathOf(runFile.checkpoint)))),
    async close() {
      await lastCheckpoint;
      await last;
      try {
        for (const file of [stepsFile, epochsFile]) await file?.close();
      } finally {
        stepsFile = epochsFile = undefined;
        await lock.release();
      }
    },
  };
}

/** What a writer that was killed was about to rename into place; the lock is ours, so that it is nobody's now. */
async function removeLeftovers(folder: string): Promise<void> {
  for (const name of await readdir(folder))
    if (/^(run|steps)\.json\.[0-9a-f]{12}\.tmp$|\.(safetensors|npy)\.[0-9a-f]{12}\.tmp$/.test(name))
      await rm(join(folder, name), { force: true });
}

async function describeSteps(path: string, disk: Disk): Promise<void> {
  const columns = stepColumns.map((name) => ({ name, unit: stepUnits[name] }));
  await replaceJson(
    path,
    { schemaVersion: 1, type: "float32", byteOrder: "little", order: "rows", firstStep: 1, columns },
    disk,
  );
}

/** Names become file names: nothing in them may lead out of the folder. */
function isPlainName(name: string): boolean {
  return /^[a-z][a-zA-Z0-9]*(\.[a-z][a-zA-Z0-9]*)*$/.test(name);
}
