import { parentPort } from "node:worker_threads";
import { invariant } from "../base/assert.ts";
import { typed } from "../protocol/connection.ts";
import type { IndexNotifications, IndexRequests } from "../protocol/runIndex.ts";
import type { Log } from "../services/ports.ts";
import { FolderRunIndex } from "./folderRunIndex.ts";
import { openIndexDatabases } from "./indexDatabase.ts";
import { folderStampAtOnce } from "./folderStamp.ts";
import { connectPort } from "./workerTransport.ts";

/** The composition root of the worker that keeps the list of runs, apart from the host: SQLite answers synchronously. */
invariant(parentPort !== null, "the index runs in a worker thread");
const port = parentPort;
const wire = connectPort(port, (error) => {
  throw error;
});
const connection = typed<object, IndexRequests, IndexNotifications, object>(wire);
const warn = (message: string): void => connection.notify("warning", message);
const log: Log = {
  info: () => undefined,
  warn,
  error: (message, cause) => warn(`${message}: ${cause instanceof Error ? cause.message : String(cause)}`),
};
const movedMilliseconds = 20;
let index: FolderRunIndex | undefined;
let telling: NodeJS.Timeout | undefined;

function opened(): FolderRunIndex {
  invariant(index !== undefined, "the index is opened first");
  return index;
}

connection.onRequest("open", async ({ folders, storage, watch }) => {
  index = new FolderRunIndex({
    folders,
    log,
    watch,
    answerAtOnce: true,
    stampOf: folderStampAtOnce,
    memory: () => openIndexDatabases(storage, log),
  });
  await index.changes(0, 1);
  index.onChange(() => {
    telling ??= setTimeout(() => {
      telling = undefined;
      connection.notify("moved", null);
    }, movedMilliseconds);
  });
  return null;
});
connection.onRequest("setFolders", async ({ folders }) => {
  await opened().setFolders(folders);
  return null;
});
connection.onRequest("changes", ({ after, most }) => opened().changes(after, most));
connection.onRequest("refresh", async ({ id }) => {
  await opened().refresh(id);
  return null;
});
connection.onRequest("close", () => {
  clearTimeout(telling);
  index?.dispose();
  setImmediate(() => port.close());
  return null;
});
wire.listen();
