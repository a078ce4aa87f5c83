import { env } from "vscode";
import { UserError } from "../../base/errors.ts";
import { type Disposable, DisposableStore } from "../../base/lifecycle.ts";
import {
  type ActivationsPanelNotifications,
  activationsPanelProtocolVersion,
  type ActivationsPanelRequests,
  type ActivationsSnapshot,
  type StudySource,
  type StudyStart,
} from "../../protocol/activationsPanel.ts";
import type { TypedConnection } from "../../protocol/connection.ts";
import type { StudyRequest } from "../../services/activationStudies.ts";
import { activationTable } from "../../services/activationTable.ts";
import { tableFormats } from "../../services/tableFormats.ts";
import { savePanelFile } from "../panels/files.ts";
import type { StudySession } from "./session.ts";

export type ActivationsPanelConnection = TypedConnection<
  object,
  ActivationsPanelRequests,
  ActivationsPanelNotifications,
  object
>;

export interface ActivationsRequestParts {
  readonly session: StudySession;
  readonly snapshot: () => ActivationsSnapshot;
  readonly sources: () => Promise<readonly StudySource[]>;
  /** Null when the person does not allow a file to be read. */
  readonly request: (start: StudyStart) => Promise<StudyRequest | null>;
  readonly started: () => void;
  readonly openRun: (id: string) => void;
  /** The page was made for another version of the protocol. */
  readonly rebuild: () => void;
}

const endings = { csv: "csv", markdown: "md" } as const;

/** Answers what an Activations panel asks for. */
export function answerActivationsPanel(
  connection: ActivationsPanelConnection,
  { session, ...parts }: ActivationsRequestParts,
): Disposable {
  const store = new DisposableStore();
  store.add(
    connection.onRequest("ready", async ({ version, study, threshold }) => {
      if (version !== activationsPanelProtocolVersion) {
        parts.rebuild();
        throw new UserError("The panel was made by another version of Benchtop.", "It is being loaded anew.");
      }
      session.threshold = threshold;
      if (study !== null) await session.restore(study);
      return parts.snapshot();
    }),
  );
  store.add(connection.onRequest("sources", () => parts.sources()));
  store.add(
    connection.onRequest("start", async (start) => {
      const request = await parts.request(start);
      if (request === null) return null;
      session.threshold = start.threshold;
      await session.start(request);
      parts.started();
      return session.state();
    }),
  );
  store.add(
    connection.onRequest("stop", async () => {
      await session.stop();
      return null;
    }),
  );
  store.add(
    connection.onRequest("report", ({ threshold }) => {
      session.threshold = threshold;
      return session.report();
    }),
  );
  store.add(
    connection.onRequest("openRun", ({ id }) => {
      parts.openRun(id);
      return null;
    }),
  );
  store.add(
    connection.onRequest("export", async ({ format, to }) => {
      const report = session.report();
      if (report === null) throw new UserError("There is no comparison yet.", "Run one first.");
      const text = tableFormats[format](activationTable(report));
      if (to === "clipboard") await env.clipboard.writeText(text);
      else await savePanelFile(`${session.title}-activations.${endings[format]}`, new TextEncoder().encode(text));
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
