import type { Page } from "playwright-core";
import type { MessageConnection } from "vscode-jsonrpc/node";
import { Emitter } from "../../../src/base/emitter.ts";
import { UserError } from "../../../src/base/errors.ts";
import { dataFiles } from "../../../src/platform/dataFiles.ts";
import { sessionClock } from "../../../src/platform/sessionClock.ts";
import { typed, type TypedConnection } from "../../../src/protocol/connection.ts";
import type {
  DatasetPanelNotifications,
  DatasetPanelRequests,
  DatasetSnapshot,
} from "../../../src/protocol/datasetPanel.ts";
import type { DatasetProgress, DatasetSource } from "../../../src/protocol/datasets.ts";
import type { DatasetSession } from "../../../src/services/api.ts";
import { DatasetLook } from "../../../src/ui/datasetPanel/look.ts";
import { OpenDatasets } from "../../../src/worker/datasets/openDatasets.ts";
import { hostConnection } from "./wire.ts";

type HostConnection = TypedConnection<object, DatasetPanelRequests, DatasetPanelNotifications, object>;

const log = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** A dataset of a file on disk, read by the trainer's own code in this process. */
function sessionOf(source: DatasetSource): DatasetSession {
  const progress = new Emitter<Omit<DatasetProgress, "id">>();
  const id = "dataset";
  const datasets = new OpenDatasets(
    { files: dataFiles, clock: sessionClock },
    { notify: (_name, params) => progress.fire(params as DatasetProgress) },
  );
  return {
    overview: () => datasets.open({ id, source }),
    duplicates: () => datasets.duplicates(id),
    words: () => datasets.words(id),
    vectors: (path) => datasets.vectors(id, path),
    examples: (query) => datasets.examples({ ...query, id }),
    likenesses: (query) => Promise.resolve(datasets.likenesses({ ...query, id })),
    stop: (part) => {
      datasets.stop(id, part);
      return Promise.resolve();
    },
    onProgress: progress.event,
    dispose: () => datasets.close(id),
  };
}

export interface DatasetHostOptions {
  readonly source: DatasetSource;
  readonly title?: string;
  readonly vectors?: string;
  /** What a test puts in the place of parts of the session. */
  readonly session?: Partial<DatasetSession>;
}

/** A host of the Dataset panel over a real dataset. What the panel asks for is written down. */
export class DatasetHost {
  readonly page = "dataset" as const;
  readonly calls: { readonly name: string; readonly params: unknown }[] = [];
  readonly refusals = new Map<string, string>();
  readonly look: DatasetLook;
  readonly #options: DatasetHostOptions;
  #wire: MessageConnection | null = null;

  constructor(options: DatasetHostOptions) {
    this.#options = options;
    this.look = new DatasetLook({
      locate: () => Promise.resolve({ source: options.source, vectors: options.vectors ?? null }),
      open: (source) => ({ ...sessionOf(source), ...options.session }),
      log,
    });
  }

  async attach(page: Page): Promise<void> {
    let take: (text: string) => void = () => undefined;
    await page.exposeFunction("benchtopToHost", (text: string) => {
      if (text === "hello") take = this.#connect(page);
      else take(text);
    });
    void this.look.read();
  }

  paramsOf(name: string): unknown {
    return this.calls.findLast((call) => call.name === name)?.params;
  }

  dispose(): void {
    this.#wire?.dispose();
    this.look.dispose();
  }

  #snapshot(): DatasetSnapshot {
    const { source, title } = this.#options;
    const path = source.kind === "file" ? source.path : (source.dataset.files[0]?.path ?? "");
    return {
      ...this.look.state,
      title: title ?? path.split("/").at(-1) ?? "",
      location: "data",
      isExperiment: source.kind === "experiment",
    };
  }

  #connect(page: Page): (text: string) => void {
    this.#wire?.dispose();
    const { connection, take } = hostConnection((text) =>
      page
        .evaluate((message) => {
          (window as unknown as { benchtopFromHost: (text: string) => void }).benchtopFromHost(message);
        }, text)
        .catch(() => undefined),
    );
    this.#wire = connection;
    const panel: HostConnection = typed(connection);
    this.look.onChange(() => panel.notify("snapshot", this.#snapshot()));
    this.look.onProgress((progress) => panel.notify("progress", progress));
    this.#answer(panel, "ready", () => this.#snapshot());
    this.#answer(panel, "start", ({ part }) => started(this.look.start(part)));
    this.#answer(panel, "reload", () => started(this.look.read()));
    this.#answer(panel, "readWhole", () => started(this.look.readWhole()));
    this.#answer(panel, "stop", ({ part }) => started(this.look.stop(part)));
    this.#answer(panel, "examples", (query) => this.look.examples(query));
    this.#answer(panel, "likenesses", (query) => this.look.likenesses(query));
    for (const name of ["openExample", "chooseVectors", "train", "openFile", "copyText", "saveFile"] as const)
      this.#answer(panel, name, () => null);
    return take;
  }

  #answer<K extends keyof DatasetPanelRequests>(
    panel: HostConnection,
    name: K,
    answer: (params: DatasetPanelRequests[K][0]) => DatasetPanelRequests[K][1] | Promise<DatasetPanelRequests[K][1]>,
  ): void {
    const handle = (params: DatasetPanelRequests[K][0]) => {
      this.calls.push({ name, params });
      const refusal = this.refusals.get(name);
      if (refusal !== undefined) throw new UserError(refusal, "");
      return answer(params);
    };
    panel.onRequest(name, handle as never);
  }
}

function started(work: Promise<void>): null {
  void work;
  return null;
}
