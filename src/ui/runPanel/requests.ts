import { env } from "vscode";
import { type Disposable, DisposableStore, toDisposable } from "../../base/lifecycle.ts";
import { UserError } from "../../base/errors.ts";
import type { TypedConnection } from "../../protocol/connection.ts";
import {
  type RunPanelHostNotifications,
  type RunPanelNotifications,
  runPanelProtocolVersion,
  type RunPanelRequests,
} from "../../protocol/runPanel.ts";
import type { StoredRun } from "../../services/ports.ts";
import { changesBetween, previousRun } from "../../services/previousRun.ts";
import { openData, savePanelFile } from "../panels/files.ts";
import type { RunActions } from "../runs/actions.ts";
import type { Services } from "../services.ts";
import type { OutsidePaths } from "../train/outsidePaths.ts";
import { recordedFile } from "./exampleFiles.ts";
import type { RunFeed } from "./runFeed.ts";

export type RunPanelConnection = TypedConnection<
  object,
  RunPanelRequests,
  RunPanelNotifications,
  RunPanelHostNotifications
>;

export interface RequestParts {
  readonly runId: string;
  readonly services: Services;
  readonly actions: RunActions;
  readonly outside: Pick<OutsidePaths, "confirmDataOf">;
  readonly feed: RunFeed;
  /** Opens two runs in the diff editor. */
  readonly diff: (left: string, right: string) => Promise<void>;
  /** The page was made for another version of the protocol. */
  readonly rebuild: () => void;
  /** The page is there and has asked for its run. */
  readonly asksFor: () => void;
}

const longestPage = 500;
const mostPoints = 20_000;

/** What a panel asks for that `RunActions` does. */
const actionNames = [
  ...(["pause", "resume", "stop", "rename"] as const),
  ...(["revealFolder", "saveExperiment", "exportRun", "trainAgain", "crossCheck"] as const),
];

/** Answers what a Run panel asks for. */
export function answerRunPanel(connection: RunPanelConnection, parts: RequestParts): Disposable {
  const { runId, services, actions, feed } = parts;
  const store = new DisposableStore();
  const run = async (): Promise<StoredRun> => {
    const stored = await services.runs.get(runId);
    if (stored === undefined) throw new UserError("This run is not in its folder any more.", "Close the panel.");
    return stored;
  };
  /** The run, once its data files may be read. */
  const runWithData = async (): Promise<StoredRun> => {
    const stored = await run();
    await parts.outside.confirmDataOf(stored);
    return stored;
  };
  const act = (name: (typeof actionNames)[number]) => {
    store.add(
      connection.onRequest(name, async () => {
        await actions[name](runId);
        return null;
      }),
    );
  };
  for (const name of actionNames) act(name);
  store.add(
    connection.onRequest("ready", async ({ version }) => {
      if (version !== runPanelProtocolVersion) {
        parts.rebuild();
        throw new UserError("The panel was made by another version of Benchtop.", "It is being loaded anew.");
      }
      parts.asksFor();
      return feed.ready();
    }),
  );
  store.add(connection.onRequest("steps", ({ points }) => feed.steps(Math.min(Math.max(2, points), mostPoints))));
  store.add(connection.onNotification("painted", ({ seq }) => feed.painted(seq)));
  store.add(
    connection.onRequest("examples", async (query) => {
      const { folder, baseFolder } = await runWithData();
      const limit = Math.min(Math.max(1, query.limit), longestPage);
      return services.datasets.examples({ ...query, limit, runFolder: folder, baseFolder });
    }),
  );
  store.add(connection.onRequest("errors", async ({ split }) => services.predictions.errors(await run(), split)));
  store.add(
    connection.onRequest("classCurves", async ({ split, classId }) =>
      services.predictions.classCurves(await run(), split, classId),
    ),
  );
  store.add(
    connection.onRequest("explain", async ({ input, classId }) =>
      services.predictions.explain(await run(), input, classId),
    ),
  );
  store.add(
    connection.onRequest("explainExample", async (part) =>
      services.predictions.explainExample(await runWithData(), part),
    ),
  );
  store.add(
    toDisposable(() => {
      // The panel is closed or hidden: its model need not stay in memory.
      void run().then(
        (stored) => services.predictions.release(stored),
        () => undefined,
      );
    }),
  );
  store.add(connection.onRequest("crossChecks", async () => services.crossChecks.stored(await run())));
  store.add(
    services.crossChecks.onChange((id) => {
      if (id === runId) connection.notify("crossChecked", null);
    }),
  );
  store.add(connection.onRequest("verification", async () => (await services.verification(await run())) ?? null));
  store.add(
    services.onVerified((folder) => {
      // A run's folder is called as the run is.
      if (folder.endsWith(runId)) connection.notify("verified", null);
    }),
  );
  store.add(
    connection.onRequest("changes", async () => {
      const stored = await run();
      const previous = previousRun(stored, await services.runs.list());
      return previous === undefined ? null : changesBetween(previous, stored);
    }),
  );
  store.add(
    connection.onRequest("diffWith", async ({ id }) => {
      await parts.diff(id, runId);
      return null;
    }),
  );
  store.add(
    connection.onRequest("openExample", async ({ file, line }) => {
      const path = recordedFile(await runWithData(), file);
      if (path === undefined) throw new UserError("This file is not one of the run's data files.", "", { file });
      await openData(path, line);
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
