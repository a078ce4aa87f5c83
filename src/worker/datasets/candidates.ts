import { areOpposites, promiseOf } from "../../experiment/datasetNames.ts";
import type { DatasetCandidate } from "../../protocol/datasetSearch.ts";

/** What a walk saw in one folder. */
export interface WalkedFolder {
  /** Of the files that may be datasets. */
  readonly names: string[];
  /** Of all folders in it but hidden ones. */
  readonly folders: string[];
}

/** Fewer texts in a folder are something else than the examples of a class. */
const fewestTexts = 5;
/** Texts beside the folders of classes: what says where they come from. */
const mostBeside = 3;

const text = /\.txt(?:\.gz)?$/iu;

/**
 * What may be a dataset among the files of a walk, by their names: files that promise much first. Where `folded` a folder
 * that holds nothing but folders of texts stands for the texts, and one with files named after opposites is one more.
 */
export function candidatesIn(walked: ReadonlyMap<string, WalkedFolder>, folded: boolean): readonly DatasetCandidate[] {
  const ofClasses = folded ? foldersOfClasses(walked) : new Set<string>();
  const sure: DatasetCandidate[] = [];
  const unsure: DatasetCandidate[] = [];
  for (const way of [...walked.keys()].sort(byText)) {
    if (ofClasses.has(way)) sure.push({ way, kind: "folder" });
    const { names } = walked.get(way) ?? { names: [] };
    if (ofClasses.has(parentOf(way)) && way !== "") continue;
    if (folded && holdsOpposites(names)) unsure.push({ way, kind: "folder" });
    for (const name of names.sort(byText))
      (promiseOf(name) === "table" ? sure : unsure).push({ way: way === "" ? name : `${way}/${name}`, kind: "file" });
  }
  return [...sure, ...unsure];
}

/** Folders all of whose folders hold nothing but texts, and several of them. */
function foldersOfClasses(walked: ReadonlyMap<string, WalkedFolder>): Set<string> {
  const isClass = (way: string): boolean => {
    const { names, folders } = walked.get(way) ?? { names: [], folders: [] };
    return folders.length === 0 && names.length >= fewestTexts && names.every((name) => text.test(name));
  };
  const found = new Set<string>();
  for (const [way, { names, folders }] of walked) {
    const isOne =
      folders.length > 1 &&
      names.filter((name) => text.test(name)).length <= mostBeside &&
      folders.every((name) => isClass(way === "" ? name : `${way}/${name}`));
    if (isOne) found.add(way);
  }
  return found;
}

/** `reviews.pos` beside `reviews.neg`, or `pos.txt` beside `neg.txt`. */
function holdsOpposites(names: readonly string[]): boolean {
  if (names.length < 2) return false;
  const byStem = new Map<string, string[]>();
  const byEnding = new Map<string, string[]>();
  for (const name of names) {
    const plain = name.replace(/\.gz$/iu, "");
    const dot = plain.lastIndexOf(".");
    if (dot <= 0) continue;
    const stem = plain.slice(0, dot);
    const ending = plain.slice(dot + 1);
    add(byStem, stem, ending);
    add(byEnding, ending, stem);
  }
  return [...byStem.values(), ...byEnding.values()].some(
    (group) => group.length > 1 && group.length < 4 && areOpposites(group),
  );
}

function add(groups: Map<string, string[]>, key: string, value: string): void {
  const known = groups.get(key);
  if (known === undefined) groups.set(key, [value]);
  else known.push(value);
}

function parentOf(way: string): string {
  const slash = way.lastIndexOf("/");
  return slash < 0 ? "" : way.slice(0, slash);
}

function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
