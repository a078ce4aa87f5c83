/** Rows of quoted cells (RFC 4180) of a small, trusted file. */
export function parseCsv(text: string): readonly (readonly string[])[] {
  return text
    .split(/\r?\n(?=")/u)
    .filter((line) => line !== "")
    .map((line) => [...line.matchAll(/"((?:[^"]|"")*)"/gu)].map(([, cell]) => (cell ?? "").replaceAll('""', '"')));
}
