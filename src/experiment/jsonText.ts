import { createScanner, type Node, type ParseError, parseTree, printParseErrorCode } from "jsonc-parser";
import { type ErrorPlace, UserError } from "../base/errors.ts";

const longestText = 4_000_000;
const deepestNesting = 64;
/** SyntaxKind of jsonc-parser, whose const enum cannot be imported under isolated modules. */
const token = { openBrace: 1, closeBrace: 2, openBracket: 3, closeBracket: 4, end: 17 } as const;

/** JSON with comments that remembers on which line everything stands. */
export interface JsonText {
  readonly value: unknown;
  /** Line of the value at `path`, or of the nearest thing around it that is written; from 1. */
  lineOf(path: readonly PropertyKey[]): number;
  /** Line of the key itself. */
  lineOfKey(path: readonly PropertyKey[], key: string): number;
}

/** Reads JSON with comments and trailing commas; a syntax error or a key written twice is a UserError with its line. */
export function readJsonText(text: string, file?: string): JsonText {
  const place = (line?: number, field?: string): ErrorPlace => ({
    ...(file !== undefined && { file }),
    ...(line !== undefined && { line }),
    ...(field !== undefined && { field }),
  });
  if (text.length > longestText)
    throw new UserError(
      `This text has ${text.length} characters.`,
      `An experiment file has at most ${longestText}.`,
      place(),
    );
  const tooDeep = offsetOfTooDeep(text);
  const line = (offset: number): number => lineAt(text, offset);
  if (tooDeep !== undefined)
    throw new UserError(
      `Objects and lists are nested deeper than ${deepestNesting} levels.`,
      "Take the inner levels away.",
      place(line(tooDeep)),
    );
  const errors: ParseError[] = [];
  const root = parseTree(text, errors, { allowTrailingComma: true, disallowComments: false });
  const first = errors[0];
  if (first !== undefined || root === undefined) {
    const what =
      first === undefined || text.trim() === "" ? "The file is empty." : `Not valid JSON: ${explain(first)}.`;
    throw new UserError(
      what,
      'Write an object such as {"dataset": "data/reviews.tsv"}.',
      place(line(first?.offset ?? 0)),
    );
  }
  const value = toValue(root, (key, offset) => {
    const what = key === "__proto__" ? "This key is reserved." : "This key is written twice.";
    throw new UserError(what, "Take it away.", place(line(offset), key));
  });
  return {
    value,
    lineOf: (path) => line(nodeNear(root, path).offset),
    lineOfKey: (path, key) => line(findProperty(nodeNear(root, path), key)?.offset ?? nodeNear(root, path).offset),
  };
}

function explain(error: ParseError): string {
  return printParseErrorCode(error.error)
    .replaceAll(/(?<=[a-z])(?=[A-Z])/g, " ")
    .toLowerCase();
}

function lineAt(text: string, offset: number): number {
  let line = 1;
  for (let at = text.indexOf("\n"); at !== -1 && at < offset; at = text.indexOf("\n", at + 1)) line++;
  return line;
}

/** The parser recurses; a scan beforehand keeps hostile nesting from exhausting the stack. */
function offsetOfTooDeep(text: string): number | undefined {
  const scanner = createScanner(text, true);
  let depth = 0;
  for (;;) {
    const kind: number = scanner.scan();
    if (kind === token.end) return undefined;
    if (kind === token.openBrace || kind === token.openBracket) depth++;
    else if (kind === token.closeBrace || kind === token.closeBracket) depth--;
    if (depth > deepestNesting) return scanner.getTokenOffset();
  }
}

function toValue(node: Node, refuse: (key: string, offset: number) => never): unknown {
  if (node.type === "array") return (node.children ?? []).map((item) => toValue(item, refuse));
  if (node.type !== "object") return node.value as unknown;
  const value: Record<string, unknown> = {};
  for (const property of node.children ?? []) {
    const [keyNode, valueNode] = property.children ?? [];
    if (keyNode === undefined || valueNode === undefined) continue;
    const key = String(keyNode.value);
    if (key === "__proto__" || Object.hasOwn(value, key)) refuse(key, keyNode.offset);
    value[key] = toValue(valueNode, refuse);
  }
  return value;
}

function nodeNear(root: Node, path: readonly PropertyKey[]): Node {
  let node = root;
  for (const key of path) {
    const next = typeof key === "number" ? node.children?.[key] : findProperty(node, String(key))?.children?.[1];
    if (next === undefined) return node;
    node = next;
  }
  return node;
}

function findProperty(node: Node, key: string): Node | undefined {
  return node.type === "object" ? node.children?.find((property) => property.children?.[0]?.value === key) : undefined;
}
