/**
 * The values of newline-delimited JSON. A last line without its newline is torn (its writer died) and left out,
 * and so is a line that does not parse: what stands around it must not be lost.
 */
export function parseNdjson(text: string): unknown[] {
  const lines = text.split("\n");
  lines.pop();
  return lines.flatMap((line) => {
    if (line.trim() === "") return [];
    try {
      return [JSON.parse(line) as unknown];
    } catch {
      return [];
    }
  });
}
