import type { OverlaidCurve, RunOfCurve } from "./overlayLines.ts";
import { repeatKey } from "./rowPlan.ts";
import type { TableModel } from "./tableModel.ts";
import type { ViewState } from "./viewState.ts";

/** Each run's curve, or with `band` one curve for the runs that differ in nothing but the seed. */
export function overlaidCurves(
  curves: readonly RunOfCurve[],
  model: TableModel,
  { band, slots }: Pick<ViewState, "band" | "slots">,
): readonly OverlaidCurve[] {
  const nameOf = (id: string): string => String(model.cell("title", model.data.ids.indexOf(id)) ?? id);
  const single = (curve: RunOfCurve): OverlaidCurve => ({
    name: nameOf(curve.id),
    slot: slots[curve.id] ?? 0,
    curves: [curve],
  });
  if (!band) return distinct(curves.map(single));
  const keyOf = repeatKey(model);
  const groups = new Map<string, RunOfCurve[]>();
  for (const curve of curves) {
    const key = keyOf(model.data.ids.indexOf(curve.id));
    groups.set(key, [...(groups.get(key) ?? []), curve]);
  }
  return distinct(
    [...groups.values()].flatMap((members) => {
      const [first] = members;
      if (first === undefined) return [];
      const name = nameOf(first.id);
      return [
        { ...single(first), name: members.length > 1 ? `${name} (mean of ${members.length})` : name, curves: members },
      ];
    }),
  );
}

/** Runs of one name are told apart by their ids' ends. */
function distinct(curves: readonly OverlaidCurve[]): readonly OverlaidCurve[] {
  const names = curves.map(({ name }) => name);
  return curves.map((curve) =>
    names.filter((name) => name === curve.name).length > 1
      ? { ...curve, name: `${curve.name} · ${curve.curves[0]?.id.slice(-6) ?? ""}` }
      : curve,
  );
}
