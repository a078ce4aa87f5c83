import { RandomStream } from "../base/random.ts";
import type { Kernels } from "./kernels/kernels.ts";
import type { Tensor } from "./tensor.ts";

export type InitializerName =
  "normal" | "xavierUniform" | "xavierNormal" | "heUniform" | "heNormal" | "lecunNormal" | "pytorchLinear";

/** How weights start; biases start at 0 unless the table says otherwise. */
export interface InitializerOptions {
  readonly kind: InitializerName;
  /** Standard deviation; for `normal` only, 0.01 unless given. */
  readonly deviation?: number;
}

/** One entry of the table of initialisers: how far uniform weights reach from 0, or the deviation of normal ones. */
type Initializer = {
  /** Whether biases are drawn as weights are, after them from the same stream. */
  readonly biases: boolean;
  readonly formula: string;
  readonly source: string;
} & (
  | { readonly shape: "uniform"; reach(inputs: number, outputs: number): number }
  | { readonly shape: "normal"; deviation(inputs: number, outputs: number, given: number): number }
);

const glorot = "Glorot and Bengio, Understanding the difficulty of training deep feedforward neural networks, 2010";
const he = "He, Zhang, Ren and Sun, Delving deep into rectifiers, 2015";

export const initializers: Readonly<Record<InitializerName, Initializer>> = {
  normal: {
    shape: "normal",
    deviation: (_inputs, _outputs, given) => given,
    biases: false,
    formula: "N(0, deviation²)",
    source: "a fixed deviation",
  },
  xavierUniform: {
    shape: "uniform",
    reach: (inputs, outputs) => Math.sqrt(6 / (inputs + outputs)),
    biases: false,
    formula: "U(±√(6/(inputs + outputs)))",
    source: glorot,
  },
  xavierNormal: {
    shape: "normal",
    deviation: (inputs, outputs) => Math.sqrt(2 / (inputs + outputs)),
    biases: false,
    formula: "N(0, 2/(inputs + outputs))",
    source: glorot,
  },
  heUniform: {
    shape: "uniform",
    reach: (inputs) => Math.sqrt(6 / inputs),
    biases: false,
    formula: "U(±√(6/inputs))",
    source: he,
  },
  heNormal: {
    shape: "normal",
    deviation: (inputs) => Math.sqrt(2 / inputs),
    biases: false,
    formula: "N(0, 2/inputs)",
    source: he,
  },
  lecunNormal: {
    shape: "normal",
    deviation: (inputs) => Math.sqrt(1 / inputs),
    biases: false,
    formula: "N(0, 1/inputs)",
    source: "LeCun, Bottou, Orr and Müller, Efficient BackProp, 1998; selu keeps its scale with it",
  },
  pytorchLinear: {
    shape: "uniform",
    reach: (inputs) => 1 / Math.sqrt(inputs),
    biases: true,
    formula: "U(±1/√inputs), biases too",
    source: "PyTorch, torch.nn.Linear.reset_parameters",
  },
};

/** Rows of an embedding as they start, uniform in ±1/dimension as fastText's are. */
export function initialiseEmbedding(kernels: Kernels, stream: RandomStream, table: Tensor): void {
  const { start, rows, columns, stride } = table;
  const [key0, key1] = stream.state().key;
  kernels.uniformRows(start, rows, columns, stride, key0, key1, 1, 1, columns);
}

/** Draws weights (inputs × outputs) and biases (outputs) of one layer as they start, from the beginning of the stream. */
export function initialise(
  kernels: Kernels,
  options: InitializerOptions,
  stream: RandomStream,
  weight: Tensor,
  bias: Tensor,
): void {
  const entry = initializers[options.kind];
  const { start, rows, columns, stride } = weight;
  const biases = new Float32Array(columns);
  if (entry.shape === "uniform") {
    const reach = entry.reach(rows, columns);
    const { key } = stream.state();
    kernels.uniformRows(start, rows, columns, stride, key[0], key[1], 2, reach, 1);
    const after = RandomStream.restore({ key, drawn: 2 * rows * columns, spareNormal: null });
    if (entry.biases) for (let index = 0; index < columns; index++) biases[index] = (2 * after.float64() - 1) * reach;
  } else {
    const deviation = entry.deviation(rows, columns, options.deviation ?? 0.01);
    const values = new Float32Array(rows * columns);
    for (let index = 0; index < values.length; index++) values[index] = stream.normal() * deviation;
    weight.load(values);
    if (entry.biases) for (let index = 0; index < columns; index++) biases[index] = stream.normal() * deviation;
  }
  bias.load(biases);
}
