/** Most patterns that the braces of one glob may stand for. */
const mostExpanded = 200;

/** The globs without braces that a glob stands for, groups inside groups too; a brace that never closes stays. */
export function expandBraces(glob: string): readonly string[] {
  let globs = [glob];
  for (;;) {
    const next = globs.flatMap((each) => expandFirst(each) ?? [each]);
    if (next.length > mostExpanded)
      return next.slice(0, mostExpanded).filter((each) => expandFirst(each) === undefined);
    if (next.every((each, at) => each === globs[at])) return next;
    globs = next;
  }
}

/** With the first group written out; undefined where there is none. */
function expandFirst(glob: string): string[] | undefined {
  const open = glob.indexOf("{");
  if (open < 0) return undefined;
  let depth = 0;
  const commas: number[] = [];
  for (let at = open; at < glob.length; at++) {
    const character = glob[at];
    if (character === "{") depth++;
    else if (character === "}") depth--;
    if (character === "," && depth === 1) commas.push(at);
    if (depth > 0) continue;
    const cuts = [open, ...commas, at];
    const before = glob.slice(0, open);
    const after = glob.slice(at + 1);
    return cuts.slice(1).map((cut, index) => `${before}${glob.slice((cuts[index] ?? open) + 1, cut)}${after}`);
  }
  return undefined;
}

/** Tells whether a path, relative and with forward slashes, is meant. */
export type PathTest = (path: string) => boolean;

/**
 * Whether one of the globs, as the editor's settings write them, matches a whole path: `*` and `?` within a name, `**`
 * over folders, `[…]` one character of a set, braces for a choice.
 */
export function matchesGlobs(globs: readonly string[]): PathTest {
  const flat = globs.flatMap(expandBraces).filter((glob) => glob !== "");
  // Most are of this kind, and asked of every file.
  const endings = flat.flatMap((glob) => /^\*\*\/\*([^*?[/]+)$/u.exec(glob)?.[1] ?? []);
  const pattern = anyOf(
    flat.filter((glob) => !endings.some((ending) => glob === `**/*${ending}`)),
    "",
  );
  return (path) => endings.some((ending) => path.endsWith(ending)) || pattern?.test(path) === true;
}

/** As `matchesGlobs`, and all that lies in a folder that is matched: what settings that exclude mean. */
export function liesInGlobs(globs: readonly string[]): PathTest {
  const flat = globs.flatMap(expandBraces).filter((glob) => glob !== "");
  // Most name a folder wherever it lies, and are asked of every file.
  const named = /^\*\*\/([^*?[/]+)(?:\/\*\*)?$/u;
  const names = new Set(flat.flatMap((glob) => named.exec(glob)?.[1] ?? []));
  const pattern = anyOf(
    flat.filter((glob) => !named.test(glob)),
    "(?:/.*)?",
  );
  return (path) => {
    if (names.size > 0 && path.split("/").some((name) => names.has(name))) return true;
    // `x/**` means the folder x, too.
    return pattern !== undefined && (pattern.test(path) || pattern.test(`${path}/`));
  };
}

function anyOf(globs: readonly string[], tail: string): RegExp | undefined {
  const sources = globs
    .flatMap(expandBraces)
    .filter((glob) => glob !== "")
    .map(sourceOf);
  return sources.length === 0 ? undefined : new RegExp(`^(?:${sources.join("|")})${tail}$`, "su");
}

const token = /\*\*\/|\/\*\*$|\*\*|\*|\?|\[(!?)([^\]/]+)\]|[^*?[]+|\[/gu;

/** A glob without braces as the source of a regular expression. */
function sourceOf(glob: string): string {
  const parts = glob.replace(/^\.?\//u, "").matchAll(token);
  return Array.from(parts, ([text, not, set]) => {
    if (set !== undefined) return `[${not === "!" ? "^/" : ""}${set.replace(/[\\^[\]&]/gu, "\\$&")}]`;
    switch (text) {
      case "**/":
        return "(?:[^/]+/)*";
      case "/**":
        return "/.*";
      case "**":
        return ".*";
      case "*":
        return "[^/]*";
      case "?":
        return "[^/]";
      default:
        return text.replace(/[\\^$.*+?()[\]{}|/]/gu, "\\$&");
    }
  }).join("");
}
