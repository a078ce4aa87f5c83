import type { Spread } from "../significance/spread.ts";
import type { StudyOutcome, StudyRow } from "./outcome.ts";

/** A change of the gap between train and validation worth a sentence. */
const notable = 0.02;

/** What the rows of a study show, in plain sentences that say nothing the numbers do not. */
export function studyWords(
  { study, seeds }: Pick<StudyOutcome, "study" | "seeds">,
  rows: readonly StudyRow[],
): readonly string[] {
  return [
    ...best(rows, study.varied),
    ...mishaps(rows),
    ...(study.larger === null ? [] : gap(rows, study.larger)),
    ...(study.id === "trainingSize" ? moreLabels(rows) : []),
    ...(seeds > 1 ? [] : ["One seed: a small difference may be chance. More seeds tell."]),
  ];
}

interface Ranked {
  readonly row: StudyRow;
  readonly spread: Spread;
}

function ranked(rows: readonly StudyRow[]): readonly Ranked[] {
  return rows
    .flatMap((row) => (row.validationAccuracy === null ? [] : [{ row, spread: row.validationAccuracy }]))
    .sort((a, b) => b.spread.mean - a.spread.mean);
}

function best(rows: readonly StudyRow[], varied: string): readonly string[] {
  const order = ranked(rows);
  const [first] = order;
  if (first === undefined) return ["No run came to a figure on validation."];
  // Over a few seeds what lies within the larger deviation is not told apart.
  const near = order.filter(
    ({ row, spread }) =>
      row !== first.row &&
      first.spread.mean - spread.mean <= Math.max(first.spread.deviation ?? 0, spread.deviation ?? 0),
  );
  const told = `Best on validation: ${varied} ${first.row.name}, accuracy ${spreadText(first.spread)}`;
  if (near.length === 0) return [`${told}.`];
  return [`${told}; within one deviation of it: ${near.map(({ row }) => row.name).join("; ")}.`];
}

function mishaps(rows: readonly StudyRow[]): readonly string[] {
  const told = (what: string, of: (row: StudyRow) => number): readonly string[] => {
    const hit = rows.filter((row) => of(row) > 0);
    if (hit.length === 0) return [];
    const parts = hit.map(
      (row) => `${row.name}${of(row) === row.runs ? "" : ` (${String(of(row))} of ${String(row.runs)} runs)`}`,
    );
    return [`${what}: ${parts.join("; ")}.`];
  };
  return [
    ...told("Diverged", ({ diverged }) => diverged),
    ...told("Stalled, that is, learned no more than how common each class is", ({ stalled }) => stalled),
    ...told("Failed or stopped", ({ unfinished }) => unfinished),
  ];
}

function gap(rows: readonly StudyRow[], larger: string): readonly string[] {
  const known = rows.filter(({ gap: one, diverged, stalled }) => one !== null && diverged === 0 && stalled === 0);
  const [first, last] = [known[0], known.at(-1)];
  if (first?.gap == null || last?.gap == null || first === last) return [];
  const change = last.gap.mean - first.gap.mean;
  if (Math.abs(change) < notable)
    return [
      `The gap between train and validation accuracy hardly changes with ${larger}: ${figure(first.gap.mean)} at ${first.name}, ${figure(last.gap.mean)} at ${last.name}.`,
    ];
  return [
    `With ${larger} the gap between train and validation accuracy ${change < 0 ? "closes" : "widens"}: ${figure(first.gap.mean)} at ${first.name}, ${figure(last.gap.mean)} at ${last.name}.`,
  ];
}

/** What the last step of a learning curve says of the next. */
function moreLabels(rows: readonly StudyRow[]): readonly string[] {
  const known = rows.filter(({ validationAccuracy }) => validationAccuracy !== null);
  const [before, last] = known.slice(-2);
  if (before?.validationAccuracy == null || last?.validationAccuracy == null) return [];
  const [a, b] = [before.validationAccuracy, last.validationAccuracy];
  const gain = b.mean - a.mean;
  const chance = Math.max(a.deviation ?? 0, b.deviation ?? 0);
  const step = `from ${before.name} to ${last.name} of the examples validation accuracy went from ${figure(a.mean)} to ${figure(b.mean)}`;
  // A last step up from a dip is no rise: with few labels, or groups that are kept whole, a curve goes up and down.
  const rival = known
    .slice(0, -1)
    .find(({ validationAccuracy: c }) => c !== null && c.mean >= b.mean - Math.max(chance, c.deviation ?? 0));
  if (gain > chance && rival !== undefined)
    return [
      `The curve goes up and down (${step}, but it was ${figure(rival.validationAccuracy?.mean ?? NaN)} at ${rival.name} already): it does not tell whether more labels would help.`,
    ];
  if (gain > chance && gain > 0) return [`The curve still rises (${step}): more labels would probably help.`];
  return [
    `The curve is flat at its end (${step}, no more than runs differ by themselves): more labels of the same kind would probably help little.`,
  ];
}

/** A mean with its sample deviation. */
export function spreadText({ mean, deviation }: Spread, digits = 3): string {
  return deviation === null ? figure(mean, digits) : `${figure(mean, digits)} ± ${figure(deviation, digits)}`;
}

function figure(value: number, digits = 3): string {
  return value.toFixed(digits);
}
