import type { Engine } from "../backend.ts";
import { Tensor } from "../tensor.ts";
import type { Layer, Parameter, ParameterUpdate, Signal, TrainingPoint } from "./layer.ts";

/** What layers share that have no parameters of their own, or only small ones. */
export abstract class PlainLayer implements Layer {
  readonly name: string;
  readonly output: Signal;
  protected readonly engine: Engine;

  protected constructor(engine: Engine, name: string, batchSize: number, columns: number) {
    this.name = name;
    this.engine = engine;
    this.output = {
      value: new Tensor(engine.memory, batchSize, columns),
      gradient: new Tensor(engine.memory, batchSize, columns),
    };
  }

  abstract forward(rows: number, training?: TrainingPoint): void;
  abstract backward(rows: number, update: ParameterUpdate): number;

  parameters(): readonly Parameter[] {
    return [];
  }

  statistics(): readonly Parameter[] {
    return [];
  }

  keepGradients(): void {
    // There are none without parameters.
  }

  touchedRows(): undefined {
    return undefined;
  }

  clearTouched(): void {
    // There is nothing to clear without parameters.
  }

  pendingScale(): number {
    return 1;
  }

  flush(): void {
    // Nothing is pending without parameters.
  }

  reset(): void {
    // Nothing is pending without parameters.
  }
}
