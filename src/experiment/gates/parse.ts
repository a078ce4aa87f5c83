import * as z from "zod";
import { UserError } from "../../base/errors.ts";
import { type SchemaNode } from "../jsonSchema.ts";
import { readJsonText } from "../jsonText.ts";
import { describeIssues } from "../parse.ts";
import { gatesSchema, type GatesSpec } from "./spec.ts";

/** One thing that a model must reach. */
export interface Gate {
  /** The key's path in the file, which is also what it is known by: `minimum.macroF1`. */
  readonly id: string;
  readonly path: readonly string[];
  /** From 1. */
  readonly line: number;
}

export interface ParsedGates {
  readonly spec: GatesSpec;
  /** In the order of their kinds. */
  readonly gates: readonly Gate[];
}

/** The JSON schema (draft 7) of a gates file, for editors. */
export function gatesJsonSchema(): SchemaNode {
  const generated = z.toJSONSchema(gatesSchema, { io: "input", target: "draft-7" });
  return { title: "Benchtop gates", allowComments: true, allowTrailingCommas: true, ...(generated as SchemaNode) };
}

/** Reads the text of a gates file; a UserError names the key's path, its value, what is allowed and the line. */
export function parseGates(text: string, file?: string): ParsedGates {
  const json = readJsonText(text, file);
  const parsed = gatesSchema.safeParse(json.value);
  const at = file === undefined ? {} : { file };
  if (!parsed.success) {
    const written = { json, value: json.value, options: at, schema: gatesJsonSchema(), whole: "gates" };
    const problems = describeIssues(parsed.error.issues, written);
    const [first] = problems;
    if (problems.length === 1 && first !== undefined) throw first;
    throw new UserError(
      `${String(problems.length)} problems:\n${problems.map(({ message }) => message).join("\n")}`,
      "",
      at,
    );
  }
  const spec = parsed.data;
  const line = json.lineOf([]);
  if ((spec.experiment === undefined) === (spec.run === undefined))
    throw new UserError(
      spec.run === undefined ? "The file names no model." : "The file names two models.",
      'Write either "experiment", the file to train, or "run", a run that is there.',
      { ...at, line },
    );
  const paths = gatePaths(spec);
  if (paths.length === 0)
    throw new UserError("The file has no gate.", 'Write "minimum", "maximum", "recall" or "regressions".', {
      ...at,
      line,
    });
  return { spec, gates: paths.map((path) => ({ id: path.join("."), path, line: json.lineOf(path) })) };
}

function gatePaths({
  minimum = {},
  maximum = {},
  recall = {},
  regressions,
}: GatesSpec): readonly (readonly string[])[] {
  return [
    ...Object.keys(minimum).map((metric) => ["minimum", metric]),
    ...Object.keys(maximum).map((metric) => ["maximum", metric]),
    ...Object.keys(recall).map((label) => ["recall", label]),
    ...(regressions === undefined ? [] : [["regressions"]]),
  ];
}
