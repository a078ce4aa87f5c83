import { RandomStream } from "../../src/base/random.ts";

const rows = 5_000;
const columns = 300;
const classes = 4;

/** A table of 300 numbers a row about the middles of four classes, as text with a header. */
export function makeNumbers(seed = 1): string {
  const stream = new RandomStream(seed, "numbers");
  const middles = Array.from({ length: classes }, () => Array.from({ length: columns }, () => 0.1 * stream.normal()));
  const lines = [["label", ...Array.from({ length: columns }, (_, column) => `n${String(column + 1)}`)].join(",")];
  for (let row = 0; row < rows; row++) {
    const label = row % classes;
    const values = (middles[label] ?? []).map((middle) => (middle + stream.normal()).toFixed(4));
    lines.push([`class${String(label)}`, ...values].join(","));
  }
  return `${lines.join("\n")}\n`;
}
