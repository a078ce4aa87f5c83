/** Whether the examples of a file are rows of a table that is no text: they have no lines. */
export function hasRowsOnly(path: string): boolean {
  return /\.parquet$/iu.test(path);
}

/** A place in a file in words: `line 7`, or `row 7` where the file has no lines. Both count from 1. */
export function placeInFile(path: string, line: number): string {
  return `${hasRowsOnly(path) ? "row" : "line"} ${String(line)}`;
}

/** A file, as it is to be called, and a place in it: `reviews.csv:7`, or `reviews.parquet, row 7`. */
export function filePlace(path: string, line: number): string {
  return hasRowsOnly(path) ? `${path}, ${placeInFile(path, line)}` : `${path}:${String(line)}`;
}
