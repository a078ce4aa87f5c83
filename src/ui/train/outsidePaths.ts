import { type Memento, window, workspace } from "vscode";
import { UserError } from "../../base/errors.ts";
import { pathsIn } from "../../experiment/paths.ts";
import { absolutePath } from "../../platform/vscode/paths.ts";
import type { Settings } from "../../platform/vscode/settings.ts";
import type { StoredRun } from "../../services/ports.ts";
import type { Places } from "../places.ts";

const memory = "benchtop.outsidePaths";
const read = "Read This File";

/** The person did not allow a file to be read; there is nothing more to say. */
export class Declined extends Error {
  override readonly name = "Declined";
}

/**
 * The rule for files outside the workspace: Restricted Mode refuses them, a trusted window asks once for each path and
 * remembers the answer.
 */
export class OutsidePaths {
  readonly #places: Places;
  readonly #settings: Settings;
  readonly #state: Memento;

  constructor(places: Places, settings: Settings, state: Memento) {
    this.#places = places;
    this.#settings = settings;
    this.#state = state;
  }

  /** Returns when every absolute path may be read; a UserError or `Declined` otherwise. */
  async confirm(paths: readonly string[]): Promise<void> {
    for (const path of paths) {
      if (await this.#places.holds(path)) continue;
      if (!workspace.isTrusted)
        throw new UserError(
          "This file lies outside the workspace, and the window is in Restricted Mode.",
          "Trust the workspace, or copy the file into it.",
          { file: path },
        );
      if (this.#settings.confirmOutsidePaths && !this.#allowed.includes(path)) await this.#ask(path);
    }
  }

  /** The same for the data files that a run's record names: a run folder may come from anybody. Only UserErrors are thrown. */
  confirmDataOf({ record, baseFolder }: Pick<StoredRun, "record" | "baseFolder">): Promise<void> {
    return this.#confirmOf(record.experiment.dataset.files.map(({ path }) => absolutePath(baseFolder, path)));
  }

  /** The same for all files that a run's record names, word vectors too. */
  confirmFilesOf({ record, baseFolder }: Pick<StoredRun, "record" | "baseFolder">): Promise<void> {
    return this.#confirmOf(pathsIn(record.experiment).map((path) => absolutePath(baseFolder, path)));
  }

  async #confirmOf(paths: readonly string[]): Promise<void> {
    try {
      await this.confirm(paths);
    } catch (error) {
      if (!(error instanceof Declined)) throw error;
      throw new UserError("You did not allow this file to be read.", "Ask again to be asked again.", {
        file: error.message,
      });
    }
  }

  /** A file that the person chose in a dialog needs no second question. */
  async allow(path: string): Promise<void> {
    if (workspace.isTrusted && !this.#allowed.includes(path))
      await this.#state.update(memory, [...this.#allowed, path]);
  }

  get #allowed(): readonly string[] {
    return this.#state.get<readonly string[]>(memory, []);
  }

  async #ask(path: string): Promise<void> {
    const answer = await window.showWarningMessage(
      "This experiment reads a file outside the workspace.",
      { modal: true, detail: `${path}\n\nThe answer is remembered for this workspace.` },
      read,
    );
    if (answer !== read) throw new Declined(path);
    await this.allow(path);
  }
}
