import type { Work } from "../base/work.ts";
import { inverseCurvature } from "./curvature.ts";
import { addRows, addScaled, dot, largest } from "./kernels/vectors.ts";
import type { StateArray } from "./fitState.ts";
import type { Layer, Parameter } from "./layers/layer.ts";
import type { Network } from "./network.ts";
import type { Objective, ObjectiveValue } from "./objective.ts";
import type { LabelledMatrix } from "./trainer.ts";

/** Rows that a pass over all examples takes at a time: it bounds memory and how long a stop goes unheard. */
export const fullBatchRows = 1024;

interface Section {
  readonly layer: Layer;
  readonly index: number;
  readonly parameter: Parameter;
  readonly start: number;
  readonly length: number;
}

/** The objective of any network, piece by piece of the examples; the vector holds one parameter after the other. */
export class FullBatchObjective implements Objective {
  readonly size: number;
  readonly inverseCurvature: Float32Array | undefined;
  readonly #network: Network;
  readonly #train: LabelledMatrix;
  readonly #l2: number;
  readonly #sections: readonly Section[];
  readonly #rowIds: Uint32Array;

  constructor(network: Network, train: LabelledMatrix, l2: number) {
    network.keepGradients();
    let size = 0;
    this.#sections = network.layers.flatMap((layer, index) =>
      layer.parameters().map((parameter) => {
        const { rows, columns } = parameter.value;
        const section = { layer, index, parameter, start: size, length: rows * columns };
        size += section.length;
        return section;
      }),
    );
    this.size = size;
    this.inverseCurvature = inverseCurvature(network, train.features, l2);
    this.#network = network;
    this.#train = train;
    this.#l2 = l2;
    this.#rowIds = Uint32Array.from({ length: train.features.rows }, (_, row) => row);
  }

  read(): Float32Array {
    const all = new Float32Array(this.size);
    for (const { parameter, start } of this.#sections) all.set(this.#network.copy(parameter), start);
    return all;
  }

  load(at: Float32Array): void {
    for (const { parameter, start, length } of this.#sections) parameter.value.load(at.subarray(start, start + length));
    for (const layer of this.#network.layers) layer.reset();
  }

  arrays(at: Float32Array): StateArray[] {
    return this.#sections.map(({ parameter, start, length }) => ({
      name: parameter.name,
      values: at.slice(start, start + length),
    }));
  }

  *evaluate(at: Float32Array, gradient: Float64Array): Work<ObjectiveValue> {
    const { features, labels } = this.#train;
    const { rows } = features;
    const { batchSize } = this.#network;
    this.load(at);
    gradient.fill(0);
    let lossSum = 0;
    for (let from = 0; from < rows; from += batchSize) {
      const count = Math.min(batchSize, rows - from);
      this.#network.fill(features, labels, this.#rowIds, from, count);
      lossSum += this.#network.step(count, { kind: "store" }).lossSum;
      this.#collect(gradient, count / rows);
      yield;
    }
    const squares = this.#squares(gradient);
    const value = lossSum / rows + this.#penalise(at, gradient);
    return { value, lossSum, squares, steepest: largest(gradient) };
  }

  /** Adds the stored gradients; on sparse features only of rows that were touched. */
  #collect(gradient: Float64Array, share: number): void {
    const { memory } = this.#network.engine;
    for (const { layer, parameter, start } of this.#sections) {
      const touched = layer.touchedRows(parameter) ?? { list: 0, count: parameter.value.rows };
      if (parameter.gradient !== undefined) addRows(gradient, start, memory, parameter.gradient, touched, share);
      layer.clearTouched(parameter);
    }
  }

  #squares(gradient: Float64Array): Float64Array {
    const squares = new Float64Array(this.#network.layers.length);
    for (const { index, start, length } of this.#sections) {
      const part = gradient.subarray(start, start + length);
      squares[index] = (squares[index] ?? 0) + dot(part, part);
    }
    return squares;
  }

  #penalise(at: Float32Array, gradient: Float64Array): number {
    const l2 = this.#l2;
    if (l2 === 0) return 0;
    let penalty = 0;
    for (const { parameter, start, length } of this.#sections) {
      if (!parameter.penalised) continue;
      const weights = at.subarray(start, start + length);
      addScaled(gradient.subarray(start, start + length), l2, weights);
      penalty += (l2 / 2) * dot(weights, weights);
    }
    return penalty;
  }
}
