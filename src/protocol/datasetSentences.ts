import { placeInFile } from "../base/filePlace.ts";
import type { DatasetOverview, DuplicateReport } from "./datasets.ts";

/** What is to be said of a dataset in words, the same on the command line and in the panel. */

const whole = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });

function counted(count: number, one: string, many = `${one}s`): string {
  return `${whole.format(count)} ${count === 1 ? one : many}`;
}

/** A part of all in percent, such as `5.8 %`; what is there is never 0. */
export function shareOf(part: number, all: number): string {
  const percent = (100 * part) / Math.max(1, all);
  return `${percent > 0 && percent < 0.1 ? "under 0.1" : percent.toFixed(1)} %`;
}

/** What of a large file is held, and why; undefined where all is. */
export function sampleSentence({ examples, held }: DatasetOverview): string | undefined {
  return held === examples
    ? undefined
    : `The file is large: all of its ${counted(examples, "example")} were counted, and an even sample of ${whole.format(held)} is held. Lengths, columns, words, duplicates and lists are of these; examples that hold the same are in it together, near duplicates need not be.`;
}

export function lengthSentences({ lengths, isCut, held, tokenizer }: DatasetOverview): readonly string[] {
  if (lengths === null) return [];
  const { mean, median, longest, empty, cut, tokens } = lengths;
  const sentences = [
    `A text has ${mean.toFixed(1)} tokens on average (tokenizer ${tokenizer.kind}); the median is ${whole.format(median)}, the most ${whole.format(longest)}.`,
  ];
  if (empty > 0) sentences.push(`${counted(empty, "text has", "texts have")} no token at all.`);
  const limit = `${counted(cut.at, "token")}, ${isCut ? "maxTokens" : "the default maxTokens of word vectors"}`;
  if (cut.examples === 0) sentences.push(`No text is longer than ${limit}.`);
  else
    sentences.push(
      `${counted(cut.examples, "text")} (${shareOf(cut.examples, held)}) ${cut.examples === 1 ? "is" : "are"} longer than ${limit}; ` +
        `cut there, ${shareOf(cut.tokens, tokens)} of all tokens ${isCut ? "are" : "would be"} lost.`,
    );
  return sentences;
}

export function missingSentences({ columns, files, held }: DatasetOverview): readonly string[] {
  const sentences = columns
    .filter(({ missing }) => missing > 0)
    .map(({ name, missing }) => `${name}: ${counted(missing, "value")} missing (${shareOf(missing, held)}).`);
  for (const { brokenCount, broken, invalidBytes, path } of files) {
    const name = files.length > 1 ? `${path}: ` : "";
    const [first] = broken;
    if (first !== undefined)
      sentences.push(
        `${name}${counted(brokenCount, "row")} left out; the first is ${placeInFile(path, first.line)}: ${first.reason}.`,
      );
    if (invalidBytes > 0) sentences.push(`${name}${counted(invalidBytes, "byte sequence")} not UTF-8.`);
  }
  return sentences;
}

/** Leaks first: they make figures better than they are. */
export function duplicateSentences({ facts, nearEnough, isPartial, lists }: DuplicateReport): readonly string[] {
  const sentences: string[] = [];
  for (const { split, alsoIn, exact, near, examples } of facts.leaks) {
    if (exact + near === 0) continue;
    const more = `, ${whole.format(near)} ${exact === 0 ? "nearly" : "more nearly"}`;
    const verb = exact + near === 1 ? "stands" : "stand";
    sentences.push(
      `${whole.format(exact)} of ${counted(examples, `${split} example`)} ${verb} in ${alsoIn} too${near === 0 ? "" : more} (${shareOf(exact + near, examples)}).`,
    );
  }
  const leaking = facts.leaks.some(({ exact, near }) => exact + near > 0);
  if (!leaking && facts.leaks.length > 0)
    sentences.push(
      nearEnough === null
        ? "No example of one split stands in another."
        : "No example of one split stands in another, exactly or nearly.",
    );
  if (facts.copies.all > 0)
    sentences.push(`${counted(facts.copies.all, "example is", "examples are")} an exact copy of an earlier one.`);
  if (facts.nearPairs > 0 && nearEnough !== null)
    sentences.push(
      `${counted(facts.nearPairs, "pair")} of texts nearly the same (at least ${nearEnough * 100} % of words and word pairs shared).`,
    );
  if (facts.copies.all === 0 && lists.repeats + lists.leaks === 0) sentences.push("There are no duplicates.");
  if (lists.conflicts > 0)
    sentences.push(
      `${counted(lists.conflicts, "group")} of the same or nearly the same content under different labels: suspects of label noise.`,
    );
  if (isPartial) sentences.push("Some texts resemble so many others that not every pair was looked at.");
  return sentences;
}
