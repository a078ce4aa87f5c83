import type { Datasets, Runs, Training } from "../services/api.ts";

/** The services that screens speak to. */
export interface Services {
  readonly training: Training;
  readonly datasets: Datasets;
  readonly runs: Runs;
}

/** Builds the services at the first call: a window that only shows its sidebar icon pays nothing. */
export type ServicesDoor = () => Services;
