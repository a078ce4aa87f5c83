import type { Work } from "../base/work.ts";
import type { StateArray } from "./fitState.ts";

/** The objective at some parameters. */
export interface ObjectiveValue {
  /** Mean loss + ½ l2 ‖W‖². */
  readonly value: number;
  readonly lossSum: number;
  /** By layer: the sum of the squares of its parameters' gradients, without penalties. */
  readonly squares: Float64Array;
  /** The largest component of the gradient by the network's own parameters; NaN where one is not a number. */
  readonly steepest: number;
}

/** The mean loss over all examples plus ½ l2 ‖W‖² as a function of all parameters in one vector; biases go unpenalised. */
export interface Objective {
  /** How many numbers the vector has. */
  readonly size: number;
  /** Roughly the inverse of the Hessian's diagonal, where it is known. */
  readonly inverseCurvature: Float32Array | undefined;
  /** The network's parameters as they are. */
  read(): Float32Array;
  /** Overwrites the network's parameters. */
  load(at: Float32Array): void;
  /** The parameters under the names that the network has for them. */
  arrays(at: Float32Array): StateArray[];
  /** One pass over all examples, which may leave the network anywhere; writes the objective's gradient. */
  evaluate(at: Float32Array, gradient: Float64Array): Work<ObjectiveValue>;
}
