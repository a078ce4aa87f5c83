import { commands, ProgressLocation, Uri, window, workspace } from "vscode";
import { UserError } from "../../base/errors.ts";
import { findPython } from "../../platform/vscode/python.ts";
import type { Settings } from "../../platform/vscode/settings.ts";
import {
  hasOwnWeights,
  type PeerName,
  peerNames,
  peerRefusal,
  peerTitle,
} from "../../services/exports/scripts/refusals.ts";
import type { StoredRun } from "../../services/ports.ts";
import type { ServicesDoor } from "../services.ts";
import type { OutsidePaths } from "../train/outsidePaths.ts";

export interface CrossCheckParts {
  readonly services: ServicesDoor;
  readonly settings: Settings;
  readonly outside: Pick<OutsidePaths, "confirmDataOf">;
}

/** `Cross-Check Run…`: another program trains the same in the person's Python, and a report shows both curves. */
export async function crossCheckRun(id: string, { services, settings, outside }: CrossCheckParts): Promise<void> {
  if (!workspace.isTrusted)
    throw new UserError(
      "A cross-check runs a Python of this machine, which Restricted Mode does not allow.",
      "Trust the workspace first.",
    );
  const run = await services().runs.get(id);
  if (run === undefined) throw new UserError("This run is not in its folder any more.", "Refresh the Runs view.");
  const picked = await pickPeer(run);
  if (picked === undefined) return;
  const { peer, equalWeightsOnly } = picked;
  await outside.confirmDataOf(run);
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
          ...{ peer, python, equalWeightsOnly, signal: stopping.signal },
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
    .showInformationMessage(`${outcome.check.peer}: ${outcome.words[0] ?? ""}`, open)
    .then((choice) => (choice === open ? commands.executeCommand("markdown.showPreview", report) : undefined));
}

interface Picked {
  readonly peer: PeerName;
  readonly equalWeightsOnly: boolean;
}

/** Those that can train the same; where none can, why. */
async function pickPeer(run: StoredRun): Promise<Picked | undefined> {
  const able = peerNames.filter((peer) => peerRefusal(peer, run.record) === null);
  const refusal = peerRefusal("pytorch", run.record) ?? peerRefusal("numpy", run.record);
  if (able.length === 0 && refusal !== null) throw refusal;
  const items = able.flatMap((peer) => {
    const label = peerTitle(peer);
    const whole = { label, detail: details[peer], peer, equalWeightsOnly: false };
    if (!hasOwnWeights(peer)) return [whole];
    const detail = "Without the second training, from weights of its own: half the time.";
    return [whole, { label: `${label}, equal initial weights only`, detail, peer, equalWeightsOnly: true }];
  });
  const title = "Benchtop: Cross-Check Run";
  return window.showQuickPick(items, { title, placeHolder: "What to train the same with" });
}

const details: Readonly<Record<PeerName, string>> = {
  pytorch: "Equal splits, batches and initial weights; then again from weights of its own.",
  numpy: "The same, with a forward and a backward formula for each layer.",
  "scikit-learn": "The same features and splits, fitted by its own solver.",
};
