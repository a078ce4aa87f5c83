import { commands, ProgressLocation, Uri, window, workspace } from "vscode";
import { UserError } from "../../base/errors.ts";
import { findPython } from "../../platform/vscode/python.ts";
import type { Settings } from "../../platform/vscode/settings.ts";
import { crossCheckWords } from "../../services/crosscheck/report.ts";
import { type PeerName, peerNames, peerRefusal, peerTitle } from "../../services/exports/scripts/refusals.ts";
import type { StoredRun } from "../../services/ports.ts";
import type { ServicesDoor } from "../services.ts";

export interface CrossCheckParts {
  readonly services: ServicesDoor;
  readonly settings: Settings;
}

/** `Cross-Check Run…`: another program trains the same in the person's Python, and a report shows both curves. */
export async function crossCheckRun(id: string, { services, settings }: CrossCheckParts): Promise<void> {
  if (!workspace.isTrusted)
    throw new UserError(
      "A cross-check runs a Python of this machine, which Restricted Mode does not allow.",
      "Trust the workspace first.",
    );
  const run = await services().runs.get(id);
  if (run === undefined) throw new UserError("This run is not in its folder any more.", "Refresh the Runs view.");
  const peer = await pickPeer(run);
  if (peer === undefined) return;
  const python = await findPython(settings.python, Uri.file(run.baseFolder));
  const outcome = await window.withProgress(
    {
      location: ProgressLocation.Notification,
      title: `Training in ${peerTitle(peer)}`,
      cancellable: true,
    },
    async (progress, token) => {
      const stopping = new AbortController();
      const listening = token.onCancellationRequested(() => {
        stopping.abort();
      });
      try {
        return await services().crossChecks.check(run, {
          ...{ peer, python, signal: stopping.signal },
          onLine: (line) => {
            progress.report({ message: line.slice(0, 120) });
          },
        });
      } catch (error) {
        // Who pressed Cancel knows.
        if (stopping.signal.aborted) return undefined;
        throw error;
      } finally {
        listening.dispose();
      }
    },
  );
  if (outcome === undefined) return;
  const report = Uri.file(outcome.report);
  await commands.executeCommand("markdown.showPreview", report);
  const open = "Open Report";
  void window
    .showInformationMessage(`${outcome.check.peer}: ${crossCheckWords(outcome.check)[0] ?? ""}`, open)
    .then((choice) => (choice === open ? commands.executeCommand("markdown.showPreview", report) : undefined));
}

/** Those that can train the same; where none can, why. */
async function pickPeer(run: StoredRun): Promise<PeerName | undefined> {
  const able = peerNames.filter((peer) => peerRefusal(peer, run.record) === null);
  const refusal = peerRefusal("pytorch", run.record) ?? peerRefusal("numpy", run.record);
  if (able.length === 0 && refusal !== null) throw refusal;
  const items = able.map((peer) => ({ label: peerTitle(peer), detail: details[peer], peer }));
  const title = "Benchtop: Cross-Check Run";
  return (await window.showQuickPick(items, { title, placeHolder: "What to train the same with" }))?.peer;
}

const details: Readonly<Record<PeerName, string>> = {
  pytorch: "The same features, splits, initial weights and order of batches.",
  numpy: "The same, with a forward and a backward formula for each layer.",
  "scikit-learn": "The same features and splits, fitted by its own solver.",
};
