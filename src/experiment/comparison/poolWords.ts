import { plural } from "../../data/phrases.ts";
import type { Comparison } from "./comparison.ts";
import type { FoldPool } from "./foldPools.ts";

/** What pooled folds say: first which runs and examples, then the figures of the pooled table beside those over the folds. */
export function poolSentences({ runs }: Pick<Comparison, "runs">, pool: FoldPool): readonly string[] {
  const { members, folds, of, result } = pool;
  const letters = members.map((place) => runs[place]?.letter ?? "").join(", ");
  if (result.kind === "refused") {
    const start = `The folds of ${letters} are not pooled:`;
    if (result.why === "predictions")
      return [`${start} the predictions of fold ${String(result.fold)} cannot be read. ${result.problem}`];
    if (result.why !== "twice") return [`${start} their ${result.why === "data" ? "data files" : "classes"} differ.`];
    const [one, other] = result.folds;
    return [
      `${start} ${plural(result.examples, "example")} held out in fold ${String(one)} ${result.examples === 1 ? "is" : "are"} held out in fold ${String(other)} too and would count twice.`,
    ];
  }
  const { examples, accuracy, macroF1 } = result;
  const figure = (name: string, { pooled, spread }: typeof accuracy): string =>
    `${name} ${pooled.toFixed(4)} (over the folds ${spread.mean.toFixed(4)} ± ${(spread.deviation ?? 0).toFixed(4)})`;
  const which =
    folds.length === of
      ? `all ${String(of)} folds (${letters})`
      : `${String(folds.length)} of ${String(of)} folds (${letters}; the others' examples are not in it)`;
  return [
    `Pooled over ${which}: ${plural(examples, "example")}, each predicted once, by the model that did not train on it.`,
    `Pooled ${figure("accuracy", accuracy)}, ${figure("macro F1", macroF1)}.`,
  ];
}
