import type { TrialSettings } from "./space.ts";

/** What a sweep decided and learned, a line of decisions.ndjson each, in the order in which it came. */
export type SweepEvent = TrialChosen | RungReached | PutAside | RunEnded;

/** The settings of a trial were chosen. */
interface TrialChosen {
  readonly event: "trial";
  readonly trial: number;
  readonly settings: TrialSettings;
}

/** A trial's first run came to an epoch after which it is judged. */
export interface RungReached {
  readonly event: "rung";
  readonly trial: number;
  readonly repeat: number;
  readonly run: string;
  readonly epoch: number;
  /** The sweep's metric of the model kept so far: what the run would come to, if it ended here. */
  readonly value: number | null;
  readonly seconds: number;
  readonly data: string | null;
}

/** A run has stopped at a rung until all trials have come to it; should it go on, it is trained anew. */
export interface PutAside {
  readonly event: "aside";
  readonly trial: number;
  readonly repeat: number;
  readonly run: string;
  readonly epoch: number;
}

/** A run of a trial ended; `trial` counts from 1, `repeat` from 0. */
export interface RunEnded {
  readonly event: "end";
  readonly trial: number;
  readonly repeat: number;
  readonly run: string;
  /** `pruned`: stopped by the sweep, since others were better at that epoch; `stopped` by a person, apart from the sweep. */
  readonly status: "finished" | "pruned" | "failed" | "diverged" | "stopped";
  /** The sweep's metric of the kept model; null unless finished or pruned. */
  readonly value: number | null;
  /** Epochs trained. */
  readonly epochs: number;
  readonly seconds: number;
  /** The data's fingerprint; null for a run that did not come to read it. */
  readonly data: string | null;
  /** Why it ended as it did, for a person. */
  readonly message: string | null;
}
