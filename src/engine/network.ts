import { assertNever, invariant } from "../base/assert.ts";
import { UserError } from "../base/errors.ts";
import type { Matrix } from "../base/matrix.ts";
import { RandomStream } from "../base/random.ts";
import type { Backend, Engine } from "./backend.ts";
import { inputName, type NetworkSpec, type NodeSpec, sourcesOf, topologicalOrder } from "./graph.ts";
import { initialise, initialiseEmbedding, type InitializerOptions } from "./initializers.ts";
import { createInput, type InputBatch } from "./inputs/input.ts";
import { TensorSource } from "./inputs/sources.ts";
import { DropoutLayer } from "./layers/dropout.ts";
import { ActivationLayer, SumLayer } from "./layers/elementwise.ts";
import type { Layer, Parameter, ParameterUpdate, Signal, TrainingPoint, Upstream } from "./layers/layer.ts";
import { LinearLayer } from "./layers/linear.ts";
import { BatchNormLayer, LayerNormLayer, NormLayer } from "./layers/norms.ts";
import { lossGradient, type LossName, type LossOptions } from "./losses.ts";
import type { Tensor } from "./tensor.ts";

/** What a network is built from. */
export interface NetworkOptions {
  readonly spec: NetworkSpec;
  /** Features of the kind, width and table that the network will see. */
  readonly input: Matrix;
  /** The most rows that a batch may have. */
  readonly batchSize: number;
  readonly backend: Backend;
}

/** Layers in topological order over one planned memory; weights are zero until initialised or loaded. */
export class Network {
  readonly engine: Engine;
  readonly batchSize: number;
  readonly layers: readonly Layer[];
  /** Of the last step, by layer: the sum of the squares of its parameters' gradients, without penalties. */
  readonly squares: Float64Array;
  readonly #input: InputBatch;
  readonly #output: Layer;
  readonly #labels: number;
  readonly #loss: LossOptions;
  /** The weight of every class in the loss. */
  readonly #weights: number;
  #point: TrainingPoint = { seed: 0, step: 0 };

  /** Throws UserError where the graph cannot be or the memory does not suffice. */
  constructor(options: NetworkOptions) {
    const { spec, batchSize, backend, input } = options;
    this.engine = backend.createEngine();
    this.batchSize = batchSize;
    this.#loss = typeof spec.loss === "string" ? { kind: spec.loss } : spec.loss;
    const { memory } = this.engine;
    const one = memory.reserve(1);
    this.#labels = memory.reserve(batchSize);
    const nodes = topologicalOrder(spec);
    this.#input = createInput(this.engine, input, batchSize, { averaged: readsAverage(nodes) });
    const firstToWrite = lastReaders(nodes);
    const built = new Map<string, Layer>();
    for (const node of nodes) {
      const upstream = (name: string, index = 0): Upstream | undefined => {
        const signal: Signal | undefined = built.get(name)?.output;
        const first = firstToWrite.get(name);
        return signal && { signal, accumulate: first?.reader !== node || first.index !== index };
      };
      built.set(node.name, this.#build(node, built, upstream, { batchSize, one }));
    }
    this.layers = [...built.values()];
    this.squares = new Float64Array(this.layers.length);
    const output = built.get(spec.output);
    invariant(output !== undefined, "the output is one of the nodes");
    this.#output = output;
    const classes = output.output.value.columns;
    this.#weights = memory.reserve(classes);
    memory.commit();
    memory.floats[one] = 1;
    for (let j = 0; j < classes; j++) memory.floats[this.#weights + j] = this.#loss.classWeights?.[j] ?? 1;
    for (const layer of this.layers) if (layer instanceof NormLayer) layer.initialise();
  }

  get order(): Uint32Array {
    return this.#input.order;
  }

  /** The output's values: batch rows × classes, in the batch's order. */
  get logits(): Tensor {
    return this.#output.output.value;
  }

  /** Logits and the gradient of the loss by them. */
  get output(): Signal {
    return this.#output.output;
  }

  get lossName(): LossName {
    return this.#loss.kind;
  }

  get parameters(): readonly Parameter[] {
    return this.layers.flatMap((layer) => layer.parameters());
  }

  /** All that a saved model consists of: parameters, and statistics that evaluation needs. */
  get stored(): readonly Parameter[] {
    return this.layers.flatMap((layer) => [...layer.parameters(), ...layer.statistics()]);
  }

  /** From now on a step may store gradients in the parameters, but those that backward moves, for checks and for optimizers. */
  keepGradients(moved?: (parameter: Parameter) => boolean): void {
    for (const layer of this.layers) layer.keepGradients(moved);
    this.engine.memory.commit();
  }

  /**
   * Draws the weights of every linear layer from the stream `initialise/<layer>`; the rows of an embedding are uniform in
   * ±1/dimension, as fastText's, since their number says nothing of how many an example adds up.
   */
  initialise(options: InitializerOptions, seed: number): void {
    for (const layer of this.layers) {
      if (!(layer instanceof LinearLayer)) continue;
      const { value } = layer.weight;
      const stream = new RandomStream(seed, `initialise/${layer.name}`);
      if (layer.kind === "embeddingBag") {
        initialiseEmbedding(this.engine.kernels, stream, value);
      } else {
        initialise(this.engine.kernels, options, stream, value, layer.bias.value);
      }
      layer.reset();
    }
  }

  /** Takes in rows rowIds[from] … rowIds[from + count − 1]; `labels` are by row id, none for evaluation. */
  fill(features: Matrix, labels: Int32Array | undefined, rowIds: Uint32Array, from: number, count: number): void {
    invariant(count <= this.batchSize, `a batch of ${String(count)} rows`);
    this.#input.fill(features, rowIds, from, count);
    if (labels !== undefined) this.label(labels, rowIds, from, count);
  }

  /** Takes in the labels of rows rowIds[from] … rowIds[from + count − 1] alone, for `loss` at logits from elsewhere. */
  label(labels: Int32Array, rowIds: Uint32Array, from: number, count: number): void {
    const { integers } = this.engine.memory;
    for (let row = 0; row < count; row++) {
      integers[this.#labels + row] = labels[rowIds[from + (this.order[row] ?? 0)] ?? 0] ?? 0;
    }
  }

  /** Computes the logits of the rows that were filled in, in evaluation mode. */
  forward(rows: number): void {
    this.#forward(rows, undefined);
  }

  /** Says what the next step is, for layers that draw at random. */
  beginStep(seed: number, step: number): void {
    this.#point = { seed, step };
  }

  /** Forward in training mode, loss and backward; returns the sum of the rows' losses before the update and the L2 norm of all gradients. */
  step(rows: number, update: ParameterUpdate): { readonly lossSum: number; readonly gradientNorm: number } {
    this.#forward(rows, this.#point);
    const lossSum = this.loss(rows);
    let squares = 0;
    for (let index = this.layers.length - 1; index >= 0; index--) {
      const own = this.layers[index]?.backward(rows, update) ?? 0;
      this.squares[index] = own;
      squares += own;
    }
    return { lossSum, gradientNorm: Math.sqrt(squares) };
  }

  /** Turns the rows' logits into the gradient of their mean loss; returns the sum of their losses. */
  loss(rows: number): number {
    const { value, gradient } = this.output;
    return lossGradient(this.#loss, this.engine.kernels, {
      logits: value.start,
      rows,
      classes: value.columns,
      stride: value.stride,
      labels: this.#labels,
      gradient: gradient.start,
      weights: this.#weights,
    });
  }

  /** Applies pending penalties; only ever at scheduled steps, so that bits do not depend on who looks when. */
  flush(): void {
    for (const layer of this.layers) layer.flush();
  }

  /**
   * A copy of a parameter's true values, pending penalties included, which it leaves pending.
   * @param over an array of as many values to write over.
   */
  copy(parameter: Parameter, over?: Float32Array): Float32Array {
    const layer = this.layers.find((each) => each.parameters().includes(parameter));
    return parameter.value.copyAll(layer?.pendingScale(parameter) ?? 1, over);
  }

  /** Overwrites a parameter; the caller overwrites all of them, since pending penalties are forgotten. */
  load(parameter: Parameter, values: Float32Array): void {
    parameter.value.load(values);
    for (const layer of this.layers) layer.reset();
  }

  #forward(rows: number, training: TrainingPoint | undefined): void {
    for (let index = 0; index < this.layers.length; index++) this.layers[index]?.forward(rows, training);
  }

  #build(
    node: NodeSpec,
    built: ReadonlyMap<string, Layer>,
    upstream: (name: string, index?: number) => Upstream | undefined,
    { batchSize, one }: { batchSize: number; one: number },
  ): Layer {
    const { engine } = this;
    const tensor = (name: string): Tensor => {
      const value = name === inputName ? this.#input.tensor : built.get(name)?.output.value;
      if (value !== undefined) return value;
      throw new UserError(`The layer “${node.name}” cannot read sparse features.`, "Put a linear layer before it.");
    };
    switch (node.kind) {
      case "linear":
        return new LinearLayer(engine, {
          kind: node.kind,
          name: node.name,
          units: node.units,
          source: node.from === inputName ? this.#input : new TensorSource(engine, tensor(node.from)),
          upstream: upstream(node.from),
          batchSize,
          one,
        });
      case "embeddingBag":
        if (!this.#input.sparse)
          throw new UserError(`The layer “${node.name}” reads counts of terms alone.`, "Choose other features.");
        return new LinearLayer(engine, {
          kind: node.kind,
          name: node.name,
          units: node.dimension,
          source: this.#input,
          upstream: undefined,
          batchSize,
          one,
        });
      case "activation":
        return new ActivationLayer(
          engine,
          node.name,
          batchSize,
          node.activation,
          tensor(node.from),
          upstream(node.from),
        );
      case "dropout":
        return new DropoutLayer(engine, { ...node, batchSize, from: tensor(node.from), upstream: upstream(node.from) });
      case "layerNorm":
        return new LayerNormLayer(engine, {
          ...node,
          batchSize,
          from: tensor(node.from),
          upstream: upstream(node.from),
        });
      case "batchNorm":
        return new BatchNormLayer(engine, {
          ...node,
          batchSize,
          from: tensor(node.from),
          upstream: upstream(node.from),
        });
      case "sum": {
        const from = node.from.map(tensor);
        if (new Set(from.map((each) => each.columns)).size > 1) {
          throw new UserError(
            `The layer “${node.name}” adds layers of different widths.`,
            "Give them the same number of units.",
          );
        }
        return new SumLayer(engine, node.name, batchSize, from, node.from.map(upstream));
      }
      default:
        return assertNever(node, "kind of layer");
    }
  }
}

/** Whether rows of the input are to be averages of what they name: then nothing else than embedding bags may read it. */
function readsAverage(nodes: readonly NodeSpec[]): boolean {
  const readers = nodes.filter((node) => sourcesOf(node).includes(inputName));
  const ways = new Set(readers.map((node) => (node.kind === "embeddingBag" ? node.combine : "sum")));
  if (ways.size > 1)
    throw new UserError(
      "An embedding bag that takes the mean has to be the only layer that reads the features.",
      'Choose "sum".',
    );
  return ways.has("mean");
}

/** By node name, its last reader: the first to hand back a gradient when the layers run backward. */
function lastReaders(nodes: readonly NodeSpec[]): ReadonlyMap<string, { reader: NodeSpec; index: number }> {
  const readers = new Map<string, { reader: NodeSpec; index: number }>();
  for (const node of nodes) {
    sourcesOf(node).forEach((name, index) => {
      // Within one reader the first place is the first to write.
      if (readers.get(name)?.reader !== node) readers.set(name, { reader: node, index });
    });
  }
  return readers;
}
