import type { Dimension } from "../experiment/sweep/space.ts";
import type { SweepAxis } from "../protocol/comparePanel.ts";

/** An option that a sweep varies, with where each of its values lies. */
export interface ReadAxis {
  readonly axis: SweepAxis;
  /** The number, or the place among the categories; null for a value that is neither. */
  readonly place: (value: unknown) => number | null;
}

/** Numbers whose greatest is so many times the least are drawn by their logarithm. */
const decades = 30;
const longestLabel = 60;

export function axesOf(dimensions: readonly Dimension[]): readonly ReadAxis[] {
  const titles = axisTitles(dimensions.map(({ path }) => path));
  return dimensions.map((dimension, at) => {
    const { path } = dimension;
    const title = titles[at] ?? path;
    if (dimension.kind === "range")
      return numeric({ path, title, logarithmic: dimension.scale === "log", categories: null });
    return ofValues(path, title, dimension.values);
  });
}

/** Listed values: numbers where they make a scale, else categories in their order. */
function ofValues(path: string, title: string, values: readonly unknown[]): ReadAxis {
  const numbers = values.filter((value) => typeof value === "number" && Number.isFinite(value)) as number[];
  const [least, most] = [Math.min(...numbers), Math.max(...numbers)];
  const logarithmic = least > 0 && most / least >= decades;
  // On a straight scale 0, 0.001 and 0.01 would be one place.
  const apart = numbers.filter((value) => value > 0);
  const crowded = least <= 0 && apart.length > 1 && Math.max(...apart) / Math.min(...apart) >= decades;
  if (numbers.length === values.length && !crowded) return numeric({ path, title, logarithmic, categories: null });
  const keys = [...new Set(values.map((value) => JSON.stringify(value)))];
  const distinct = keys.map((key) => JSON.parse(key) as unknown);
  const places = new Map(keys.map((key, place) => [key, place]));
  return {
    axis: { path, title, logarithmic: false, categories: labelsOf(distinct) },
    place: (value) => places.get(JSON.stringify(value)) ?? null,
  };
}

function numeric(axis: SweepAxis): ReadAxis {
  return { axis, place: (value) => (typeof value === "number" && Number.isFinite(value) ? value : null) };
}

/** What values are called; of objects, only what tells them apart. */
function labelsOf(values: readonly unknown[]): readonly string[] {
  const objects = values.filter(isRecord);
  const shared = (key: string): boolean =>
    key !== "kind" &&
    objects.length === values.length &&
    objects.every((one) => JSON.stringify(one[key]) === JSON.stringify(objects[0]?.[key]));
  const labels = values.map((value) => {
    if (!isRecord(value)) return typeof value === "string" ? value : JSON.stringify(value);
    return Object.entries(value)
      .filter(([key]) => !shared(key))
      .map(([key, item]) => (key === "kind" ? String(item) : `${spaced(key)} ${shortly(item)}`))
      .join(", ");
  });
  return labels.map((label, at) => {
    const short = label.length > longestLabel ? `${label.slice(0, longestLabel - 1)}…` : label;
    return labels.some((other, place) => place !== at && other === label) ? `${short} (${String(at + 1)})` : short;
  });
}

function shortly(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** The end of each path in words; where two end alike, more of it. */
function axisTitles(paths: readonly string[]): readonly string[] {
  return paths.map((path) => {
    const keys = path.split(".");
    for (let from = keys.length - 1; from > 0; from--) {
      const end = keys.slice(from);
      const alike = paths.some((other) => other !== path && other.endsWith(`.${end.join(".")}`));
      if (!/^\d+$/.test(end[0] ?? "") && !alike) return spaced(end.join("."));
    }
    return spaced(path);
  });
}

function spaced(path: string): string {
  return path
    .replaceAll(/(?<=[a-z])(?=[A-Z])/g, " ")
    .replaceAll(/\.(\d+)(?=\.|$)/g, (_, place: string) => ` ${String(Number(place) + 1)}`)
    .replaceAll(".", " ")
    .toLowerCase();
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
