import type { ActivationName } from "../engine/activations.ts";
import type { InitializerOptions } from "../engine/initializers.ts";

export type { ActivationName } from "../engine/activations.ts";
export type { InitializerOptions as Initializer } from "../engine/initializers.ts";
export type { OptimizerOptions as Optimizer } from "../engine/optimizers.ts";
export type { ReduceOnPlateau, ScheduleOptions as Schedule } from "../engine/schedules.ts";

export interface HiddenLayer {
  readonly units: number;
  readonly activation: ActivationName;
}

/** What can be fitted, with nothing left to guess. */
export type ModelOptions =
  | { readonly kind: "network"; readonly hidden: readonly HiddenLayer[]; readonly initializer: InitializerOptions }
  | { readonly kind: "logisticRegression" };
