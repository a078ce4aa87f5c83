import { UserError } from "../base/errors.ts";

/** A dotted path into an experiment file and the value to put there. */
export type Override = readonly [path: string, value: unknown];

/** Reads `path=value` as the command line gives it: the value is JSON, else text. */
export function parseOverride(argument: string): Override {
  const at = argument.indexOf("=");
  if (at <= 0)
    throw new UserError(`"${argument}" sets nothing.`, "Write path=value, such as training.epochs=5.", {
      field: "--set",
    });
  const written = argument.slice(at + 1);
  let value: unknown = written;
  try {
    value = JSON.parse(written);
  } catch {
    // Not JSON, so it is meant as text.
  }
  return [argument.slice(0, at), value];
}

/** A copy of `value` with each override put in place; objects on the way are made, list positions must exist. */
export function applyOverrides(value: unknown, overrides: readonly Override[]): unknown {
  let result = value;
  for (const [path, replacement] of overrides) result = replaceAt(result, path.split("."), replacement, path);
  return result;
}

function replaceAt(value: unknown, keys: readonly string[], replacement: unknown, path: string): unknown {
  const [key, ...rest] = keys;
  if (key === undefined) return replacement;
  if (key === "" || key === "__proto__")
    throw new UserError(`"${path}" is not a path of an experiment file.`, "Write keys parted by dots.", {
      field: path,
    });
  if (Array.isArray(value)) {
    const items: unknown[] = [...(value as unknown[])];
    const index = Number(key);
    if (!Number.isInteger(index) || index < 0 || index >= items.length)
      throw new UserError(
        `"${key}" is no position in a list of ${items.length}.`,
        "Positions count from 0; give the whole list as JSON to change its length.",
        { field: path },
      );
    items[index] = replaceAt(items[index], rest, replacement, path);
    return items;
  }
  const object = typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
  const inner = Object.hasOwn(object, key) ? object[key] : undefined;
  return { ...object, [key]: replaceAt(inner, rest, replacement, path) };
}
