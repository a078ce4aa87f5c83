/** Vectors as word2vec text, fastText's `.vec`: a line `count dimension`, then a word and its numbers to six digits on each line. In pieces. */
export function* vectorText(
  words: readonly string[],
  values: Float32Array,
  dimension: number,
): Generator<Uint8Array, void, undefined> {
  const encoder = new TextEncoder();
  let lines = `${String(words.length)} ${String(dimension)}\n`;
  for (const [row, word] of words.entries()) {
    lines += word;
    for (let d = 0; d < dimension; d++)
      lines += ` ${String(Number((values[row * dimension + d] ?? 0).toPrecision(6)))}`;
    lines += "\n";
    if (lines.length < 100_000) continue;
    yield encoder.encode(lines);
    lines = "";
  }
  yield encoder.encode(lines);
}
