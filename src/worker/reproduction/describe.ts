import { UserError } from "../../base/errors.ts";
import { pathsIn, withPaths } from "../../experiment/paths.ts";
import { type NeededFile, plainName, type Reproduction, reproductionFormat } from "../../experiment/reproduction.ts";
import { digestOfData, digestOfFile } from "../digests.ts";
import { dataFingerprint } from "../fingerprints.ts";
import type { RunReader, TrainerPorts } from "../ports.ts";
import { bytesOfParts, datasetParts } from "./datasetFolder.ts";
import { resultOf } from "../verification/compareFigures.ts";
import { digestsOfRun } from "./expected.ts";

interface Place {
  readonly baseFolder: string;
  readonly title: string;
}

/** A reproduction of a run, and the absolute paths of its files by their names in it, those of a folder under its name. */
export interface DescribedRun {
  readonly reproduction: Reproduction;
  readonly paths: ReadonlyMap<string, string>;
}

/**
 * What others need to train a run again. A UserError for a run that did not end by itself, which nobody else can stop at
 * the same step, and for one whose data are not what they were, which nobody could tell apart from it.
 */
export async function describeRun(
  reader: RunReader,
  ports: Pick<TrainerPorts, "files" | "clock">,
  { baseFolder, title }: Place,
): Promise<DescribedRun> {
  const record = await reader.record();
  if (record.status !== "finished" && record.status !== "diverged")
    throw new UserError(
      "Only a run that ended by itself can be reproduced elsewhere.",
      "Resume it to its end, or train its experiment again.",
    );
  const { dataset } = record.experiment;
  const names = new Map<string, string>();
  const files: NeededFile[] = [];
  const paths = new Map<string, string>();
  const roles: { role: (typeof dataset.files)[number]["role"]; sha256: string }[] = [];
  const add = async (folder: string, path: string): Promise<string> => {
    const known = names.get(path);
    if (known !== undefined) return known;
    const absolute = ports.files.resolve(baseFolder, path);
    const isData = folder === "data";
    const sha256 = await (isData ? digestOfData(ports, absolute, dataset.layout) : digestOfFile(ports, absolute));
    const name = freeName(folder, plainName(path), [...names.values()]);
    // Records name files outside the workspace by absolute paths, which are nobody else's business.
    const isInside = !/^([A-Za-z]:|[\\/])/.test(path);
    const source = await ports.files.open(absolute);
    const parts = isData ? datasetParts(source, dataset.layout) : undefined;
    const size = parts === undefined ? { bytes: source.size } : { bytes: bytesOfParts(parts), parts: parts.length };
    files.push({ path: name, sha256, ...size, ...(isInside && { was: path }) });
    if (parts === undefined) paths.set(name, absolute);
    else for (const part of parts) paths.set(`${name}/${part.name}`, part.source.path);
    names.set(path, name);
    return name;
  };
  for (const { role, path } of dataset.files) {
    const name = await add("data", path);
    roles.push({ role, sha256: files.find((file) => file.path === name)?.sha256 ?? "" });
  }
  if (dataFingerprint(roles) !== record.fingerprints.data)
    throw new UserError(
      "The run's data are not what they were when it was trained.",
      "Put them back as they were, or train the experiment again.",
    );
  const vectors = pathsIn({ ...record.experiment, dataset: { ...dataset, files: [] } });
  for (const path of vectors) await add("vectors", path);
  const { id, versions, kernelFlavour, fingerprints } = record;
  const reproduction: Reproduction = {
    format: reproductionFormat,
    title,
    experiment: withPaths(record.experiment, (path) => names.get(path) ?? path),
    files,
    run: { id, versions, kernelFlavour, fingerprints },
    expected: {
      result: { ...resultOf(record) },
      epochs: await reader.epochs(),
      digests: await digestsOfRun(reader, record),
    },
  };
  return { reproduction, paths };
}

function freeName(folder: string, name: string, taken: readonly string[]): string {
  const used = new Set(taken.map((path) => path.toLowerCase()));
  for (let number = 1; ; number++) {
    const path = `${folder}/${number === 1 ? name : `${String(number)}-${name}`}`;
    if (!used.has(path.toLowerCase())) return path;
  }
}
