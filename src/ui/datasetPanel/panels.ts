import { commands, Uri, ViewColumn, type WebviewPanel, window } from "vscode";
import type { Disposable } from "../../base/lifecycle.ts";
import { UserError } from "../../base/errors.ts";
import { fileName } from "../../platform/vscode/paths.ts";
import { sourceOfExperiment } from "../../services/datasetSessions.ts";
import type { Log } from "../../services/ports.ts";
import { startOf } from "../activationsPanel/studyRequest.ts";
import { showFile } from "../files.ts";
import { experimentSuffix } from "../experimentFile/suffix.ts";
import { panelRoots } from "../panels/html.ts";
import type { Places } from "../places.ts";
import type { ServicesDoor } from "../services.ts";
import { Declined, type OutsidePaths } from "../train/outsidePaths.ts";
import type { Located } from "./look.ts";
import { DatasetPanel } from "./panel.ts";
import { pickVectors } from "./pickVectors.ts";
import { datasetViewType } from "./viewType.ts";

export interface DatasetPanelsParts {
  readonly services: ServicesDoor;
  readonly places: Places;
  readonly outside: OutsidePaths;
  readonly log: Log;
  readonly extension: Uri;
}

/** The open Dataset panels, one for each file, brought back after a reload of the window. */
export class DatasetPanels implements Disposable {
  readonly #parts: DatasetPanelsParts;
  readonly #panels = new Map<string, DatasetPanel>();

  constructor(parts: DatasetPanelsParts) {
    this.#parts = parts;
  }

  /** Shows a labelled file, or the dataset of an experiment file, by its absolute path. */
  open(path: string): void {
    const open = this.#panels.get(path);
    if (open !== undefined) {
      open.reveal();
      return;
    }
    const options = { enableScripts: true, localResourceRoots: panelRoots(this.#parts.extension) };
    this.#adopt(window.createWebviewPanel(datasetViewType, fileName(path), ViewColumn.Active, options), path);
  }

  /** Takes over a panel of the window before its reload, by what its page had stored. */
  restore(panel: WebviewPanel, state: unknown): void {
    const path = typeof state === "object" && state !== null && "dataset" in state ? state.dataset : undefined;
    if (typeof path === "string" && !this.#panels.has(path)) this.#adopt(panel, path);
    else panel.dispose();
  }

  dispose(): void {
    for (const panel of this.#panels.values()) panel.dispose();
    this.#panels.clear();
  }

  #adopt(webviewPanel: WebviewPanel, path: string): void {
    const { services, log, extension, outside } = this.#parts;
    const isExperiment = path.endsWith(experimentSuffix);
    const panel = new DatasetPanel(webviewPanel, {
      extension,
      log,
      path,
      isExperiment,
      locate: () => this.#locate(path, isExperiment),
      open: (source) => services().openDataset(source),
      pickVectors: () => pickVectors(path, outside),
      train: async () => {
        if (isExperiment) await commands.executeCommand("benchtop.trainExperiment", Uri.file(path));
        else await commands.executeCommand("benchtop.trainDatasetWith", { path });
      },
      openFile: async () => {
        await showFile(path);
      },
    });
    this.#panels.set(path, panel);
    webviewPanel.onDidDispose(() => {
      panel.dispose();
      this.#panels.delete(path);
    });
  }

  async #locate(path: string, isExperiment: boolean): Promise<Located> {
    const { services, places, outside } = this.#parts;
    const declined = new UserError("This file may not be read.", "Allow it when you are asked, or copy it here.", {
      file: path,
    });
    try {
      if (!isExperiment) {
        await outside.confirm([path]);
        return { source: { kind: "file", path, choices: {} }, vectors: null };
      }
      const start = await startOf({ path, kind: "experiment" }, {}, { places, outside });
      if (start === null) throw declined;
      return sourceOfExperiment(await services().training.resolve(start.experiment));
    } catch (error) {
      throw error instanceof Declined ? declined : error;
    }
  }
}
