import type { RandomStream } from "../../../src/base/random.ts";
import type { Engine } from "../../../src/engine/backend.ts";
import type { Kernels } from "../../../src/engine/kernels/kernels.ts";
import { Tensor } from "../../../src/engine/tensor.ts";

/** One entry of the table: calls a kernel on data drawn from the stream and returns all it wrote and returned. */
export interface KernelCase {
  readonly kernel: keyof Kernels;
  readonly shape: string;
  run(engine: Engine, stream: RandomStream): number[];
}

/** A tensor of standard normal values. */
export function tensor(engine: Engine, stream: RandomStream, rows: number, columns: number): Tensor {
  const result = new Tensor(engine.memory, rows, columns);
  engine.memory.commit();
  for (let row = 0; row < rows; row++) {
    // Rounded to float32, so that float64 starts from the same numbers.
    for (let column = 0; column < columns; column++) result.set(row, column, Math.fround(stream.normal()));
  }
  return result;
}

export function integers(engine: Engine, values: readonly number[]): number {
  const start = engine.memory.reserve(values.length);
  engine.memory.commit();
  engine.memory.integers.set(values, start);
  return start;
}

/** The address of so many cells for a kernel's own use. */
export function room(engine: Engine, cells: number): number {
  const start = engine.memory.reserve(cells);
  engine.memory.commit();
  return start;
}

export function read(value: Tensor): number[] {
  const numbers: number[] = [];
  // Padding is read too: it has to stay what the reference says.
  for (let row = 0; row < value.rows; row++) {
    for (let column = 0; column < value.stride; column++) numbers.push(value.get(row, column));
  }
  return numbers;
}
