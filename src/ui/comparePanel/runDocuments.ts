import { commands, Uri, workspace } from "vscode";
import { type Disposable, DisposableStore } from "../../base/lifecycle.ts";
import { UserError } from "../../base/errors.ts";
import { runTitle } from "../../experiment/describe.ts";
import { experimentDocument } from "../../experiment/document.ts";
import type { StoredRun } from "../../services/ports.ts";
import type { ServicesDoor } from "../services.ts";

const scheme = "benchtop-run";

/** Runs as read-only texts, so that the editor's own diff can set two of them side by side. */
export class RunDocuments implements Disposable {
  readonly #services: ServicesDoor;
  readonly #store = new DisposableStore();

  constructor(services: ServicesDoor) {
    this.#services = services;
    this.#store.add(
      workspace.registerTextDocumentContentProvider(scheme, {
        provideTextDocumentContent: async ({ query }) => textOf(await this.#run(query)),
      }),
    );
  }

  /** Opens the settings and metrics of two runs in the diff editor. */
  async diff(left: string, right: string): Promise<void> {
    const runs = [await this.#run(left), await this.#run(right)] as const;
    const [before, after] = runs.map(({ record, annotations }) => runTitle(record, annotations));
    await commands.executeCommand("vscode.diff", uriOf(left), uriOf(right), `${before ?? ""} ↔ ${after ?? ""}`);
  }

  dispose(): void {
    this.#store.dispose();
  }

  async #run(id: string): Promise<StoredRun> {
    const run = await this.#services().runs.get(id);
    if (run === undefined) throw new UserError("This run is not in its folder any more.", "Refresh the Runs view.");
    return run;
  }
}

function uriOf(id: string): Uri {
  return Uri.from({ scheme, path: `${id}.json`, query: id });
}

/** Settings first, then what came of them; what differs between any two runs (ids, dates, seconds) is left out. */
function textOf({ record }: StoredRun): string {
  const { experiment, status, stalled, message, metrics, best, last, model, data } = record;
  const shown = {
    experiment: experimentDocument(experiment),
    result: {
      status,
      stalled,
      message,
      bestEpoch: best?.epoch ?? null,
      lastEpoch: last?.epoch ?? null,
      metrics,
    },
    model,
    data: data === null ? null : { classes: data.classes, counts: data.counts, features: data.featureSummary },
    fingerprints: record.fingerprints,
    versions: record.versions,
    kernelFlavour: record.kernelFlavour,
  };
  return `${JSON.stringify(shown, null, 2)}\n`;
}
