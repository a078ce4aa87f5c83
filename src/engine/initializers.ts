import type { RandomStream } from "../base/random.ts";

export type InitializerName =
  "normal" | "xavierUniform" | "xavierNormal" | "heUniform" | "heNormal" | "lecunNormal" | "pytorchLinear";

/** How weights start; biases start at 0 unless the table says otherwise. */
export interface InitializerOptions {
  readonly kind: InitializerName;
  /** Standard deviation; for `normal` only, 0.01 unless given. */
  readonly deviation?: number;
}

/** One entry of the table of initialisers. */
export interface Initializer {
  /** Draws one weight of a layer of that many inputs and outputs. */
  draw(stream: RandomStream, inputs: number, outputs: number, deviation: number): number;
  /** Whether biases are drawn as weights are, after them from the same stream. */
  readonly biases: boolean;
  readonly formula: string;
  readonly source: string;
}

const glorot = "Glorot and Bengio, Understanding the difficulty of training deep feedforward neural networks, 2010";
const he = "He, Zhang, Ren and Sun, Delving deep into rectifiers, 2015";

/** A value of U(−bound, bound). */
function uniform(stream: RandomStream, bound: number): number {
  return (2 * stream.float64() - 1) * bound;
}

export const initializers: Readonly<Record<InitializerName, Initializer>> = {
  normal: {
    draw: (stream, _inputs, _outputs, deviation) => stream.normal() * deviation,
    biases: false,
    formula: "N(0, deviation²)",
    source: "a fixed deviation",
  },
  xavierUniform: {
    draw: (stream, inputs, outputs) => uniform(stream, Math.sqrt(6 / (inputs + outputs))),
    biases: false,
    formula: "U(±√(6/(inputs + outputs)))",
    source: glorot,
  },
  xavierNormal: {
    draw: (stream, inputs, outputs) => stream.normal() * Math.sqrt(2 / (inputs + outputs)),
    biases: false,
    formula: "N(0, 2/(inputs + outputs))",
    source: glorot,
  },
  heUniform: {
    draw: (stream, inputs) => uniform(stream, Math.sqrt(6 / inputs)),
    biases: false,
    formula: "U(±√(6/inputs))",
    source: he,
  },
  heNormal: {
    draw: (stream, inputs) => stream.normal() * Math.sqrt(2 / inputs),
    biases: false,
    formula: "N(0, 2/inputs)",
    source: he,
  },
  lecunNormal: {
    draw: (stream, inputs) => stream.normal() * Math.sqrt(1 / inputs),
    biases: false,
    formula: "N(0, 1/inputs)",
    source: "LeCun, Bottou, Orr and Müller, Efficient BackProp, 1998; selu keeps its scale with it",
  },
  pytorchLinear: {
    draw: (stream, inputs) => uniform(stream, 1 / Math.sqrt(inputs)),
    biases: true,
    formula: "U(±1/√inputs), biases too",
    source: "PyTorch, torch.nn.Linear.reset_parameters",
  },
};

/** Rows of an embedding (rows × dimension, row-major), uniform in ±1/dimension as fastText's are. */
export function initialiseEmbedding(stream: RandomStream, rows: number, dimension: number): Float32Array {
  return Float32Array.from({ length: rows * dimension }, () => (2 * (stream.uint32() / 2 ** 32) - 1) / dimension);
}

/** Weights (inputs × outputs, row-major) and biases (outputs) of one layer as they start. */
export function initialise(
  options: InitializerOptions,
  stream: RandomStream,
  inputs: number,
  outputs: number,
): { readonly weight: Float32Array; readonly bias: Float32Array } {
  const entry = initializers[options.kind];
  const deviation = options.deviation ?? 0.01;
  const value = (): number => entry.draw(stream, inputs, outputs, deviation);
  const weight = new Float32Array(inputs * outputs);
  for (let index = 0; index < weight.length; index++) weight[index] = value();
  const bias = new Float32Array(outputs);
  if (entry.biases) for (let index = 0; index < outputs; index++) bias[index] = value();
  return { weight, bias };
}
