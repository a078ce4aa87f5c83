/** Points of a line, x ascending. */
export interface LinePoints {
  readonly x: readonly number[];
  readonly y: readonly number[];
}

/** The same line for a screen of so many columns: of each column the first and last point, and the lowest and highest. */
export function thinned({ x, y }: LinePoints, columns: number): LinePoints {
  const count = x.length;
  if (count <= columns * 4) return { x, y };
  const [low, high] = [x[0] ?? 0, x[count - 1] ?? 0];
  const columnOf = (at: number): number =>
    high === low ? 0 : Math.min(columns - 1, Math.floor((((x[at] ?? 0) - low) / (high - low)) * columns));
  const kept: number[] = [];
  for (let from = 0; from < count;) {
    let to = from + 1;
    let [least, most] = [from, from];
    while (to < count && columnOf(to) === columnOf(from)) {
      if ((y[to] ?? 0) < (y[least] ?? 0)) least = to;
      if ((y[to] ?? 0) > (y[most] ?? 0)) most = to;
      to++;
    }
    kept.push(...[...new Set([from, least, most, to - 1])].sort((a, b) => a - b));
    from = to;
  }
  return { x: kept.map((at) => x[at] ?? 0), y: kept.map((at) => y[at] ?? 0) };
}
