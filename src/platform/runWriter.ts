import { type FileHandle, mkdir, open } from "node:fs/promises";
import { dirname, join } from "node:path";
import { invariant } from "../base/assert.ts";
import { stepColumns } from "../protocol/frames.ts";
import type { RunWriter } from "../worker/ports.ts";
import { writeFeatures } from "./featureStore.ts";
import { replaceFile, replaceJson, writeAll } from "./fileIo.ts";
import { takeLock } from "./lock.ts";
import { encodeNpy } from "./npy.ts";
import { encodeSafetensors } from "./safetensors.ts";
import { prepareRunsFolder, runFile } from "./storage.ts";

const stepUnits: Readonly<Record<(typeof stepColumns)[number], string>> = {
  loss: "nats per example",
  learningRate: "per step",
  gradientNorm: "L2 norm",
};

/**
 * Opens a run folder for writing: makes it, takes its lock, and asks before every write whether the lock is still held.
 * Calls are carried out one after another in the order they came. Throws a UserError when another holds the lock.
 */
export async function openRunWriter(folder: string): Promise<RunWriter> {
  await prepareRunsFolder(dirname(folder));
  await mkdir(folder, { recursive: true });
  const lock = await takeLock(join(folder, runFile.lock));
  let steps: FileHandle | undefined;
  let epochs: FileHandle | undefined;
  let last: Promise<unknown> = Promise.resolve();

  const inTurn = <T>(write: () => Promise<T>): Promise<T> => {
    const turn = last.then(async () => {
      await lock.check();
      return write();
    });
    last = turn.catch(() => undefined);
    return turn;
  };

  return {
    record: (record) => inTurn(() => replaceJson(join(folder, runFile.record), record)),
    epoch: (line) =>
      inTurn(async () => {
        epochs ??= await open(join(folder, runFile.metrics), "a");
        await writeAll(epochs, new TextEncoder().encode(`${JSON.stringify(line)}\n`));
      }),
    steps(rows) {
      // Copied now: the caller may fill the same buffer again before this write's turn comes.
      const bytes = new Uint8Array(rows.slice().buffer);
      return inTurn(async () => {
        steps ??= await openSteps(folder);
        await writeAll(steps, bytes);
      });
    },
    array(name, shape, values) {
      invariant(isPlainName(name), `a plain array name, not ${name}`);
      return inTurn(() => replaceFile(join(folder, `${name}.npy`), encodeNpy(shape, values)));
    },
    weights: (name, tensors, metadata) =>
      inTurn(() => replaceFile(join(folder, `${name}.safetensors`), encodeSafetensors(tensors, metadata))),
    features: (fingerprint, json, arrays) => inTurn(() => writeFeatures(folder, fingerprint, { json, arrays })),
    async close() {
      await last;
      try {
        for (const file of [steps, epochs]) {
          if (file === undefined) continue;
          await file.sync();
          await file.close();
        }
      } finally {
        steps = epochs = undefined;
        await lock.release();
      }
    },
  };
}

async function openSteps(folder: string): Promise<FileHandle> {
  const columns = stepColumns.map((name) => ({ name, unit: stepUnits[name] }));
  await replaceJson(join(folder, runFile.stepColumns), {
    schemaVersion: 1,
    type: "float32",
    byteOrder: "little",
    order: "rows",
    firstStep: 1,
    columns,
  });
  return open(join(folder, runFile.steps), "a");
}

/** Names become file names: nothing in them may lead out of the folder. */
function isPlainName(name: string): boolean {
  return /^[a-z][a-zA-Z0-9]*(\.[a-z][a-zA-Z0-9]*)*$/.test(name);
}
