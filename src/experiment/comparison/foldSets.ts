import type { RunRecord } from "../record.ts";
import type { RepeatGroup } from "./repeats.ts";

/** The runs of a group of folds by k-fold split and seed of training, each fold's once: the first given. */
export function foldSets(
  records: readonly RunRecord[],
  { kind, members }: RepeatGroup,
): readonly (readonly number[])[] {
  if (kind !== "folds") return [];
  const sets = new Map<string, Map<number, number>>();
  for (const place of members) {
    const experiment = records[place]?.experiment;
    const fold = experiment?.split.fold;
    if (experiment === undefined || fold === undefined) continue;
    const key = `${String(experiment.split.seed)} ${String(experiment.training.seed)}`;
    const set = sets.get(key) ?? new Map<number, number>();
    if (!set.has(fold)) set.set(fold, place);
    sets.set(key, set);
  }
  return Array.from(sets.values(), (set) => [...set].sort(([a], [b]) => a - b).map(([, place]) => place)).filter(
    (set) => set.length > 1,
  );
}
