import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { finished } from "node:stream/promises";
import { RandomStream } from "../../src/base/random.ts";

const rows = 400_000;
const dimension = 50;
const letters = "etaoinshrdlucmfwypvbgkqjxz";

/** Writes a file in the shape of GloVe's: 400,000 words of 3 to 12 letters, each with 50 numbers of five digits. */
export async function writeGloveLike(path: string): Promise<void> {
  const stream = new RandomStream(1, "bench/vectors");
  const file = createWriteStream(path);
  const seen = new Set<string>();
  for (let row = 0; row < rows; row++) {
    let word = "";
    const length = 3 + Math.floor(stream.float64() * 10);
    while (word.length < length || seen.has(word))
      word += letters.charAt(Math.floor(stream.float64() ** 2 * letters.length));
    seen.add(word);
    const numbers = Array.from({ length: dimension }, () => String(Number((0.4 * stream.normal()).toPrecision(5))));
    if (!file.write(`${word} ${numbers.join(" ")}\n`)) await once(file, "drain");
  }
  file.end();
  await finished(file);
}
