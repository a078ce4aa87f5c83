import { arrayOf, type PartState, type StateArray } from "./fitState.ts";
import { Tensor } from "./tensor.ts";
import type { Layer, Parameter, ParameterUpdate, SparseGradient } from "./layers/layer.ts";
import type { Network } from "./network.ts";
import { createStepper, type OptimizerOptions, type StepTarget, type Stepper } from "./optimizers.ts";

/** How parameters move against their gradients; what is absent is off. */
export interface DescentOptions {
  readonly optimizer: OptimizerOptions;
  readonly l2: number;
  readonly l1?: number;
  /** W ← W − lr · weightDecay · W beside the step; biases are left out. */
  readonly weightDecay?: number;
  /** Longest that the gradient of all parameters together may be, L2. */
  readonly clipNorm?: number;
}

/** Takes training steps of one network. */
export interface Descent {
  /** One step from the batch that was filled in; the gradient's norm is before clipping and without penalties. */
  step(rows: number, rate: number): { readonly lossSum: number; readonly gradientNorm: number };
  /** What it goes on from besides the network, as it is between two steps. */
  state(): PartState;
  /** Goes on from the state of a descent with the same options on the same network. */
  resume(state: PartState): void;
}

/** Plain gradient descent moves weights while their gradient is computed; all else stores the gradient first. */
export function createDescent(network: Network, options: DescentOptions): Descent {
  return movesAtOnce(options) ? new FusedDescent(network, options.l2) : new StoredDescent(network, options);
}

/** Whether weights move while their gradient is computed, so that neither gradients nor state are stored. */
export function movesAtOnce({ optimizer, l1 = 0, weightDecay = 0, clipNorm }: DescentOptions): boolean {
  const plain = optimizer.kind === "sgd" && (optimizer.momentum ?? 0) === 0;
  return plain && l1 === 0 && weightDecay === 0 && clipNorm === undefined;
}

/** Whether a gradient moves weights as it is: neither clipped, for which all of it must be known, nor with penalties. */
function needsNoStoredGradient({ l2, l1 = 0, weightDecay = 0, clipNorm }: DescentOptions): boolean {
  return l2 === 0 && l1 === 0 && weightDecay === 0 && clipNorm === undefined;
}

class FusedDescent implements Descent {
  readonly #network: Network;
  readonly #update: { readonly kind: "descend"; rate: number; readonly l2: number };

  constructor(network: Network, l2: number) {
    this.#network = network;
    this.#update = { kind: "descend", rate: 0, l2 };
  }

  step(rows: number, rate: number): { readonly lossSum: number; readonly gradientNorm: number } {
    this.#update.rate = rate;
    return this.#network.step(rows, this.#update);
  }

  state(): PartState {
    return { numbers: {}, arrays: [] };
  }

  resume(): void {
    // All that it goes on from is in the network.
  }
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** A parameter with its state and where a step finds them. */
interface Moved {
  readonly layer: Layer;
  readonly parameter: Parameter;
  readonly target: Mutable<StepTarget>;
  /** State tensors, which `target` gives the addresses of. */
  readonly slots: readonly { readonly name: string; readonly tensor: Tensor }[];
}

class StoredDescent implements Descent {
  readonly #network: Network;
  readonly #options: DescentOptions;
  readonly #stepper: Stepper;
  /** Moved after backward, by stored gradients. */
  readonly #moved: readonly Moved[];
  /** Moved in backward: rows of weights that a sparse batch touches. */
  readonly #atOnce: readonly Moved[];
  readonly #update: ParameterUpdate;
  #rate = 0;

  constructor(network: Network, options: DescentOptions) {
    this.#network = network;
    this.#options = options;
    this.#stepper = createStepper(options.optimizer);
    const fused = this.#stepper.moveSparse !== undefined && needsNoStoredGradient(options);
    const inBackward = new Set(
      network.layers.flatMap((layer) => layer.parameters().filter((each) => fused && layer.readsSparse?.(each))),
    );
    network.keepGradients((parameter) => inBackward.has(parameter));
    const { memory } = network.engine;
    const { slots } = this.#stepper;
    const all = network.layers.flatMap((layer) =>
      layer.parameters().map((parameter) => {
        const { rows, columns, stride, start } = parameter.value;
        const kept = Array.from({ length: slots }, (_, index) => ({
          name: `${parameter.name}.${index === 0 ? "first" : "second"}`,
          tensor: new Tensor(memory, rows, columns),
        }));
        const target = {
          list: 0,
          rows,
          stride,
          value: start,
          gradient: parameter.gradient?.start ?? 0,
          first: kept[0]?.tensor.start ?? 0,
          second: kept[1]?.tensor.start ?? 0,
        };
        return { layer, parameter, target, slots: kept };
      }),
    );
    this.#moved = all.filter(({ parameter }) => !inBackward.has(parameter));
    this.#atOnce = all.filter(({ parameter }) => inBackward.has(parameter));
    const moveSparse = (weights: Parameter, gradient: SparseGradient): number => this.#moveSparse(weights, gradient);
    this.#update = { kind: "store", moveSparse: this.#atOnce.length > 0 ? moveSparse : undefined };
    memory.commit();
  }

  step(rows: number, rate: number): { readonly lossSum: number; readonly gradientNorm: number } {
    const { l2, l1 = 0, weightDecay = 0, clipNorm = Infinity } = this.#options;
    const { kernels } = this.#network.engine;
    this.#stepper.begin();
    this.#rate = rate;
    const done = this.#network.step(rows, this.#update);
    // As torch.nn.utils.clip_grad_norm_ has it.
    const factor = Math.min(1, clipNorm / (done.gradientNorm + 1e-6));
    for (const { layer, parameter, target } of this.#moved) {
      const ridge = parameter.penalised ? l2 : 0;
      const lasso = parameter.penalised ? l1 : 0;
      if (weightDecay !== 0 && parameter.penalised)
        kernels.scale(target.value, parameter.value.cells(), 1 - rate * weightDecay);
      const touched = layer.touchedRows(parameter);
      const resting = touched !== undefined && !this.#stepper.movesUntouched && ridge === 0 && lasso === 0;
      target.list = resting ? touched.list : 0;
      target.rows = resting ? touched.count : parameter.value.rows;
      if (target.rows > 0) this.#stepper.move(kernels, target, { rate, factor, l2: ridge, l1: lasso });
      layer.clearTouched(parameter);
    }
    return done;
  }

  state(): PartState {
    const arrays: StateArray[] = this.#all().flatMap(({ slots }) =>
      slots.map(({ name, tensor }) => ({ name, values: tensor.copy() })),
    );
    return { numbers: this.#stepper.numbers(), arrays };
  }

  resume(state: PartState): void {
    this.#stepper.resume(state);
    for (const { slots } of this.#all()) {
      for (const { name, tensor } of slots) tensor.load(arrayOf(state, name, tensor.rows * tensor.columns));
    }
  }

  #all(): readonly Moved[] {
    return [...this.#atOnce, ...this.#moved];
  }

  #moveSparse(weights: Parameter, gradient: SparseGradient): number {
    const moved = this.#atOnce.find(({ parameter }) => parameter === weights);
    const { kernels } = this.#network.engine;
    return moved === undefined ? 0 : (this.#stepper.moveSparse?.(kernels, moved.target, gradient, this.#rate) ?? 0);
  }
}
