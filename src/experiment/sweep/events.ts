import type { TrialSettings } from "./space.ts";

/** What a sweep decided and learned, a line of decisions.ndjson each, in the order in which it came. */
export type SweepEvent = TrialChosen | RunEnded;

/** The settings of a trial were chosen. */
interface TrialChosen {
  readonly event: "trial";
  readonly trial: number;
  readonly settings: TrialSettings;
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
