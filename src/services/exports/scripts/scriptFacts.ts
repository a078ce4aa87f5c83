import type { ResolvedTraining } from "../../../experiment/resolved.ts";
import type { NodeSpec } from "../../../models/inferenceGraph.ts";
import type { LossOptions } from "../../../models/modelOptions.ts";
import type { ScriptData } from "./scriptData.ts";

/** What a script that trains a network is written from: numbers and names of our own alone. */
export interface ScriptFacts {
  /** The run's id. */
  readonly run: string;
  /** Layers in the order in which they are computed; the last one gives the logits. */
  readonly nodes: readonly NodeSpec[];
  readonly training: ResolvedTraining;
  readonly loss: LossOptions;
  readonly batchSize: number;
  readonly data: ScriptData;
}
