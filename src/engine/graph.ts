import { UserError } from "../base/errors.ts";
import type { ActivationName } from "./activations.ts";
import type { LossName, LossOptions } from "./losses.ts";

/** The name by which nodes call the features. */
export const inputName = "input";

/** One node of a network: a layer and the names of the nodes it reads. */
export type NodeSpec =
  | { readonly kind: "linear"; readonly name: string; readonly from: string; readonly units: number }
  | {
      /** A trainable row for every feature; what an example holds of them is averaged or added up. */
      readonly kind: "embeddingBag";
      readonly name: string;
      readonly from: typeof inputName;
      readonly dimension: number;
      readonly combine: "mean" | "sum";
    }
  | { readonly kind: "activation"; readonly name: string; readonly from: string; readonly activation: ActivationName }
  | { readonly kind: "dropout"; readonly name: string; readonly from: string; readonly rate: number }
  | { readonly kind: "layerNorm"; readonly name: string; readonly from: string; readonly epsilon: number }
  | {
      readonly kind: "batchNorm";
      readonly name: string;
      readonly from: string;
      readonly epsilon: number;
      readonly momentum: number;
    }
  | { readonly kind: "sum"; readonly name: string; readonly from: readonly string[] };

/** A directed acyclic graph of layers in any order; `output` names the node that gives the logits. */
export interface NetworkSpec {
  readonly nodes: readonly NodeSpec[];
  readonly output: string;
  /** A name stands for the loss with nothing else to it. */
  readonly loss: LossName | LossOptions;
}

/** The names that a node reads. */
export function sourcesOf(node: NodeSpec): readonly string[] {
  return node.kind === "sum" ? node.from : [node.from];
}

/**
 * The nodes ordered so that each comes after those it reads (Kahn 1962), ties in the order given. Throws UserError for a
 * name that is missing or taken twice, a circle, and a node that does not lead to the output.
 */
export function topologicalOrder(spec: NetworkSpec): readonly NodeSpec[] {
  const byName = new Map<string, NodeSpec>();
  for (const node of spec.nodes) {
    if (node.name === inputName || byName.has(node.name))
      refuse(node.name, "is taken twice", "Give every node a name.");
    byName.set(node.name, node);
  }
  for (const node of spec.nodes) {
    if (sourcesOf(node).length === 0) refuse(node.name, "reads nothing", "Name the nodes it adds.");
    for (const name of sourcesOf(node)) {
      if (name !== inputName && !byName.has(name)) refuse(name, "does not exist", `${node.name} reads it.`);
    }
  }
  if (!byName.has(spec.output)) refuse(spec.output, "does not exist", "The output has to be one of the nodes.");

  const done = new Set([inputName]);
  const order: NodeSpec[] = [];
  const waiting = [...spec.nodes];
  while (waiting.length > 0) {
    const next = waiting.findIndex((node) => sourcesOf(node).every((name) => done.has(name)));
    const [node] = waiting.splice(Math.max(next, 0), 1);
    if (node === undefined || next < 0) {
      const names = [node, ...waiting].map((each) => each?.name).join(", ");
      throw new UserError(`The layers ${names} read each other in a circle.`, "Remove one of the connections.");
    }
    done.add(node.name);
    order.push(node);
  }
  const needed = new Set([spec.output]);
  for (const node of [...order].reverse()) {
    if (!needed.has(node.name)) refuse(node.name, "does not lead to the output", "Connect or remove it.");
    for (const name of sourcesOf(node)) needed.add(name);
  }
  return order;
}

function refuse(name: string, what: string, remedy: string): never {
  throw new UserError(`The layer “${name}” ${what}.`, remedy);
}
