const longestPage = 1000;

/** At most 1,000 of a list from an offset on; what is out of range is taken for the nearest that is not. */
export function pageOf<T>(
  all: readonly T[],
  { offset, limit }: { readonly offset: number; readonly limit: number },
): readonly T[] {
  const from = Math.max(0, Math.floor(offset));
  return all.slice(from, from + Math.min(longestPage, Math.max(0, Math.floor(limit))));
}
