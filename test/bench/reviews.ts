/**
 * Makes a set in the shape of 15,658 reviews from a seed: words and pairs of words as often as in op-spam, mr and agnews,
 * 98 tokens on average and at most 300; nine tenths of them, the training split, are the 14,092 of the workloads.
 *
 * Usage: node test/bench/reviews.ts DATA FILE [SEED]   (DATA is the folder that holds op-spam, mr and agnews)
 */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { RandomStream } from "../../src/base/random.ts";

const texts = 15_658;
const longest = 300;
const shortest = 12;
/** Lengths are log-normal; cut to at most 300 their mean is 98. */
const length = { mean: 4.427, deviation: 0.6 };
/** How often the next word follows the one before, and how often these pairs come from texts of the label alone. */
const pairs = 0.45;
const ofLabel = 0.35;

/** What follows what in some texts; drawn from uniformly, so that counts are kept by repetition. */
class Chain {
  readonly #ids = new Map<string, number>();
  readonly #words: string[] = [];
  readonly #all: number[] = [];
  readonly #after: number[][] = [];

  add(text: string): void {
    let before = -1;
    for (const word of text.split(/\s+/u)) {
      if (word === "") continue;
      let id = this.#ids.get(word);
      if (id === undefined) {
        id = this.#words.length;
        this.#ids.set(word, id);
        this.#words.push(word);
        this.#after.push([]);
      }
      this.#all.push(id);
      this.#after[before]?.push(id);
      before = id;
    }
  }

  /** A word after `before`, or any word where that is unknown or pairs are not asked for. */
  draw(stream: RandomStream, before: string, paired: boolean): string {
    const followers = paired ? this.#after[this.#ids.get(before) ?? -1] : undefined;
    const from = followers !== undefined && followers.length > 0 ? followers : this.#all;
    return this.#words[from[stream.below(from.length)] ?? 0] ?? "";
  }
}

/** The lines of a tab-separated file: label and text. */
export async function makeReviews(data: string, seed = 1): Promise<string> {
  const read = async (path: string, encoding: "utf8" | "latin1" = "utf8"): Promise<readonly string[]> =>
    (await readFile(join(data, path), encoding)).split("\n").filter((line) => line !== "");
  const labels = { positive: new Chain(), negative: new Chain() };
  const shared = new Chain();
  const take = (label: "positive" | "negative", text: string): void => {
    labels[label].add(text);
    shared.add(text);
  };
  for (const text of await read("mr/rt-polarity.pos", "latin1")) take("positive", text);
  for (const text of await read("mr/rt-polarity.neg", "latin1")) take("negative", text);
  for (const line of await read("op-spam/4dim.train.txt")) {
    const [text = "", label = ""] = line.split("\t");
    take(label.startsWith("pos") ? "positive" : "negative", text);
  }
  for (const line of (await read("agnews/alps.dev.tsv")).slice(1)) shared.add(line.split("\t")[0] ?? "");

  const stream = new RandomStream(seed, "reviews");
  const lines = ["label\ttext"];
  for (let row = 0; row < texts; row++) {
    const label = row % 2 === 0 ? "positive" : "negative";
    const tokens = Math.round(Math.E ** (length.mean + length.deviation * stream.normal()));
    const words: string[] = [];
    let before = "";
    for (let token = 0; token < Math.min(longest, Math.max(shortest, tokens)); token++) {
      const chain = stream.float64() < ofLabel ? labels[label] : shared;
      before = chain.draw(stream, before, stream.float64() < pairs);
      words.push(before);
    }
    lines.push(`${label}\t${words.join(" ").replaceAll('"', "'")}`);
  }
  return `${lines.join("\n")}\n`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [data, file, seed = "1"] = process.argv.slice(2);
  if (data === undefined || file === undefined) throw new Error("usage: reviews.ts DATA FILE [SEED]");
  await writeFile(file, await makeReviews(data, Number(seed)));
}
