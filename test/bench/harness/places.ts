import { existsSync } from "node:fs";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { writeGloveLike } from "../gloveLike.ts";
import { makeNumbers } from "../numbers.ts";
import { makeReviews } from "../reviews.ts";

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

export const root = here("../../..");
export const results = here("../results");
/** Files that are made for the workloads; kept from one bench to the next. */
const made = join(results, "made");

/** Real data is not part of the repository: BENCHTOP_DATA names its folder, else ../shared/data is tried. */
export function dataFolder(): string {
  const folder = process.env["BENCHTOP_DATA"] ?? join(root, "..", "shared", "data");
  if (existsSync(folder)) return folder;
  throw new Error(
    `there is no data at ${folder}: set BENCHTOP_DATA to the folder that holds odiya, op-spam, mr, agnews and glove`,
  );
}

/** What is made from a seed when a workload first asks for it. */
const makers: Readonly<Record<string, (file: string) => Promise<void>>> = {
  "reviews.tsv": async (file) => writeFile(file, await makeReviews(dataFolder())),
  "numbers.csv": async (file) => writeFile(file, makeNumbers()),
  "glove.txt": writeGloveLike,
};

/** The path of a made file. */
export async function madeFile(name: string): Promise<string> {
  const file = join(made, name);
  const make = makers[name];
  if (make !== undefined && !existsSync(file)) {
    await mkdir(made, { recursive: true });
    await make(`${file}.part`);
    await rename(`${file}.part`, file);
  }
  return file;
}

/** An experiment of this bench, with DATA/ and MADE/ in its paths put in place. */
export async function experimentFile(name: string): Promise<string> {
  const text = await readFile(here(`../experiments/${name}.experiment.json`), "utf8");
  for (const [, file] of text.matchAll(/"MADE\/([^"]+)"/gu)) if (file !== undefined) await madeFile(file);
  const data = text.includes('"DATA/') ? dataFolder() : "";
  const file = join(made, `${name}.experiment.json`);
  await mkdir(made, { recursive: true });
  await writeFile(file, text.replaceAll('"DATA/', `"${data}/`).replaceAll('"MADE/', `"${made}/`));
  return file;
}

/** A folder for what one workload hands to its peers. */
export async function exchangeFolder(name: string): Promise<string> {
  const folder = join(made, name);
  await mkdir(folder, { recursive: true });
  return folder;
}

export function peerScript(name: string): string {
  return here(`../peers/${name}`);
}
