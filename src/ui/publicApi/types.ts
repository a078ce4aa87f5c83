import type { Event } from "vscode";

/**
 * What `activate` of the extension `benchtop.benchtop` gives to other extensions. Within a version things are only added.
 *
 *     const api = await extensions.getExtension<BenchtopApi>("benchtop.benchtop")?.activate();
 */
export interface BenchtopApi {
  readonly version: 1;
  /**
   * Checks an experiment and starts it, or queues it; resolves once that is done. Rejects with a message for a person where
   * it cannot be trained, or where one of its files lies outside the workspace and may not be read; then nothing is written.
   */
  train(experiment: BenchtopExperiment): Promise<BenchtopTraining>;
  /** The runs of the window, those under way first, then best first. */
  runs(): Promise<readonly BenchtopRun[]>;
  /** One of them; undefined where there is none of this id. */
  run(id: string): Promise<BenchtopRun | undefined>;
  /** A run began, moved on or ended, or was changed or removed; at most twice a second. */
  readonly onDidChangeRuns: Event<void>;
}

/** Either the path of an experiment file, or what would stand in one. */
export type BenchtopExperiment =
  | { readonly file: string }
  | {
      /** As in `NAME.experiment.json`; paths in it start from `folder`. */
      readonly content: object;
      /** Absolute; the first workspace folder by default. */
      readonly folder?: string;
    };

/** A run that was started. */
export interface BenchtopTraining {
  readonly id: string;
  /** Absolute folder of its files. */
  readonly folder: string;
  /** Settles when it has ended, whatever its status. */
  readonly ended: Promise<BenchtopRun>;
  /** Stops it; what it learned is kept. */
  stop(): Promise<void>;
}

export interface BenchtopRun {
  readonly id: string;
  readonly title: string;
  readonly folder: string;
  readonly status: "queued" | "running" | "paused" | "finished" | "stopped" | "failed" | "diverged";
  /** ISO 8601, UTC. */
  readonly created: string;
  /** By split (`train`, `validation`, `test`) and metric (`accuracy`, `macroF1`, `loss`, …); null where one is not finite. */
  readonly metrics: Readonly<Record<string, Readonly<Record<string, number | null>>>>;
  readonly tags: readonly string[];
  readonly starred: boolean;
}
