import { UserError } from "../../base/errors.ts";
import { readJsonText } from "../../experiment/jsonText.ts";
import { checkExperiment } from "../../experiment/parse.ts";
import { vectorPaths } from "../../experiment/specFeatures.ts";

/** A problem of an experiment file at a line from 1. */
export interface Problem {
  readonly line: number;
  readonly message: string;
}

/**
 * What to mark in the text of an experiment file whose training was refused: everything the schema refuses, else the
 * error at the line of the key it names. None for an error that is not about the file, such as a full disk.
 */
export function problemsOf(text: string, error: unknown): readonly Problem[] {
  const { problems } = checkExperiment(text);
  if (problems.length > 0) return problems.map((problem) => ({ line: problem.place.line ?? 1, message: say(problem) }));
  if (!(error instanceof UserError)) return [];
  return [{ line: lineOf(text, error), message: error.message }];
}

function say({ what, remedy, place }: UserError): string {
  return [place.field === undefined ? "" : `${place.field}:`, what, remedy].filter((part) => part !== "").join(" ");
}

function lineOf(text: string, error: UserError): number {
  const json = readJsonText(text);
  const { field, line, file } = error.place;
  if (field !== undefined) {
    const path = field.split(".").map((key) => (/^\d+$/.test(key) ? Number(key) : key));
    if (json.lineOf(path) !== json.lineOf([]) || file === undefined) return json.lineOf(path);
  }
  // The error lies in a data file: the key that names it is what can be changed here.
  return file === undefined && line !== undefined
    ? line
    : json.lineOf([namesVectors(text, file) ? "features" : "dataset"]);
}

function namesVectors(text: string, file: string | undefined): boolean {
  const { spec } = checkExperiment(text);
  return file !== undefined && vectorPaths(spec?.features).some((path) => lastPart(path) === lastPart(file));
}

function lastPart(path: string): string {
  return path.split(/[\\/]/).at(-1) ?? path;
}
