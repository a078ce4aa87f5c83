import { type ActivationName, activations } from "../../engine/activations.ts";
import { activationNames, activationSentences } from "../activationSentences.ts";
import { suitedInitializer, type SuitedInitializer } from "./plan.ts";

/** One activation function as screens draw and explain it. */
export interface ActivationFunction {
  readonly name: ActivationName;
  readonly formula: string;
  /** One plain sentence. */
  readonly sentence: string;
  /** Who proposed it. */
  readonly source: string;
  readonly initializer: SuitedInitializer;
  /** f at each of the places. */
  readonly values: readonly number[];
  /** f′ at each of the places. */
  readonly slopes: readonly number[];
}

export interface ActivationFunctions {
  /** Where the functions were looked at, rising. */
  readonly places: readonly number[];
  readonly functions: readonly ActivationFunction[];
}

const reach = 4;
/** Places to either side of 0; 0.05 apart, so that bends at whole numbers are hit. */
const eachSide = 80;

/** Every activation of the engine from −4 to 4. */
export function activationFunctions(): ActivationFunctions {
  const places = Array.from({ length: 2 * eachSide + 1 }, (_, at) => ((at - eachSide) * reach) / eachSide);
  return {
    places,
    functions: activationNames.map((name) => {
      const activation = activations[name];
      return {
        name,
        formula: activation.formula,
        source: activation.source,
        sentence: activationSentences[name],
        initializer: suitedInitializer(name),
        values: places.map((z) => activation.forward(z)),
        slopes: places.map((z) => activation.backward(z, activation.forward(z))),
      };
    }),
  };
}
