import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parentPort } from "node:worker_threads";
import { invariant } from "../base/assert.ts";
import { typed } from "../protocol/connection.ts";
import type { HostNotifications, TrainerNotifications, TrainerRequests } from "../protocol/trainer.ts";
import { serveTrainer } from "../worker/serve.ts";
import { TrainerSession } from "../worker/session.ts";
import { dataFiles } from "./dataFiles.ts";
import { replaceFile } from "./fileIo.ts";
import { folders } from "./folders.ts";
import { readKernels } from "./kernelFiles.ts";
import { kernelThreads } from "./kernelThreads.ts";
import { runExporter } from "./runExports.ts";
import { openRunReader } from "./runReader.ts";
import { openRunWriter } from "./runWriter.ts";
import { sessionClock } from "./sessionClock.ts";
import { vectorCache } from "./vectorCache.ts";
import { versions } from "./versions.ts";
import { connectPort } from "./workerTransport.ts";

/** The composition root of a trainer worker: hands the session its ports and serves it to the host. */
invariant(parentPort !== null, "the trainer runs in a worker thread");
const wire = connectPort(parentPort, (error) => {
  throw error;
});
const connection = typed<object, TrainerRequests, TrainerNotifications, HostNotifications>(wire);
const folder = dirname(fileURLToPath(import.meta.url));
const session = new TrainerSession(
  {
    files: dataFiles,
    folders,
    clock: sessionClock,
    versions,
    kernels: await readKernels(folder),
    kernelThreads: kernelThreads(join(folder, "kernelThread.mjs")),
    vectorCache,
    replaceFile,
    openRun: openRunWriter,
    readRun: (folder) => Promise.resolve(openRunReader(folder)),
    exportRun: runExporter(folder),
    reproductions: async (flavour) => (await import("./reproductions.ts")).reproductions(flavour),
  },
  connection,
);
serveTrainer(session, connection);
wire.listen();
