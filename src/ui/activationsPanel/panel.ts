import { commands, type Uri, ViewColumn, type WebviewPanel, window } from "vscode";
import type { MessageConnection } from "vscode-jsonrpc";
import { type Disposable, DisposableStore } from "../../base/lifecycle.ts";
import { activationFunctions } from "../../experiment/activationStudy/functions.ts";
import { studyLimits } from "../../experiment/activationStudy/plan.ts";
import type {
  ActivationsPanelNotifications,
  ActivationsPanelRequests,
  ActivationsSnapshot,
  StudySource,
} from "../../protocol/activationsPanel.ts";
import { typed } from "../../protocol/connection.ts";
import type { Clock, Log } from "../../services/ports.ts";
import type { DatasetFinder } from "../datasets/finder.ts";
import { panelRoots } from "../panels/html.ts";
import { PanelShell } from "../panels/panelShell.ts";
import type { Places } from "../places.ts";
import type { RunStore } from "../runs/store.ts";
import type { ServicesDoor } from "../services.ts";
import type { OutsidePaths } from "../train/outsidePaths.ts";
import { answerActivationsPanel } from "./requests.ts";
import { StudySession } from "./session.ts";
import { studySource, studySources } from "./sources.ts";
import { studyRequest } from "./studyRequest.ts";
import { activationsViewType } from "./viewType.ts";

export interface ActivationsPanelParts {
  readonly services: ServicesDoor;
  readonly finder: DatasetFinder;
  readonly places: Places;
  readonly outside: OutsidePaths;
  readonly runs: RunStore;
  readonly clock: Clock;
  readonly log: Log;
  readonly extension: Uri;
  readonly openRun: (id: string) => void;
}

/** A visible page hears of a study at most so often. */
const calmMilliseconds = 100;

/** The window's Activations panel: there is one, and its study goes on while it is hidden. */
export class ActivationsPanel implements Disposable {
  readonly #parts: ActivationsPanelParts;
  readonly #store = new DisposableStore();
  readonly #session: StudySession;
  #panel: WebviewPanel | null = null;
  #source: StudySource | null = null;
  #tell: ((source: StudySource) => void) | null = null;

  constructor(parts: ActivationsPanelParts) {
    this.#parts = parts;
    this.#session = this.#store.add(new StudySession(() => ({ ...parts.services(), log: parts.log })));
  }

  /** Shows the panel; with a file, that is what activations are to be compared on. */
  open(path: string | undefined): void {
    const source = path === undefined ? null : studySource(path);
    if (this.#panel === null) {
      this.#source = source;
      const { extension } = this.#parts;
      const options = { enableScripts: true, localResourceRoots: panelRoots(extension) };
      const title = "Activation Functions";
      this.#adopt(window.createWebviewPanel(activationsViewType, title, ViewColumn.Active, options));
      return;
    }
    this.#panel.reveal();
    if (source === null) return;
    // A page that is hidden asks for it when it comes back.
    if (this.#tell === null) this.#source = source;
    else this.#tell(source);
  }

  /** Takes over the panel of the window before its reload; its page remembers the runs. */
  restore(panel: WebviewPanel): void {
    if (this.#panel === null) this.#adopt(panel);
    else panel.dispose();
  }

  dispose(): void {
    this.#panel?.dispose();
    this.#store.dispose();
  }

  #adopt(panel: WebviewPanel): void {
    this.#panel = panel;
    const content = { page: "activations", title: "Activation functions", data: {} } as const;
    const shell: PanelShell = new PanelShell(panel, this.#parts.extension, content, (connection, page) =>
      this.#serve(connection, page, () => shell.rebuild()),
    );
    panel.onDidDispose(() => {
      shell.dispose();
      this.#panel = null;
      this.#tell = null;
    });
  }

  #serve(connection: MessageConnection, page: DisposableStore, rebuild: () => void): void {
    const { finder, runs, clock, openRun } = this.#parts;
    const session = this.#session;
    const wire = typed<object, ActivationsPanelRequests, ActivationsPanelNotifications, object>(connection);
    page.add(
      answerActivationsPanel(wire, {
        session,
        snapshot: () => this.#snapshot(),
        sources: () => studySources(finder),
        request: (start) => studyRequest(start, this.#parts),
        started: () => {
          runs.follow();
          void commands.executeCommand("setContext", "benchtop.trained", true);
        },
        openRun,
        rebuild,
      }),
    );
    const tell = (source: StudySource): void => wire.notify("source", source);
    this.#tell = tell;
    page.add({ dispose: () => (this.#tell = this.#tell === tell ? null : this.#tell) });
    let planned = false;
    page.add(
      session.onChange(() => {
        if (planned) return;
        planned = true;
        const timer = page.add(
          clock.after(calmMilliseconds, () => {
            planned = false;
            page.delete(timer);
            const progress = session.progress();
            if (progress !== null) wire.notify("progress", progress);
          }),
        );
      }),
    );
  }

  #snapshot(): ActivationsSnapshot {
    const source = this.#source;
    // Said once: after that the page remembers it, and what the person changed since.
    this.#source = null;
    return { functions: activationFunctions(), limits: studyLimits, source, study: this.#session.state() };
  }
}
