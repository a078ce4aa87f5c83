import { UserError } from "../base/errors.ts";
import { looksLikeFastText, readFastText } from "./formats/fastText.ts";
import { JsonListReader, type ObjectSink, readJsonLines } from "./formats/json.ts";
import { cellOf, isObject, type JsonObject, pathsOf, valueAt } from "./formats/jsonValues.ts";
import { looksLikeSvmlight, readSvmlight } from "./formats/svmlight.ts";
import type { LayoutChoices } from "./layout.ts";
import type { RowReader, RowSink } from "./rowReader.ts";
import type { Format } from "./sniffFormat.ts";

/** The first bytes of a file as text. */
export interface Head {
  /** All of it. */
  readonly text: string;
  /** Without the line that the head cuts in two. */
  readonly lines: string;
  readonly whole: boolean;
  readonly path: string;
}

const enoughShare = 0.8;

/** Finds the formats that mark what is what by themselves: JSON, fastText's labels, svmlight's pairs. */
export function sniffMarked(head: Head, { format, severalLabels }: LayoutChoices): Format | undefined {
  const wanted = (name: NonNullable<LayoutChoices["format"]>): boolean => format === undefined || format === name;
  const start = head.text.trimStart()[0];
  if (start === "{" || format === "jsonl") {
    const lines = wanted("jsonl") ? asObjects(head, "jsonl") : undefined;
    if (lines !== undefined) return lines;
  }
  if ((start === "{" || start === "[" || format === "json") && wanted("json")) {
    const list = asObjects(head, "json");
    if (list !== undefined) return list;
  }
  const lines = head.lines.split(/\r?\n/);
  if (format === "fastText" || (format === undefined && looksLikeFastText(lines)))
    return asFastText(head, severalLabels);
  if (format === "svmlight" || (format === undefined && looksLikeSvmlight(lines))) return asSvmlight(head);
  return undefined;
}

function asObjects(head: Head, format: "jsonl" | "json"): Format | undefined {
  const objects: JsonObject[] = [];
  let broken = 0;
  const sink: ObjectSink = { object: (object) => objects.push(object), broken: () => broken++ };
  const reader = format === "jsonl" ? readJsonLines(head.path, sink) : new JsonListReader(head.path, sink);
  try {
    readHead(reader, format === "jsonl" ? head.lines : head.text, head.whole);
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
  if (objects.length === 0 || objects.length < enoughShare * (objects.length + broken)) return undefined;
  // A single object that is not a line of many is a file of settings, or holds the list.
  const [only, ...others] = objects;
  if (format === "jsonl" && only !== undefined && others.length === 0)
    if (/\n\s*\S/.test(head.text.trim()) || Object.values(only).some(isListOfObjects)) return undefined;
  const columns = pathsOf(objects);
  return {
    format,
    delimiter: "\t",
    header: true,
    columns,
    rows: objects.map((object) => columns.map((column) => cellOf(valueAt(object, column)))),
    reasons: [format === "jsonl" ? "Each line is an object in JSON." : "The file is a list of objects in JSON."],
  };
}

function isListOfObjects(value: unknown): boolean {
  return Array.isArray(value) && isObject(value[0]);
}

function asFastText({ path, lines, whole }: Head, severalLabels: LayoutChoices["severalLabels"]): Format {
  const rows: (readonly string[])[] = [];
  const notes: string[] = [];
  const sink: RowSink = {
    row: (fields) => rows.push(fields),
    broken: () => undefined,
    note: (kind) => notes.push(kind),
  };
  readHead(readFastText(path, sink, severalLabels === "each"), lines, whole);
  const reasons = ["Words that start with __label__ are labels, the rest of a line is the text."];
  if (notes.length > 0)
    reasons.push(
      severalLabels === "each"
        ? "Lines with several labels make an example of each, as chosen."
        : 'Of several labels on a line the first counts; with "severalLabels": "each" every one makes an example.',
    );
  return { format: "fastText", delimiter: "\t", header: false, columns: ["label", "text"], rows, reasons };
}

function asSvmlight({ path, lines, whole }: Head): Format {
  const rows: (readonly string[])[] = [];
  readHead(readSvmlight(path, { row: (fields) => rows.push(fields), broken: () => undefined }), lines, whole);
  const reasons = ["Each line is a label and numbers as index:value; what is not written is 0."];
  return { format: "svmlight", delimiter: "\t", header: false, columns: ["label", "features"], rows, reasons };
}

function readHead(reader: RowReader, text: string, whole: boolean): void {
  reader.push(text);
  if (whole) reader.end();
}
