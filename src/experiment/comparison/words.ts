import { assertNever } from "../../base/assert.ts";
import { plural, thousands } from "../../data/phrases.ts";
import { metricNamed } from "../metricTable.ts";
import type { DifferenceInterval } from "../significance/pairedBootstrap.ts";
import type { ComparedRun, Comparison } from "./comparison.ts";
import type { Mismatch, PairFigures } from "./pair.ts";

/**
 * The sentences of a comparison, for panels, the command line and exports alike. They call runs by what `nameOf` gives:
 * letters where a table explains them, titles elsewhere.
 */

type NameOf = (run: ComparedRun) => string;
const byLetter: NameOf = ({ letter }) => letter;

/** p below this is called a difference. */
const significanceLevel = 0.05;

/** Which examples the figures are of, and why those. */
export function splitSentence({ split, splitReason }: Pick<Comparison, "split" | "splitReason">): string {
  switch (splitReason) {
    case "asked":
      return `Measured on ${split}, as asked.`;
    case "allHaveTest":
      return "Measured on test, which all of these runs have.";
    case "someLackTest":
      return "Measured on validation, since not all of these runs have a test split.";
    default:
      return assertNever(splitReason, "reason");
  }
}

/** What the predictions of a run and its baseline say, a sentence each; none for the baseline. */
export function pairSentences(comparison: Comparison, run: ComparedRun, nameOf: NameOf = byLetter): readonly string[] {
  const [baseline] = comparison.runs;
  const { pair, adjusted } = run;
  if (pair === null || baseline === undefined) return [];
  const names: Names = { first: nameOf(baseline), second: nameOf(run) };
  if (pair.kind === "refused") return [refusalSentence(pair.why, pair.split, names)];
  const { onlyFirst, onlySecond, changed } = pair.agreement;
  if (onlyFirst + onlySecond + changed === 0) return [imbalanceSentence(pair, names)];
  const compared = comparison.runs.filter((one) => one.adjusted !== null).length;
  const correction =
    adjusted === null || onlyFirst === onlySecond ? [] : [correctionSentence(adjusted, compared, names)];
  return [imbalanceSentence(pair, names), ...correction, intervalSentence(pair, names)];
}

interface Names {
  readonly first: string;
  readonly second: string;
}

function imbalanceSentence({ agreement, mcNemar, examples }: PairFigures, { first, second }: Names): string {
  const { onlyFirst, onlySecond, changed } = agreement;
  const test = `(McNemar exact, p ${equals(mcNemar)})`;
  if (onlyFirst + onlySecond === 0) {
    const wrong = changed === 0 ? "" : `; ${plural(changed, "example")} both get wrong in different ways`;
    return `${first} and ${second} are right on the same of the ${plural(examples, "example")}${wrong}: nothing speaks for either ${test}.`;
  }
  const counts = `${first} is right on ${plural(onlyFirst, "example")} that ${second} gets wrong, ${second} on ${thousands(onlySecond)} that ${first} gets wrong`;
  if (onlyFirst === onlySecond) return `${counts}: nothing speaks for either ${test}.`;
  return `${counts}; so large an imbalance would come by chance in ${casesOf(mcNemar)} if both were equally good ${test}.`;
}

function correctionSentence(adjusted: number, compared: number, { first }: Names): string {
  const what = `Corrected for ${plural(compared, "comparison")} with ${first} (Holm), p ${equals(adjusted)}. `;
  return `${compared < 2 ? "" : what}${verdict(adjusted)}`;
}

function verdict(p: number): string {
  return p < significanceLevel
    ? "That is more than chance explains (p below 0.05)."
    : "That may be chance: p is not below 0.05.";
}

function intervalSentence({ intervals }: PairFigures, { first, second }: Names): string {
  const { accuracy, macroF1, resamples, level } = intervals;
  const part = (title: string, { difference, low, high }: DifferenceInterval): string =>
    `${title} ${signed(difference)} (${signed(low)} to ${signed(high)})`;
  const percent = String(Math.round(level * 100));
  return `${second} minus ${first}: ${part("accuracy", accuracy)}, ${part("macro F1", macroF1)}; in brackets what ${percent} % of ${thousands(resamples)} resamples of the examples give (paired bootstrap).`;
}

/** Why two runs are not compared, and what to do. */
export function refusalSentence(why: Mismatch, split: string, { first, second }: Names): string {
  const other = `${first} and ${second} were not evaluated on the same examples`;
  const remedy = "no significance is given. Train both on the same data with the same split settings.";
  switch (why.part) {
    case "predictions":
      return `${why.of === "baseline" ? first : second} has no predictions on ${split}, so ${first} and ${second} cannot be compared there. Train it to its end, or choose another split.`;
    case "data":
      return `${other}: the data files differ (their SHA-256), so ${remedy}`;
    case "labels":
      return `${first} and ${second} were evaluated against other labels: the classes or their column differ, so ${remedy}`;
    case "split": {
      const settings = why.settings.map(
        ({ path, values }) =>
          `${path} is ${values[0] ?? "not set"} in ${first} and ${values[1] ?? "not set"} in ${second}`,
      );
      return `${other}: ${settings.join("; ")}, so ${remedy}`;
    }
    case "rows":
      return `${other}: ${plural(why.baseline, "example")} and ${thousands(why.run)}, of which ${thousands(why.shared)} are the same rows, so ${remedy}`;
    default:
      return assertNever(why, "mismatch");
  }
}

/** `0.5 % of cases`, for a p as a share. */
function casesOf(p: number): string {
  const percent = p * 100;
  if (percent < 0.1) return "fewer than 0.1 % of cases";
  return `${percent < 10 ? percent.toFixed(1) : percent.toFixed(0)} % of cases`;
}

/** `= 0.0055`, `< 0.0001`. */
export function equals(p: number): string {
  return p < 0.0001 ? "< 0.0001" : `= ${p.toFixed(4)}`;
}

/** Four decimals with a sign; a minus that is one. */
export function signed(value: number): string {
  const text = Math.abs(value).toFixed(4);
  if (Number(text) === 0) return text;
  return `${value > 0 ? "+" : "−"}${text}`;
}

/** A metric as it is written within a sentence. */
export function metricTitle({ metric }: Pick<Comparison, "metric">): string {
  return metricNamed(metric)?.title ?? metric;
}
