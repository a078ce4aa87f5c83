import type { ListedRun } from "./ports.ts";

/** Runs that a comparison nobody chose for begins with. */
const most = 5;

/**
 * What to compare where nothing was chosen: the remembered baseline first, then the runs with a star, then the most
 * recent ones, as far as they have figures to compare. None where there are not two.
 */
export function usualChoice(runs: readonly ListedRun[], baseline: string | null): readonly string[] {
  const measured = runs
    .filter(({ record }) => Object.keys(record.metrics).length > 0)
    .sort((a, b) => (a.record.id < b.record.id ? 1 : -1));
  const idsOf = (some: readonly ListedRun[]): readonly string[] => some.map(({ record }) => record.id);
  const known = measured.filter(({ record }) => record.id === baseline);
  const starred = measured.filter(({ annotations }) => annotations.star === true);
  const chosen = [...new Set([...idsOf(known), ...idsOf(starred), ...idsOf(measured)])].slice(0, most);
  return chosen.length > 1 ? chosen : [];
}
