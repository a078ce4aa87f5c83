import { commands, env, UIKind, Uri, window } from "vscode";
import { UserError } from "../../base/errors.ts";
import { runTitle } from "../../experiment/describe.ts";
import { experimentText } from "../../experiment/document.ts";
import { absolutePath } from "../../platform/vscode/paths.ts";
import type { Settings } from "../../platform/vscode/settings.ts";
import type { LiveRun } from "../../services/api.ts";
import type { StoredRun } from "../../services/ports.ts";
import { saveExperimentFile } from "../experimentFile/save.ts";
import { crossCheckRun } from "../exports/crossCheckRun.ts";
import { exportRun } from "../exports/exportRun.ts";
import { counted } from "../format.ts";
import type { Messages } from "../messages.ts";
import type { Places } from "../places.ts";
import type { ServicesDoor } from "../services.ts";
import type { ShownTexts } from "../shownTexts.ts";
import type { OutsidePaths } from "../train/outsidePaths.ts";
import type { Starter } from "../train/starter.ts";

export interface RunActionParts {
  readonly services: ServicesDoor;
  readonly starter: Starter;
  readonly places: Places;
  readonly outside: OutsidePaths;
  readonly settings: Settings;
  readonly messages: Messages;
  readonly texts: ShownTexts;
  /** PUBLISHER.NAME. */
  readonly extensionId: string;
}

/** What a person can do to a run, from the tree, the palette or its panel. Each throws a UserError it cannot help. */
export class RunActions {
  readonly #parts: RunActionParts;

  constructor(parts: RunActionParts) {
    this.#parts = parts;
  }

  pause(id: string): Promise<void> {
    return this.#ours(id).pause();
  }

  /** Lets a paused run go on, or a stopped one from its checkpoint. */
  async resume(id: string): Promise<void> {
    const live = this.#parts.services().training.live(id);
    if (live === undefined) await this.#parts.starter.resume(await this.#stored(id));
    else await live.resume();
  }

  stop(id: string): Promise<void> {
    return this.#ours(id).stop();
  }

  async rename(id: string): Promise<void> {
    const run = await this.#stored(id);
    const name = await window.showInputBox({
      title: "Rename Run",
      prompt: "The name to show. Leave it empty for the run's own.",
      value: runTitle(run.record, run.annotations),
      validateInput: (value) => (value.length > 200 ? "At most 200 characters." : undefined),
    });
    if (name !== undefined) await this.#parts.services().runs.rename(id, name);
  }

  async revealFolder(id: string): Promise<void> {
    const { folder } = await this.#stored(id);
    // A remote window has no folder of this machine to show.
    if (env.remoteName === undefined && env.uiKind === UIKind.Desktop)
      await commands.executeCommand("revealFileInOS", Uri.file(folder));
    else await commands.executeCommand("revealInExplorer", Uri.file(folder));
  }

  async saveExperiment(id: string): Promise<void> {
    const run = await this.#stored(id);
    const [first] = this.#parts.places.workspaceFolders;
    const folder = this.#parts.places.workspaceFolderOf(run.baseFolder) ?? first ?? run.baseFolder;
    await saveExperimentFile(folder, runTitle(run.record, run.annotations), (write) =>
      experimentText(run.record.experiment, (path) => write(absolutePath(run.baseFolder, path))),
    );
  }

  exportRun(id: string): Promise<void> {
    return exportRun(id, this.#parts);
  }

  crossCheck(id: string): Promise<void> {
    return crossCheckRun(id, this.#parts);
  }

  async verify(id: string): Promise<void> {
    const run = await this.#stored(id);
    if (!(await this.#parts.starter.mayRead(run))) return;
    const { verifyRun } = await import("../verification/verifyRun.ts");
    await verifyRun(run, this.#parts);
  }

  async copyLink(id: string): Promise<void> {
    const { copyLink } = await import("../reproduction/copyLink.ts");
    const run = await this.#stored(id);
    await this.#parts.outside.confirmFilesOf(run);
    await copyLink(run, this.#parts.extensionId, this.#parts.services);
  }

  async trainAgain(id: string): Promise<void> {
    await this.#parts.starter.trainAgain(await this.#stored(id));
  }

  /** Moves runs to the trash and offers to bring them back. */
  async remove(ids: readonly string[]): Promise<void> {
    const { runs } = this.#parts.services();
    const undos: (() => Promise<void>)[] = [];
    let title = "";
    try {
      for (const id of ids) {
        const run = await this.#stored(id);
        title = runTitle(run.record, run.annotations);
        undos.push(await runs.remove(id));
      }
    } finally {
      if (undos.length > 0) this.#offerUndo(undos, undos.length === 1 ? `“${title}”` : counted(undos.length, "run"));
    }
  }

  #offerUndo(undos: readonly (() => Promise<void>)[], what: string): void {
    const undo = "Undo";
    void window.showInformationMessage(`Moved ${what} to the trash.`, undo).then(async (answer) => {
      if (answer !== undo) return;
      await this.#parts.messages.guard("bring the run back", async () => {
        for (const restore of undos) await restore();
      });
    });
  }

  #ours(id: string): LiveRun {
    const run = this.#parts.services().training.live(id);
    if (run !== undefined) return run;
    throw new UserError("This window does not train this run.", "Use the window or the command line that started it.");
  }

  async #stored(id: string): Promise<StoredRun> {
    const run = await this.#parts.services().runs.get(id);
    if (run !== undefined) return run;
    throw new UserError("This run is not in its folder any more.", "Refresh the Runs view.");
  }
}
