import type * as z from "zod";
import { type ErrorPlace, UserError } from "../base/errors.ts";
import { experimentJsonSchema, schemaAt, type SchemaNode } from "./jsonSchema.ts";
import { type JsonText, readJsonText } from "./jsonText.ts";
import { renamedKey, renamedValue } from "./oldNames.ts";
import { applyOverrides, type Override } from "./overrides.ts";
import { trainingWithoutUse } from "./resolveClassic.ts";
import { type ExperimentSpec, experimentSchema } from "./spec.ts";

export interface ParseOptions {
  /** The file's name for messages. */
  readonly file?: string;
  /** Values to put in place before checking, as `--set` does. */
  readonly overrides?: readonly Override[];
}

/** The spec, or every problem that keeps the text from being one. */
export type ParsedExperiment =
  | { readonly spec: ExperimentSpec; readonly problems: readonly [] }
  | { readonly spec: null; readonly problems: readonly [UserError, ...UserError[]] };

/** Reads the text of an experiment file; problems name the key's path, its value, what is allowed and the line. */
export function checkExperiment(text: string, options: ParseOptions = {}): ParsedExperiment {
  try {
    const json = readJsonText(text, options.file);
    const value = applyOverrides(json.value, options.overrides ?? []);
    const parsed = experimentSchema.safeParse(value);
    const written = { json, value, options, schema: experimentJsonSchema() };
    const [first, ...others] = parsed.success
      ? trainingWithoutUse(value).map(({ path, what, remedy }) => new UserError(what, remedy, placeOf(path, written)))
      : describeIssues(parsed.error.issues, written);
    if (first === undefined) {
      if (parsed.success) return { spec: parsed.data, problems: [] };
      throw new Error("invariant: a refused experiment has a problem");
    }
    return { spec: null, problems: [first, ...others] };
  } catch (error) {
    if (error instanceof UserError) return { spec: null, problems: [error] };
    throw error;
  }
}

/** As `checkExperiment`, but throws: the problem, or one UserError that lists them all. */
export function parseExperiment(text: string, options: ParseOptions = {}): ExperimentSpec {
  const { spec, problems } = checkExperiment(text, options);
  if (spec !== null) return spec;
  if (problems.length === 1) throw problems[0];
  throw new UserError(
    `${problems.length} problems:\n${problems.map((problem) => problem.message).join("\n")}`,
    "",
    options.file === undefined ? {} : { file: options.file },
  );
}

/** Every problem that a schema found in a text, a UserError each. */
export function describeIssues(issues: readonly Issue[], written: Written): readonly UserError[] {
  return issues.flatMap((issue) => describeIssue(issue, [], written));
}

interface Written {
  readonly json: JsonText;
  /** What the text and the overrides give together. */
  readonly value: unknown;
  readonly options: ParseOptions;
  readonly schema: SchemaNode;
  /** What the text as a whole is called; by default an experiment. */
  readonly whole?: string;
}

type Issue = z.core.$ZodIssue;

function describeIssue(issue: Issue, above: readonly PropertyKey[], written: Written): UserError[] {
  const path = [...above, ...issue.path];
  if (issue.code === "unrecognized_keys") return issue.keys.map((key) => unknownKey(path, key, written));
  if (issue.code === "invalid_union" && issue.errors.length > 0) {
    const branch = closestBranch(issue.errors);
    if (branch !== undefined) return branch.flatMap((inner) => describeIssue(inner, path, written));
  }
  const value = valueAt(written.value, path);
  const schema = schemaAt(written.schema, written.value, path);
  const sentence = schema?.description === undefined ? "" : ` (${schema.description})`;
  // The library checks "a number" before "a whole number".
  const type = issue.code === "invalid_type" && schema?.type === "integer" ? typeNames["int"] : undefined;
  const what = value === undefined ? "is missing." : `${show(value)} cannot be used.`;
  const renamed = renamedValue(path, value);
  if (renamed !== null) return [new UserError(what, renamed, placeOf(path, written))];
  return [new UserError(what, `Allowed: ${type ?? allowed(issue)}.${sentence}`, placeOf(path, written))];
}

function unknownKey(path: readonly PropertyKey[], key: string, written: Written): UserError {
  const known = Object.keys(schemaAt(written.schema, written.value, path)?.properties ?? {});
  const place = placeOf([...path, key], written);
  const near = known.find((name) => name.toLowerCase() === key.toLowerCase());
  const guess = near === undefined ? `Known here: ${known.join(", ")}.` : `Did you mean "${near}"?`;
  const hint = renamedKey(path, key, valueAt(written.value, path)) ?? guess;
  const value = show(valueAt(written.value, [...path, key]));
  const line = place.line === undefined ? {} : { line: written.json.lineOfKey(path, key) };
  return new UserError(`unknown key "${key}" (with value ${value}).`, hint, { ...place, ...line });
}

/** Of the branches of a union, the one a person most likely meant: it takes the value's type and has least to say. */
function closestBranch(branches: readonly (readonly Issue[])[]): readonly Issue[] | undefined {
  const fitting = branches.filter((issues) => !issues.some((issue) => issue.path.length === 0 && isTypeIssue(issue)));
  return fitting.reduce<readonly Issue[] | undefined>(
    (best, next) => (best === undefined || weight(next) < weight(best) ? next : best),
    undefined,
  );
}

function weight(issues: readonly Issue[]): number {
  return issues.reduce((sum, issue) => sum + (issue.code === "unrecognized_keys" ? issue.keys.length : 1), 0);
}

function isTypeIssue(issue: Issue): boolean {
  if (issue.code === "invalid_union") return issue.errors.every((branch) => branch.some(isTypeIssue));
  return issue.code === "invalid_type" || issue.code === "invalid_value";
}

function allowed(issue: Issue): string {
  switch (issue.code) {
    case "invalid_type":
      return typeNames[issue.expected] ?? issue.expected;
    case "invalid_value":
      return issue.values.map((value) => JSON.stringify(value)).join(", ");
    case "too_small":
      return sized(issue.origin, issue.inclusive === false ? "more than" : "at least", issue.minimum);
    case "too_big":
      return sized(issue.origin, issue.inclusive === false ? "less than" : "at most", issue.maximum);
    case "invalid_union": {
      // A discriminated union names the discriminator's values; the library's type does not tell of them.
      const options: unknown = "options" in issue ? issue.options : undefined;
      if (Array.isArray(options)) return options.map((option) => JSON.stringify(option)).join(", ");
      return [...new Set(issue.errors.flatMap((branch) => branch.map(allowed)))].join(" or ");
    }
    case "custom":
    case "invalid_element":
    case "invalid_format":
    case "invalid_key":
    case "not_multiple_of":
    case "unrecognized_keys":
      return issue.message;
  }
}

const typeNames: Readonly<Record<string, string>> = {
  int: "a whole number",
  number: "a number",
  string: "a text",
  boolean: "true or false",
  object: "an object in braces",
  array: "a list in brackets",
  tuple: "a list in brackets",
};

function sized(origin: string, relation: string, bound: number | bigint): string {
  if (origin === "array") return `a list of ${relation} ${String(bound)} items`;
  return origin === "string" ? `a text of ${relation} ${String(bound)} characters` : `${relation} ${String(bound)}`;
}

function placeOf(path: readonly PropertyKey[], written: Written): ErrorPlace {
  const field = path.map(String).join(".");
  const { file, overrides } = written.options;
  const overridden = (overrides ?? []).some(([set]) => field === set || field.startsWith(`${set}.`));
  return {
    ...(file !== undefined && !overridden && { file }),
    ...(!overridden && { line: written.json.lineOf(path) }),
    field: field === "" ? (written.whole ?? "experiment") : field,
  };
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  let current = value;
  for (const key of path) {
    if (typeof current !== "object" || current === null || !Object.hasOwn(current, key)) return undefined;
    current = (current as Record<PropertyKey, unknown>)[key];
  }
  return current;
}

function show(value: unknown): string {
  const text = JSON.stringify(value) as string | undefined;
  if (text === undefined) return "nothing";
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}
