/** How deep objects in objects are looked into for columns. */
const deepest = 6;
/** Most columns that the rows of a file may show. */
const mostColumns = 10_000;

export type JsonObject = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * The value at a path such as `review.text` or `labels.0`; a key that is written just like the path comes first.
 * Undefined where the path leads nowhere. Looks only at an object's own keys.
 */
export function valueAt(value: unknown, path: string): unknown {
  if (typeof value !== "object" || value === null) return undefined;
  if (Object.hasOwn(value, path)) return (value as JsonObject)[path];
  for (let dot = path.indexOf("."); dot > 0; dot = path.indexOf(".", dot + 1)) {
    const key = path.slice(0, dot);
    if (!Object.hasOwn(value, key)) continue;
    const found = valueAt((value as JsonObject)[key], path.slice(dot + 1));
    if (found !== undefined) return found;
  }
  return undefined;
}

/** A value as a cell: texts as they are, nothing as "", lists and objects as JSON. */
export function cellOf(value: unknown): string {
  switch (typeof value) {
    case "string":
      return value;
    case "number":
    case "boolean":
    case "bigint":
      return String(value);
    case "undefined":
    case "function":
    case "symbol":
      return "";
    case "object":
      if (value === null) return "";
      return JSON.stringify(value, (_, inner: unknown) => (typeof inner === "bigint" ? String(inner) : inner));
  }
}

/** The paths to the values of these objects in the order in which they first come; a list counts as one value. */
export function pathsOf(objects: readonly JsonObject[]): readonly string[] {
  const paths = new Set<string>();
  for (const object of objects) collect(object, "", 1, paths);
  return [...paths];
}

function collect(object: JsonObject, before: string, depth: number, paths: Set<string>): void {
  for (const [key, value] of Object.entries(object)) {
    if (paths.size >= mostColumns) return;
    const path = before + key;
    if (isObject(value) && depth < deepest && Object.keys(value).length > 0)
      collect(value, `${path}.`, depth + 1, paths);
    else paths.add(path);
  }
}
