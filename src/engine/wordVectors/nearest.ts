/** A vector's neighbour: the number of its row and the cosine of the angle between them. */
export interface Neighbour {
  readonly row: number;
  readonly similarity: number;
}

/** The rows of a table (row-major, `dimension` wide) with the greatest cosine to a vector, greatest first, ties by row; without `except`. */
export function nearestRows(
  values: Float32Array,
  dimension: number,
  vector: ArrayLike<number>,
  count: number,
  except = -1,
): readonly Neighbour[] {
  const length = norm(vector, 0, dimension);
  const best: Neighbour[] = [];
  const rows = values.length / dimension;
  for (let row = 0; row < rows; row++) {
    if (row === except) continue;
    let product = 0;
    for (let d = 0; d < dimension; d++) product += (vector[d] ?? 0) * (values[row * dimension + d] ?? 0);
    const both = length * norm(values, row * dimension, dimension);
    const similarity = both > 0 ? product / both : 0;
    if (best.length === count && similarity <= (best[count - 1]?.similarity ?? 0)) continue;
    let place = best.length;
    while (place > 0 && (best[place - 1]?.similarity ?? 0) < similarity) place--;
    best.splice(place, 0, { row, similarity });
    if (best.length > count) best.pop();
  }
  return best;
}

function norm(values: ArrayLike<number>, from: number, count: number): number {
  let sum = 0;
  for (let d = 0; d < count; d++) sum += (values[from + d] ?? 0) ** 2;
  return Math.sqrt(sum);
}
