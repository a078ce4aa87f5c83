import { UserError } from "../base/errors.ts";
import { largestRemainder } from "./largestRemainder.ts";
import { excerpt, plural } from "./phrases.ts";
import type { Unit } from "./splitOrder.ts";
import { type ExampleTable, type SplitOptions, splitNames } from "./table.ts";

/** The index that an example of the inner tenth has among those of `splitNames`. */
export const innerSplit = splitNames.length;
const innerShare = 0.1;

export interface InnerTenth {
  /** With folds: a tenth of the training examples is set aside for what chooses the epoch, which the held-out fold must not. */
  readonly inner?: boolean;
}

/** What is to be cut into folds. */
export interface FoldedPool {
  /** Per class, or all in one: units that stay together, in the order of the split. */
  readonly strata: readonly (readonly Unit[])[];
  /** Split index by example id, written for the examples of the strata; −1 stays for what is in no split. */
  readonly assigned: Int8Array;
  /** The share of test, 0 for none. */
  readonly testShare: number;
}

const [train, validation, test] = [0, 1, 2];

/**
 * Cuts each stratum into test, which is the same in every fold, and `folds` stretches of its order, of which one is
 * validated: so an added example moves others at the borders only. Of a stratum the stretches differ by one unit at most,
 * and where the longer ones lie goes round from stratum to stratum, so that whole folds differ by one unit too.
 * UserError: fewer units than folds; a class that is in one fold alone and could not be trained when that is held out.
 */
export function assignFolds(
  table: ExampleTable,
  { strata, assigned, testShare }: FoldedPool,
  { folds = 2, fold = 1, trainShare = 1, inner = false }: SplitOptions & InnerTenth,
): void {
  const foldsOf = table.classes.map(() => new Set<number>());
  let units = 0;
  let longer = 0;
  for (const stratum of strata) {
    const [pooled = 0] = largestRemainder(stratum.length, [1 - testShare, 0, testShare]);
    units += pooled;
    const training: Unit[] = [];
    stretches(pooled, folds, longer).forEach(({ from, to }, at) => {
      for (const ids of stratum.slice(from, to)) {
        for (const id of ids) foldsOf[table.labels[id] ?? 0]?.add(at);
        if (at === fold - 1) assign(ids, validation);
        else training.push(ids);
      }
    });
    longer = (longer + pooled) % folds;
    const used = training.slice(0, Math.max(1, Math.round(training.length * trainShare)));
    const [kept = 0] = inner ? largestRemainder(used.length, [1 - innerShare, innerShare]) : [used.length];
    used.forEach((ids, at) => assign(ids, at < kept ? train : innerSplit));
    for (const ids of stratum.slice(pooled)) assign(ids, test);
  }
  refuseFewUnits(table, units, folds);
  refuseOneFold(table, foldsOf);

  function assign(ids: Unit, split: number): void {
    for (const id of ids) assigned[id] = split;
  }
}

/** `count` units in `folds` stretches, one more in each of count % folds that begin at `longer` and go round. */
function stretches(count: number, folds: number, longer: number): readonly { from: number; to: number }[] {
  const least = Math.floor(count / folds);
  const rest = count % folds;
  let from = 0;
  return Array.from({ length: folds }, (_, at) => {
    const size = least + ((at - longer + folds) % folds < rest ? 1 : 0);
    const stretch = { from, to: from + size };
    from += size;
    return stretch;
  });
}

function refuseFewUnits({ groups, files }: ExampleTable, units: number, folds: number): void {
  if (units >= folds) return;
  const what = plural(units, groups === undefined ? "example" : "group");
  throw new UserError(`${what} cannot be cut into ${String(folds)} folds.`, "Ask for fewer folds, or add examples.", {
    file: files[0]?.path ?? "",
    field: "split.folds",
  });
}

function refuseOneFold({ classes, files }: ExampleTable, foldsOf: readonly ReadonlySet<number>[]): void {
  const alone = foldsOf.findIndex(({ size }) => size === 1);
  if (alone < 0) return;
  throw new UserError(
    `The class "${excerpt(classes[alone] ?? "")}" would be in one fold alone: nothing of it is left to train on while that is held out.`,
    "Add examples of this class (in other groups, where the split keeps groups together), or leave it out.",
    { file: files[0]?.path ?? "", field: "split.folds" },
  );
}
