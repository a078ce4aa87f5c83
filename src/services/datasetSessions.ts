import { Emitter } from "../base/emitter.ts";
import { DisposableStore, toDisposable } from "../base/lifecycle.ts";
import { partsOf, type WordVectorOptions } from "../data/featurizer.ts";
import type { ResolvedExperiment } from "../experiment/resolved.ts";
import type { DatasetProgress, DatasetRequests, DatasetSource } from "../protocol/datasets.ts";
import type { DatasetSession } from "./api.ts";
import type { Log, TrainerWorker, TrainerWorkers } from "./ports.ts";

/** A worker of this kind holds one dataset. */
const id = "dataset";

/** The dataset of an experiment as its features and its split take it, and the vectors that these name. */
export function sourceOfExperiment({ dataset, split, features }: ResolvedExperiment): {
  readonly source: DatasetSource;
  readonly vectors: string | null;
} {
  const parts = partsOf(features);
  const tokenizer = parts.flatMap((part) => ("tokenizer" in part ? [part.tokenizer] : []))[0] ?? null;
  const vectors = parts.find((part): part is WordVectorOptions => part.kind === "wordVectors");
  return {
    source: { kind: "experiment", dataset, split, tokenizer, maxTokens: vectors?.maxTokens ?? null },
    vectors: vectors?.path ?? null,
  };
}

/** Opens a dataset in a worker of its own: it may be large, and what is asked of it may take long. */
export function openDataset(
  source: DatasetSource,
  { workers, log }: { readonly workers: TrainerWorkers; readonly log: Log },
): DatasetSession {
  const store = new DisposableStore();
  const progress = store.add(
    new Emitter<Omit<DatasetProgress, "id">>((error) => log.error("progress on a dataset could not be told", error)),
  );
  let started: Promise<TrainerWorker> | undefined;
  const begin = async (): Promise<TrainerWorker> => {
    const worker = await workers.start();
    store.add(worker);
    worker.onDatasetProgress(({ part, fraction }) => progress.fire({ part, fraction }));
    return worker;
  };
  const ask = async <K extends keyof DatasetRequests>(name: K, params: DatasetRequests[K][0]) => {
    if (store.isDisposed) throw new Error("This dataset is closed.");
    started ??= begin();
    return (await started).dataset(name, params);
  };
  store.add(toDisposable(() => (started = undefined)));
  return {
    overview: async () => (await ask("openDataset", { id, source })).overview,
    duplicates: async () => (await ask("duplicates", { id })).report,
    words: async () => (await ask("words", { id })).report,
    vectors: async (path) => (await ask("vectorCoverage", { id, path })).report,
    examples: (query) => ask("datasetExamples", { ...query, id }),
    likenesses: (query) => ask("likenesses", { ...query, id }),
    stop: async (part) => {
      await ask("stopDataset", { id, part });
    },
    onProgress: progress.event,
    dispose: () => {
      store.dispose();
    },
  };
}
