import { dirname, join } from "node:path";
import { invariant } from "../base/assert.ts";
import { stepColumns } from "../protocol/frames.ts";
import { isActive } from "../experiment/status.ts";
import type { RunWriter } from "../worker/ports.ts";
import type { Disk } from "./disk.ts";
import { writeFeatures } from "./featureStore.ts";
import { nodeDisk, replaceFile, replaceJson } from "./fileIo.ts";
import { GrowingFile } from "./growingFile.ts";
import { type HeldLock, takeLock } from "./lock.ts";
import { encodeNpy } from "./npy.ts";
import { encodeSafetensors } from "./safetensors.ts";
import { prepareRunsFolder, runFile } from "./storage.ts";
import { checkpointPieces } from "./storedCheckpoint.ts";

const stepUnits: Readonly<Record<(typeof stepColumns)[number], string>> = {
  loss: "nats per example",
  learningRate: "per step",
  gradientNorm: "L2 norm",
};

/** The last first. */
const checkpoints = [runFile.checkpoint, runFile.previousCheckpoint];

/**
 * Opens a run folder for writing: makes it, takes its lock, and asks before every write whether the lock is still held.
 * Calls are carried out one after another in the order they came, save that checkpoints, the records of a run that has not
 * ended, arrays and weights are written beside them and each other: a medium takes its time to sync them. What is asked
 * after arrays and weights waits for them. Throws a UserError when another holds the lock.
 */
export async function openRunWriter(
  folder: string,
  disk: Disk = nodeDisk,
  lockOf: (path: string) => Promise<HeldLock> = takeLock,
): Promise<RunWriter> {
  await prepareRunsFolder(dirname(folder), disk);
  await disk.makeFolder(folder);
  const lock = await lockOf(join(folder, runFile.lock));
  await removeLeftovers(folder, disk);
  const pathOf = (name: string): string => join(folder, name);
  let stepsFile: GrowingFile | undefined;
  let epochsFile: GrowingFile | undefined;
  let last: Promise<unknown> = Promise.resolve();
  let besides: Promise<unknown> = Promise.resolve();
  let lastCheckpoint: Promise<unknown> = Promise.resolve();
  let lastRecord: Promise<unknown> = Promise.resolve();

  const inTurn = <T>(write: () => Promise<T>): Promise<T> => {
    const turn = Promise.all([last, besides]).then(async () => {
      await lock.check();
      return write();
    });
    last = turn.catch(() => undefined);
    return turn;
  };
  /** Files that nothing else touches, after what was asked before them. */
  const besideOthers = (write: () => Promise<void>): Promise<void> => {
    const turn = last.then(async () => {
      await lock.check();
      await write();
    });
    besides = Promise.allSettled([besides, turn]);
    return turn;
  };
  const afterCheckpoint = <T>(act: () => Promise<T>): Promise<T> => {
    const turn = lastCheckpoint.then(act);
    lastCheckpoint = turn.catch(() => undefined);
    return turn;
  };
  const afterRecord = (act: () => Promise<void>): Promise<void> => {
    const turn = lastRecord.then(act);
    lastRecord = turn.catch(() => undefined);
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

  const syncCurve = (): Promise<unknown> => Promise.all([epochsFile?.sync(), stepsFile?.sync()]);
  const removeAll = async (names: readonly string[]): Promise<void> => {
    for (const name of names) await disk.remove(pathOf(name));
    await disk.syncFolder(folder);
  };

  return {
    record(record) {
      const write = () => replaceJson(pathOf(runFile.record), record, disk);
      if (isActive(record.status))
        return afterRecord(async () => {
          await lock.check();
          await write();
        });
      return inTurn(() =>
        afterRecord(async () => {
          // A run that has ended is not trained again: its curve must not be shorter than its record says.
          await syncCurve();
          await write();
        }),
      );
    },
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
      return besideOthers(() => replaceFile(pathOf(`${name}.npy`), encodeNpy(shape, values), disk));
    },
    weights: (tensors, metadata) =>
      besideOthers(() => replaceFile(pathOf(runFile.model), encodeSafetensors(tensors, metadata), disk)),
    features: (fingerprint, json, arrays) => inTurn(() => writeFeatures(folder, fingerprint, { json, arrays }, disk)),
    checkpoint(tensors, metadata) {
      // Taken in turn with what was asked before and is asked next.
      const lengths = inTurn(() =>
        Promise.resolve({ metrics: epochsFile?.length ?? 0, steps: stepsFile?.length ?? 0 }),
      );
      lengths.catch(() => undefined);
      return afterCheckpoint(async () => {
        const pieces = checkpointPieces(tensors, metadata, await lengths);
        // It speaks of lines and rows that a power cut must not take away after it.
        await syncCurve();
        await lock.check();
        await replaceFile(pathOf(runFile.checkpoint), pieces, disk, pathOf(runFile.previousCheckpoint));
      });
    },
    cutBack: (to) =>
      inTurn(async () => {
        // Before the files that later ones speak of are cut, and grow again beyond that with other lines.
        if (to?.age !== "last") await removeAll(checkpoints.slice(0, to === null ? 2 : 1));
        const { metrics, steps: rows } = to?.lengths ?? { metrics: 0, steps: 0 };
        // Without a line or a row there is no file: a run that begins anew has none either.
        const empty: string[] = [];
        if (metrics > 0) await (await epochs()).cutBack(metrics);
        else {
          await epochsFile?.close();
          epochsFile = undefined;
          empty.push(runFile.metrics);
        }
        if (rows > 0) await (await steps()).cutBack(rows);
        else {
          await stepsFile?.close();
          stepsFile = undefined;
          empty.push(runFile.steps);
        }
        await removeAll(empty);
      }),
    removeCheckpoints: () => afterCheckpoint(() => inTurn(() => removeAll(checkpoints))),
    async close() {
      await lastCheckpoint;
      await last;
      await besides;
      await lastRecord;
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
async function removeLeftovers(folder: string, disk: Disk): Promise<void> {
  for (const name of await disk.list(folder))
    if (/^(run|steps)\.json\.[0-9a-f]{12}\.tmp$|\.(safetensors|npy)\.[0-9a-f]{12}\.tmp$/.test(name))
      await disk.remove(join(folder, name));
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
