/** Two runs' examples side by side. */
export interface PairedRows {
  /** How many examples both have. */
  readonly shared: number;
  /** For each example of the first run its place in the second; null unless both have exactly the same examples. */
  readonly order: Uint32Array | null;
}

/** Numbers of one example: its place in the dataset, its file's index, its line. */
const width = 3;

/** Finds the examples of one run in another, by (row, file, line) as rows.<split>.npy holds them, whatever their order. */
export function pairRows(first: Int32Array, second: Int32Array): PairedRows {
  const count = first.length / width;
  const places = new Map<number, number>();
  for (let at = 0; at < second.length; at += width) places.set(second[at] ?? -1, at);
  const order = new Uint32Array(count);
  let shared = 0;
  for (let at = 0; at < first.length; at += width) {
    const place = places.get(first[at] ?? -1);
    if (place === undefined || first[at + 1] !== second[place + 1] || first[at + 2] !== second[place + 2]) continue;
    // A row that a damaged file names twice is one example.
    places.delete(first[at] ?? -1);
    order[at / width] = place / width;
    shared++;
  }
  return { shared, order: shared === count && second.length === first.length ? order : null };
}
