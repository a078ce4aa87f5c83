import { runTitle } from "../experiment/describe.ts";
import type { ListedRun } from "./ports.ts";

type FilteredRun = Pick<ListedRun, "record" | "annotations">;

/** What a word says that stands for a mark on a run. */
const marks: ReadonlyMap<string, (run: FilteredRun) => boolean> = new Map([
  ["is:starred", ({ annotations }) => annotations.star === true],
  ["is:verified", ({ record }) => record.reproduced === true],
  ["is:not-reproduced", ({ record }) => record.reproduced === false],
]);

/**
 * The test of a filter as a person writes it: words separated by white space, all of which must fit. `is:starred`,
 * `is:verified`, `is:not-reproduced`, `status:failed` and `tag:NAME` speak of what they say, of several statuses any will
 * do; any other word is looked for, in capitals or not, in title, tags, note, id, dataset, experiment file and model.
 */
export function runFilter(filter: string): (run: FilteredRun) => boolean {
  const words = filter
    .toLowerCase()
    .split(/\s+/u)
    .filter((word) => word !== "");
  const statuses = words.flatMap((word) => /^status:(.*)$/u.exec(word)?.[1] ?? []);
  const others = words.filter((word) => !word.startsWith("status:"));
  return (run) => {
    if (statuses.length > 0 && !statuses.includes(run.record.status)) return false;
    return others.length === 0 || fits(run, others);
  };
}

function fits(run: FilteredRun, words: readonly string[]): boolean {
  const { record, annotations } = run;
  const tags = (annotations.tags ?? []).map(asWord);
  const { dataset, model } = record.experiment;
  const text = [
    runTitle(record, annotations),
    annotations.note ?? "",
    record.id,
    record.experimentFile ?? "",
    ...tags,
    ...dataset.files.map(({ path }) => path),
    model.kind,
  ]
    .join("\n")
    .toLowerCase();
  return words.every((word) => {
    const mark = marks.get(word);
    if (mark !== undefined) return mark(run);
    const tag = /^tag:(.*)$/u.exec(word)?.[1];
    return tag === undefined ? text.includes(word) : tags.includes(tag);
  });
}

/** The filters that each of some runs fits one of, to choose from. */
export function filterChoices(runs: readonly FilteredRun[]): readonly string[] {
  const tags = new Set(runs.flatMap(({ annotations }) => annotations.tags ?? []).map(asWord));
  const statuses = new Set(runs.map(({ record }) => record.status));
  return [
    ...[...marks].flatMap(([word, fits]) => (runs.some(fits) ? [word] : [])),
    ...[...tags].sort().map((tag) => `tag:${tag}`),
    ...[...statuses].sort().map((status) => `status:${status}`),
  ];
}

/** A tag as a filter writes it. */
function asWord(tag: string): string {
  return tag.toLowerCase().replaceAll(/\s+/gu, "-");
}
