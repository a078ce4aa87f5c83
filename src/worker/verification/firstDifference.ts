/** The first place where two values of JSON are not the same. */
export interface JsonDifference {
  /** Dotted. */
  readonly path: string;
  /** As JSON; null: it is not there. */
  readonly before: string | null;
  readonly now: string | null;
}

/** How long something took is no result. */
const timings = new Set(["seconds"]);

/**
 * Compares what `before` holds: what only `now` has was added by a later Benchtop, and is no difference. Numbers in JSON
 * read back to the same bits.
 */
export function firstDifference(before: unknown, now: unknown, path: readonly string[] = []): JsonDifference | null {
  if (Object.is(before, now)) return null;
  const here = { path: path.join("."), before: textOf(before), now: textOf(now) };
  if (!isObject(before) || !isObject(now) || Array.isArray(before) !== Array.isArray(now)) return here;
  for (const [key, value] of Object.entries(before)) {
    if (timings.has(key)) continue;
    const inner = Object.hasOwn(now, key) ? now[key] : undefined;
    const difference = firstDifference(value, inner, [...path, key]);
    if (difference !== null) return difference;
  }
  return Array.isArray(before) && Array.isArray(now) && before.length !== now.length ? here : null;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

function textOf(value: unknown): string | null {
  const text = JSON.stringify(value) as string | undefined;
  if (text === undefined) return null;
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
}
