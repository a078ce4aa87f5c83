import * as z from "zod";
import { datasetFileSchema } from "./datasetFile.ts";
import { experimentSchema } from "./spec.ts";

/** As much of JSON schema as ours uses. */
export interface SchemaNode {
  readonly $schema?: string;
  readonly title?: string;
  readonly description?: string;
  readonly type?: string;
  readonly default?: unknown;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly enumDescriptions?: readonly string[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly required?: readonly string[];
  readonly items?: SchemaNode | readonly SchemaNode[];
  readonly anyOf?: readonly SchemaNode[];
  readonly oneOf?: readonly SchemaNode[];
  readonly allowComments?: boolean;
  readonly allowTrailingCommas?: boolean;
}

let known: SchemaNode | undefined;

/** The JSON schema (draft 7) of an experiment file, for editors: completion, hover texts, errors. */
export function experimentJsonSchema(): SchemaNode {
  // A tenth of a second each time.
  return (known ??= generateExperimentSchema());
}

function generateExperimentSchema(): SchemaNode {
  const generated = z.toJSONSchema(experimentSchema, { io: "input", target: "draft-7" });
  // The generator's own type allows boolean schemas, which strict objects never yield.
  return { title: "Benchtop experiment", allowComments: true, allowTrailingCommas: true, ...(generated as SchemaNode) };
}

/** The text of media/dataset.schema.json, of the files that stand beside labelled files. */
export function datasetJsonSchemaText(): string {
  const generated = z.toJSONSchema(datasetFileSchema, { io: "input", target: "draft-7" });
  const schema = { title: "Benchtop dataset", allowComments: true, allowTrailingCommas: true, ...generated };
  return `${JSON.stringify(schema, null, 2)}\n`;
}

/** The text of media/experiment.schema.json. */
export function experimentJsonSchemaText(): string {
  return `${JSON.stringify(experimentJsonSchema(), null, 2)}\n`;
}

/**
 * The schema of the value at `path` within `value`: unions are told apart by the `kind` that is written there, else by
 * which branch knows the keys. Undefined where the schema knows no such key.
 */
export function schemaAt(root: SchemaNode, value: unknown, path: readonly PropertyKey[]): SchemaNode | undefined {
  let node: SchemaNode | undefined = branchFor(root, value);
  let current = value;
  for (const key of path) {
    if (node === undefined) return undefined;
    node = childSchema(node, key);
    current = child(current, key);
    if (node !== undefined) node = branchFor(node, current);
  }
  return node;
}

function childSchema(node: SchemaNode, key: PropertyKey): SchemaNode | undefined {
  if (typeof key === "string")
    return node.properties !== undefined && Object.hasOwn(node.properties, key) ? node.properties[key] : undefined;
  if (typeof key !== "number" || node.items === undefined) return undefined;
  return isList(node.items) ? node.items[key] : node.items;
}

function child(value: unknown, key: PropertyKey): unknown {
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return undefined;
  return (value as Record<PropertyKey, unknown>)[key];
}

/** Goes into a union; the union's own sentence and default, which belong to the key, win over the branch's. */
function branchFor(node: SchemaNode, value: unknown): SchemaNode {
  const branches = node.anyOf ?? node.oneOf;
  if (branches === undefined) return node;
  const branch = branches.reduce((best, next) => (fit(next, value) > fit(best, value) ? next : best));
  const { description, default: fallback } = node;
  const inner = branchFor(branch, value);
  return {
    ...inner,
    ...(description !== undefined && { description }),
    ...(fallback !== undefined && { default: fallback }),
  };
}

function fit(branch: SchemaNode, value: unknown): number {
  if (branch.anyOf !== undefined || branch.oneOf !== undefined)
    return Math.max(...(branch.anyOf ?? branch.oneOf ?? []).map((inner) => fit(inner, value)));
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    const type = Array.isArray(value) ? "array" : value === null ? "null" : typeof value;
    return branch.type === type || (branch.type === "integer" && type === "number") ? 0 : -1000;
  }
  if (branch.type !== "object") return -1000;
  const properties = branch.properties ?? {};
  let score = 0;
  for (const key of Object.keys(value)) {
    const schema = Object.hasOwn(properties, key) ? properties[key] : undefined;
    score += schema === undefined ? -1 : 1;
    if (key !== "kind" || schema === undefined) continue;
    const allowed = schema.enum ?? [schema.const];
    score += allowed.includes(child(value, key)) ? 100 : -100;
  }
  return score - (branch.required ?? []).filter((key) => !Object.hasOwn(value, key)).length;
}

function isList(items: SchemaNode | readonly SchemaNode[]): items is readonly SchemaNode[] {
  return Array.isArray(items);
}
