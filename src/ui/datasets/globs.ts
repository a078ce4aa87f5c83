/** Most patterns that the braces of one pattern may stand for. */
const mostExpanded = 200;

/** The patterns without braces that a pattern stands for: the editor does not know groups inside groups. */
function expandBraces(pattern: string): readonly string[] {
  const open = pattern.indexOf("{");
  if (open < 0) return [pattern];
  let depth = 0;
  const commas: number[] = [];
  for (let at = open; at < pattern.length; at++) {
    const character = pattern[at];
    if (character === "{") depth++;
    else if (character === "}") depth--;
    if (character === "," && depth === 1) commas.push(at);
    if (depth > 0) continue;
    const cuts = [open, ...commas, at];
    const before = pattern.slice(0, open);
    const after = pattern.slice(at + 1);
    const choices = cuts.slice(1).map((cut, index) => pattern.slice((cuts[index] ?? open) + 1, cut));
    return choices.flatMap((choice) => expandBraces(`${before}${choice}${after}`)).slice(0, mostExpanded);
  }
  return [pattern];
}

/** One glob for several, with the braces inside them written out; undefined for none. */
export function anyOf(patterns: readonly string[]): string | undefined {
  const flat = patterns.flatMap(expandBraces).filter((pattern) => pattern !== "");
  return flat.length <= 1 ? flat[0] : `{${flat.join(",")}}`;
}
