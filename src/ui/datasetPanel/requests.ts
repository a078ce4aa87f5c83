import { env } from "vscode";
import { UserError } from "../../base/errors.ts";
import { type Disposable, DisposableStore } from "../../base/lifecycle.ts";
import type { TypedConnection } from "../../protocol/connection.ts";
import {
  type DatasetPanelNotifications,
  datasetPanelProtocolVersion,
  type DatasetPanelRequests,
  type DatasetSnapshot,
} from "../../protocol/datasetPanel.ts";
import { openData, savePanelFile } from "../panels/files.ts";
import type { DatasetLook } from "./look.ts";

export type DatasetPanelConnection = TypedConnection<object, DatasetPanelRequests, DatasetPanelNotifications, object>;

export interface DatasetRequestParts {
  readonly look: DatasetLook;
  readonly snapshot: () => DatasetSnapshot;
  /** Asks for a file of word vectors; null when the person left. */
  readonly pickVectors: () => Promise<string | null>;
  readonly train: () => Promise<void>;
  readonly openFile: () => Promise<void>;
  /** The page was made for another version of the protocol. */
  readonly rebuild: () => void;
}

const longestPage = 500;

/** Answers what a Dataset panel asks for. */
export function answerDatasetPanel(
  connection: DatasetPanelConnection,
  { look, ...parts }: DatasetRequestParts,
): Disposable {
  const store = new DisposableStore();
  const limited = <T extends { readonly limit: number }>(query: T): T => ({
    ...query,
    limit: Math.min(Math.max(1, query.limit), longestPage),
  });
  store.add(
    connection.onRequest("ready", ({ version }) => {
      if (version !== datasetPanelProtocolVersion) {
        parts.rebuild();
        throw new UserError("The panel was made by another version of Benchtop.", "It is being loaded anew.");
      }
      return parts.snapshot();
    }),
  );
  store.add(connection.onRequest("start", ({ part }) => started(look.start(part))));
  store.add(connection.onRequest("reload", () => started(look.read())));
  store.add(connection.onRequest("readWhole", () => started(look.readWhole())));
  store.add(
    connection.onRequest("stop", async ({ part }) => {
      await look.stop(part);
      return null;
    }),
  );
  store.add(connection.onRequest("examples", (query) => look.examples(limited(query))));
  store.add(connection.onRequest("likenesses", (query) => look.likenesses(limited(query))));
  store.add(
    connection.onRequest("openExample", async ({ file, line }) => {
      if (!look.hasRead(file)) throw new UserError("This file is not one of the dataset's.", "", { file });
      await openData(file, line);
      return null;
    }),
  );
  store.add(
    connection.onRequest("chooseVectors", async () => {
      const path = await parts.pickVectors();
      return path === null ? null : started(look.chooseVectors(path));
    }),
  );
  for (const name of ["train", "openFile"] as const)
    store.add(
      connection.onRequest(name, async () => {
        await parts[name]();
        return null;
      }),
    );
  store.add(
    connection.onRequest("copyText", async ({ text }) => {
      await env.clipboard.writeText(text);
      return null;
    }),
  );
  store.add(
    connection.onRequest("saveFile", async ({ name, base64 }) => {
      await savePanelFile(name, Uint8Array.from(Buffer.from(base64, "base64")));
      return null;
    }),
  );
  return store;
}

/** What it comes to is told by the next snapshots. */
function started(work: Promise<void>): null {
  void work;
  return null;
}
