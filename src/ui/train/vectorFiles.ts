import { workspace } from "vscode";
import { folderOf, isInside, pathFrom } from "../../platform/vscode/paths.ts";
import type { VectorsFile } from "./choices.ts";

const glob = `{${[
  "**/*.{vec,vec.gz}",
  "**/*{glove,Glove,GloVe}*.{txt,txt.gz}",
  "**/{cc,wiki}.*.{bin,bin.gz}",
  "**/*{word2vec,Word2Vec,GoogleNews,fasttext,fastText,FastText}*.{bin,bin.gz}",
  "**/vectors/*.{txt,txt.gz,bin,bin.gz}",
].join(",")}}`;
const excluded = "{**/node_modules/**,**/.git/**,**/.benchtop/**}";
const mostOffered = 12;

/** Files of the workspace that look like word vectors by their names, those nearest to the dataset first. */
export async function findVectors(dataset: string): Promise<readonly VectorsFile[]> {
  const uris = await workspace.findFiles(glob, excluded, 100);
  return uris
    .map(({ fsPath }) => ({ path: fsPath, name: workspace.asRelativePath(fsPath) }))
    .sort((a, b) => distance(dataset, a.path) - distance(dataset, b.path) || (a.name < b.name ? -1 : 1))
    .slice(0, mostOffered);
}

/** Folders to leave and to enter on the way from one file to the other. */
function distance(from: string, to: string): number {
  const folder = folderOf(from);
  return isInside(folder, to) ? 0 : pathFrom(folder, to).split("/").length;
}
