import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { Readable } from "node:stream";
import { UserError } from "../base/errors.ts";
import { Sha256 } from "../base/sha256.ts";
import { isPlainPath, type NeededFile } from "../experiment/reproduction.ts";
import type { ByteSource } from "../data/table.ts";
import type { Reproductions } from "../protocol/reproduction.ts";
import { type Bundle, bundleLimit, readBundle } from "../services/reproduction/bundleFile.ts";
import { digestOfFolder } from "../worker/digests.ts";
import { bytesOfParts, datasetParts } from "../worker/reproduction/datasetFolder.ts";
import { describeRun } from "../worker/reproduction/describe.ts";
import { compareExpected } from "../worker/reproduction/expected.ts";
import { dataFiles, isPacked } from "./dataFiles.ts";
import { readBounded, reasonOf, replaceFile } from "./fileIo.ts";
import { locateFiles } from "./locateFiles.ts";
import { openRunReader } from "./runReader.ts";
import { sessionClock } from "./sessionClock.ts";
import { versions } from "./versions.ts";

const ports = { files: dataFiles, clock: sessionClock };

/** Answers what takes runs to other machines and back, in this thread. */
export function reproductions(kernelFlavour: string): Reproductions {
  return {
    describeRun: async ({ runFolder, ...place }) => ({
      reproduction: (await describeRun(openRunReader(runFolder), ports, place)).reproduction,
    }),
    async openBundle({ path }) {
      const bundle = await openBundle(path);
      return { reproduction: bundle.reproduction, included: includedIn(bundle) };
    },
    async unpackBundle({ path, folder }) {
      const bundle = await openBundle(path);
      for (const [name, bytes] of bundle.data) {
        // Checked when the bundle was read: plain names in `data` or `vectors`.
        const target = join(folder, ...name.split("/"));
        await mkdir(dirname(target), { recursive: true });
        // To sync each of the many files of a folder takes minutes; half of one is no dataset of that fingerprint.
        if (isPlainPath(name)) await replaceFile(target, [bytes]);
        else await writeFile(target, bytes, { flag: "wx" });
      }
      return { files: [...bundle.data.keys()] };
    },
    locateFiles: async ({ files, layout, candidates }) => ({ found: await locateFiles(files, layout, candidates) }),
    compareExpected: ({ runFolder, reproduction }) =>
      compareExpected(openRunReader(runFolder), reproduction, { versions, kernelFlavour }),
  };
}

/** Reads a bundle and checks each file in it against its SHA-256. */
async function openBundle(path: string): Promise<Bundle> {
  const bytes = await readBounded(path, bundleLimit + 64 * 1024 * 1024).catch((error: unknown) => {
    if (error instanceof UserError) throw error;
    throw new UserError(`The bundle cannot be read: ${reasonOf(error)}.`, "Check the path.", { file: path });
  });
  const bundle = readBundle(bytes);
  for (const file of bundle.reproduction.files) {
    if (isIncluded(file, bundle) && (await digestIn(bundle, file)) !== file.sha256)
      throw new UserError(
        `${file.parts === undefined ? "The file" : "The folder"} ${file.path} in the bundle is not the one that the run was trained on.`,
        "Ask for the bundle again, or check where it comes from.",
        { file: path },
      );
  }
  return bundle;
}

function includedIn(bundle: Bundle): readonly string[] {
  return bundle.reproduction.files.filter((file) => isIncluded(file, bundle)).map(({ path }) => path);
}

function isIncluded({ path, parts }: NeededFile, { data }: Bundle): boolean {
  if (parts === undefined) return data.has(path);
  return [...data.keys()].some((name) => name.startsWith(`${path}/`));
}

/** The fingerprint of what a bundle holds under a name; null where a folder holds what does not belong to its dataset. */
async function digestIn({ data, reproduction }: Bundle, { path, parts: wanted }: NeededFile): Promise<string | null> {
  if (wanted === undefined) return digestOfContent(path, data.get(path) ?? new Uint8Array(0));
  const parts = [...data]
    .filter(([name]) => name.startsWith(`${path}/`))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, bytes]) => ({ name: name.slice(path.length + 1), source: sourceOf(name, bytes) }));
  const { layout } = reproduction.experiment.dataset;
  const folder = { path, size: bytesOfParts(parts), chunks: () => Readable.from([]), parts };
  return datasetParts(folder, layout)?.length === wanted ? digestOfFolder(folder, layout) : null;
}

function sourceOf(name: string, bytes: Uint8Array): ByteSource {
  const chunks = async function* (): AsyncGenerator<Uint8Array> {
    yield await contentOf(name, bytes);
  };
  return { path: name, size: bytes.length, chunks };
}

async function digestOfContent(name: string, bytes: Uint8Array): Promise<string> {
  return new Sha256().update(await contentOf(name, bytes)).digestHex();
}

/** What a file holds, unpacked where it is packed. */
async function contentOf(name: string, bytes: Uint8Array): Promise<Uint8Array> {
  if (!isPacked(name)) return bytes;
  const { gunzipBounded } = await import("./gunzipBounded.ts");
  return gunzipBounded(bytes);
}
