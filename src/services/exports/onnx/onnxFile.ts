import { Message } from "./protobuf.ts";

/**
 * The parts of an ONNX file, by the numbers of their fields. Source: github.com/onnx/onnx, onnx/onnx.proto.
 * Operators of set 21 (ONNX 1.16): the newest that runtimes of the last two years read.
 */
const operatorSet = 21;
const irVersion = 10;

/** TensorProto.DataType. */
const types = { float: 1, int64: 7, double: 11 } as const;
type TypeName = keyof typeof types;

type Attribute = number | readonly number[] | string | { readonly float: number };

/** One operation: reads values by name and names what it makes. */
export function operation(
  kind: string,
  inputs: readonly string[],
  output: string,
  attributes: Readonly<Record<string, Attribute>> = {},
): Message {
  const node = new Message();
  for (const name of inputs) node.text(1, name);
  node.text(2, output).text(3, output).text(4, kind);
  return node.messages(
    5,
    Object.entries(attributes).map(([name, value]) => attribute(name, value)),
  );
}

/** Whole numbers are INT, lists of them INTS; a FLOAT says so. */
function attribute(name: string, value: Attribute): Message {
  const made = new Message().text(1, name);
  if (typeof value === "number") return made.integer(3, value).integer(20, 2);
  if (typeof value === "string") return made.bytes(4, new TextEncoder().encode(value)).integer(20, 3);
  if ("float" in value) return made.float(2, value.float).integer(20, 1);
  for (const each of value) made.integer(8, each);
  return made.integer(20, 7);
}

/** A constant; numbers of a plain list are int64. */
export function constant(
  name: string,
  shape: readonly number[],
  values: Float32Array | Float64Array | readonly number[],
): Message {
  const isFloats = values instanceof Float32Array || values instanceof Float64Array;
  const raw = isFloats ? values : BigInt64Array.from(values, BigInt);
  const type =
    values instanceof Float32Array ? types.float : values instanceof Float64Array ? types.double : types.int64;
  const tensor = new Message();
  for (const dimension of shape) tensor.integer(1, dimension);
  return tensor
    .integer(2, type)
    .text(8, name)
    .bytes(9, new Uint8Array(raw.buffer, raw.byteOffset, raw.byteLength));
}

/** An input or output; a dimension that is a text may have any size. */
export function value(name: string, type: TypeName, shape: readonly (number | string)[]): Message {
  const dimensions = shape.map((size) =>
    typeof size === "number" ? new Message().integer(1, size) : new Message().text(2, size),
  );
  const tensor = new Message().integer(1, types[type]).message(2, new Message().messages(1, dimensions));
  return new Message().text(1, name).message(2, new Message().message(1, tensor));
}

/** What an attribute of Cast names. */
export function typeNumber(type: TypeName): number {
  return types[type];
}

export interface Graph {
  readonly nodes: readonly Message[];
  readonly constants: readonly Message[];
  readonly inputs: readonly Message[];
  readonly outputs: readonly Message[];
}

/** The bytes of a whole file in pieces. */
export function onnxFile(
  graph: Graph,
  { producer, metadata }: { readonly producer: string; readonly metadata: Readonly<Record<string, string>> },
): readonly Uint8Array[] {
  const made = new Message()
    .messages(1, graph.nodes)
    .text(2, "benchtop")
    .messages(5, graph.constants)
    .messages(11, graph.inputs)
    .messages(12, graph.outputs);
  return new Message()
    .integer(1, irVersion)
    .text(2, "benchtop")
    .text(3, producer)
    .message(7, made)
    .message(8, new Message().text(1, "").integer(2, operatorSet))
    .messages(
      14,
      Object.entries(metadata).map(([key, text]) => new Message().text(1, key).text(2, text)),
    ).pieces;
}
