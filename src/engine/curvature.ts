import type { Matrix } from "../base/matrix.ts";
import type { Network } from "./network.ts";

/**
 * The inverse of the Hessian's diagonal of softmax regression where all classes are equally likely, so that terms that are
 * rare and terms that are common, and biases, take steps of like effect; undefined where the network has other layers.
 *
 * ∂²/∂W_jk² = mean x_j² · p_k (1 − p_k) + l2 with p_k = 1/K; Böhning, Multinomial logistic regression algorithm, 1992.
 */
export function inverseCurvature(network: Network, features: Matrix, l2: number): Float32Array | undefined {
  const { parameters } = network;
  const [weight, bias] = parameters;
  const classes = network.logits.columns;
  if (parameters.length !== 2 || weight?.value.rows !== features.columns || bias?.value.rows !== 1) return undefined;
  const squares = columnSquares(features);
  if (squares === undefined) return undefined;
  const chance = (1 - 1 / classes) / classes;
  const inverse = new Float32Array((features.columns + 1) * classes);
  // A feature that never occurs has no curvature of its own; its gradient is 0.
  for (let row = 0; row < features.columns; row++) {
    const curvature = (chance * (squares[row] ?? 0)) / features.rows + l2;
    inverse.fill(curvature > 0 ? 1 / curvature : 1, row * classes, (row + 1) * classes);
  }
  inverse.fill(1 / chance, features.columns * classes);
  return inverse;
}

/** Σ x² of every column. */
function columnSquares(features: Matrix): Float64Array | undefined {
  const squares = new Float64Array(features.columns);
  switch (features.kind) {
    case "csr": {
      const { indices, values } = features;
      for (let entry = 0; entry < values.length; entry++) {
        const value = values[entry] ?? 0;
        const column = indices[entry] ?? 0;
        squares[column] = (squares[column] ?? 0) + value * value;
      }
      return squares;
    }
    case "dense":
      features.values.forEach((value, at) => {
        const column = at % features.columns;
        squares[column] = (squares[column] ?? 0) + value * value;
      });
      return squares;
    case "sequence":
      return undefined;
  }
}
