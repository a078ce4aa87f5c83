import type { Spread } from "../significance/spread.ts";
import type { StudyLayer, StudyRow } from "./study.ts";

/** From these on a figure explains why an activation learns slowly. */
const manyUnits = 0.25;
const muchSmaller = 3;
/** A mean |f′| of which little of a gradient comes through; sigmoid's is at most 0.25. */
const smallSlope = 0.1;
/** So many times the epochs of the fastest are slow enough to ask why. */
const muchSlower = 2;
/** Epochs count whole, so that means over seeds less apart than this are equal. */
const sameEpoch = 0.5;

/** What the rows of a study show: the setting, who was fastest, who was not and why, who generalises best. */
export function studySentences(rows: readonly StudyRow[], threshold: number): readonly string[] {
  const reached = ranked(rows);
  const [fastest] = reached;
  const reference = fastest ?? largestGradient(rows);
  return [
    setting(rows),
    ...progress(rows),
    ...speed(rows, reached, threshold),
    ...rows.flatMap((row) => mishaps(row)),
    ...rows.flatMap((row) => laggard(row, fastest, reference)),
    ...generalisation(rows),
    ...(rows.some(({ seeds }) => seeds > 1)
      ? []
      : ["One seed each: a small difference may be chance. More seeds tell."]),
  ];
}

function setting(rows: readonly StudyRow[]): string {
  const initializers = [...new Set(rows.map(({ initializer }) => initializer))];
  const [only] = initializers;
  const alike = "At equal seeds the batches came in the same order";
  if (initializers.length === 1) return `${alike} and all began with the same weights (${only ?? ""}).`;
  const kinds = initializers.map(
    (initializer) =>
      `${list(rows.filter((row) => row.initializer === initializer).map(({ activation }) => activation))} ${initializer}`,
  );
  return `${alike}; the initial weights suited each activation: ${kinds.join("; ")}.`;
}

function progress(rows: readonly StudyRow[]): readonly string[] {
  const training = rows.reduce((total, row) => total + row.training, 0);
  const all = rows.reduce((total, row) => total + row.seeds, 0);
  return training === 0 ? [] : [`${String(training)} of ${runs(all)} still to end: what follows may change.`];
}

/** Those that reached the threshold: in more of their seeds first, then in fewer epochs. */
function ranked(rows: readonly StudyRow[]): readonly StudyRow[] {
  return rows
    .filter(({ reached }) => reached > 0)
    .sort((a, b) => b.reached / b.seeds - a.reached / a.seeds || meanOf(a.epochsToReach) - meanOf(b.epochsToReach));
}

function speed(rows: readonly StudyRow[], reached: readonly StudyRow[], threshold: number): readonly string[] {
  const aim = `a train loss of ${figure(threshold)}`;
  const [fastest, ...others] = reached;
  if (fastest === undefined) {
    const known = rows.filter(({ trainLoss }) => trainLoss !== null);
    const [closest] = known.sort((a, b) => meanOf(a.trainLoss) - meanOf(b.trainLoss));
    if (closest === undefined) return [];
    const all = rows.length > 1 && rows.every(({ seeds, stalled }) => stalled === seeds);
    return all
      ? [`All stalled: none reached ${aim}.`]
      : [`None reached ${aim}; ${closest.activation} came closest (${withSpread(closest.trainLoss, figure)}).`];
  }
  const tied = [fastest, ...others.filter((row) => equallyFast(fastest, row))];
  const rest = others.filter((row) => !tied.includes(row)).map((row) => `${row.activation} ${epochsOf(row)}`);
  const after = rest.length === 0 ? "" : `; then ${list(rest)}`;
  if (tied.length === 1) {
    const only = rows.length > 1 && others.length === 0 ? "alone reached" : "was fastest to";
    return [`${fastest.activation} ${only} ${aim}: ${epochsOf(fastest)}${after}.`];
  }
  const times = list(tied.map((row) => `${row.activation} ${epochsOf(row)}`));
  return [`${list(tied.map((row) => row.activation))} were equally fast to ${aim} (${times})${after}.`];
}

/** Whether the seeds spread further than the two are apart. */
function equallyFast(fastest: StudyRow, row: StudyRow): boolean {
  if (row.reached / row.seeds < fastest.reached / fastest.seeds) return false;
  const apart = Math.abs(meanOf(row.epochsToReach) - meanOf(fastest.epochsToReach));
  return apart < sameEpoch || apart <= largerDeviation(row.epochsToReach, fastest.epochsToReach);
}

function epochsOf({ epochsToReach, reached, seeds }: StudyRow): string {
  const mean = epochsToReach?.mean ?? NaN;
  const text = `${withSpread(epochsToReach, tenths)} ${mean === 1 ? "epoch" : "epochs"}`;
  return reached === seeds ? text : `${text} (${String(reached)} of ${String(seeds)} seeds)`;
}

function mishaps({ activation, seeds, diverged, failed }: StudyRow): readonly string[] {
  const where = (count: number): string => (seeds === 1 ? "" : ` in ${String(count)} of ${String(seeds)} runs`);
  return [
    ...(diverged > 0
      ? [`${activation} diverged${where(diverged)}: its loss grew without bound. Try a smaller learning rate.`]
      : []),
    ...(failed > 0 ? [`${activation} failed${where(failed)}; the run says why.`] : []),
  ];
}

/** An activation that stalled, never got there or took much longer, and what its layers tell of it. */
function laggard(row: StudyRow, fastest: StudyRow | undefined, reference: StudyRow | undefined): readonly string[] {
  const { activation, seeds, stalled, reached, diverged, failed, training, epochs, trainLoss } = row;
  if (trainLoss === null || diverged + failed === seeds) return [];
  const reasons = reasonsFor(row, reference);
  const lowest = `lowest train loss ${withSpread(trainLoss, figure)}`;
  if (stalled > 0) {
    const part = stalled === seeds ? "" : ` in ${String(stalled)} of ${String(seeds)} runs`;
    return [`${activation} stalled${part} (${lowest}): ${whyText(reasons)}.`];
  }
  if (reached === 0 && training === 0)
    return fastest === undefined && reasons.length === 0
      ? []
      : [`${activation} did not get there in ${String(epochs)} epochs (${lowest}): ${whyText(reasons)}.`];
  const slow =
    fastest !== undefined && meanOf(row.epochsToReach) >= muchSlower * Math.max(1, meanOf(fastest.epochsToReach));
  return slow && reasons.length > 0 ? [`${activation} was slower: ${whyText(reasons)}.`] : [];
}

function whyText(reasons: readonly string[]): string {
  return reasons.length > 0
    ? list(reasons)
    : "its units are neither dead nor saturated and its gradients are not small, so more epochs or a larger learning rate may do";
}

function reasonsFor(row: StudyRow, reference: StudyRow | undefined): readonly string[] {
  const dead = worst(row.layers, ({ dead: share }) => share);
  const saturated = worst(row.layers, ({ saturated: share }) => share);
  const [first] = row.layers;
  const own = first?.gradientNorm?.mean;
  const other = reference?.layers.find(({ name }) => name === first?.name)?.gradientNorm?.mean;
  const reasons: string[] = [];
  if (dead !== null) reasons.push(`${percent(dead.share)} of ${dead.name}'s units are dead`);
  if (saturated !== null)
    reasons.push(`${saturated.name} is saturated for ${percent(saturated.share)} of units and examples`);
  const slope = first?.slope?.mean;
  if (first !== undefined && slope !== undefined && slope < smallSlope)
    reasons.push(`mean |f′| is ${figure(slope)} in ${first.name}`);
  if (reference !== undefined && reference !== row && first !== undefined && own !== undefined && other !== undefined) {
    if (own === 0 && other > 0) reasons.push(`no gradient reaches ${first.name}`);
    else if (other / own >= muchSmaller)
      reasons.push(
        `its gradient norm in ${first.name} is ${times(other / own)} smaller than ${reference.activation}'s`,
      );
  }
  return reasons;
}

/** The layer with the largest share, if that is large. */
function worst(
  layers: readonly StudyLayer[],
  shareOf: (layer: StudyLayer) => Spread | null,
): { readonly name: string; readonly share: number } | null {
  const shares = layers.map((layer) => ({ name: layer.name, share: shareOf(layer)?.mean ?? 0 }));
  const [most] = shares.sort((a, b) => b.share - a.share);
  return most === undefined || most.share < manyUnits ? null : most;
}

function largestGradient(rows: readonly StudyRow[]): StudyRow | undefined {
  const norm = (row: StudyRow): number => row.layers[0]?.gradientNorm?.mean ?? -1;
  // Of a run that diverged the gradients are no measure for others.
  return rows.filter(({ diverged }) => diverged === 0).sort((a, b) => norm(b) - norm(a))[0];
}

function generalisation(rows: readonly StudyRow[]): readonly string[] {
  const known = rows.filter(({ validationAccuracy }) => validationAccuracy !== null);
  const [best, next] = known.sort((a, b) => meanOf(b.validationAccuracy) - meanOf(a.validationAccuracy));
  if (best === undefined || next === undefined) return [];
  const accuracy = ({ activation, validationAccuracy }: StudyRow): string =>
    `${activation} ${withSpread(validationAccuracy, hundredths)} %`;
  const shares = `${accuracy(best)}, ${accuracy(next)}`;
  const apart = meanOf(best.validationAccuracy) - meanOf(next.validationAccuracy);
  if (apart === 0) return [`The best validation accuracy is shared: ${shares}.`];
  const close = apart <= largerDeviation(best.validationAccuracy, next.validationAccuracy);
  return [`Best on validation: ${shares} accuracy${close ? ", no further apart than seeds are" : ""}.`];
}

function largerDeviation(a: Spread | null, b: Spread | null): number {
  return Math.max(a?.deviation ?? 0, b?.deviation ?? 0);
}

function meanOf(spread: Spread | null): number {
  return spread?.mean ?? NaN;
}

function withSpread(spread: Spread | null, text: (value: number) => string): string {
  if (spread === null) return "–";
  return spread.deviation === null ? text(spread.mean) : `${text(spread.mean)} ± ${text(spread.deviation)}`;
}

function figure(value: number): string {
  return value !== 0 && value < 0.001 ? value.toExponential(1) : value.toFixed(value >= 10 ? 1 : 3);
}

function tenths(value: number): string {
  return Number.isInteger(value) ? String(value) : value.toFixed(1);
}

function hundredths(value: number): string {
  return (100 * value).toFixed(1);
}

function percent(value: number): string {
  return `${String(Math.round(100 * value))} %`;
}

function times(ratio: number): string {
  return `${ratio >= 10 ? String(Math.round(ratio)) : ratio.toFixed(1)} ×`;
}

function runs(count: number): string {
  return `${String(count)} ${count === 1 ? "run is" : "runs are"}`;
}

function list(parts: readonly string[]): string {
  const last = parts.at(-1) ?? "";
  return parts.length < 2 ? last : `${parts.slice(0, -1).join(", ")} and ${last}`;
}
