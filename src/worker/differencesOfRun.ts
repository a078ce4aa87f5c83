import { UserError } from "../base/errors.ts";
import type { RunRecord } from "../experiment/record.ts";
import type { RunDifference } from "../protocol/verification.ts";
import { digestOfData } from "./digests.ts";
import { dataFingerprint } from "./fingerprints.ts";
import type { TrainerPorts } from "./ports.ts";

/** What is not as it was when the run was trained: first its data, then what computes. */
export async function differencesOfRun(
  ports: Pick<TrainerPorts, "readRun" | "files" | "clock" | "versions">,
  kernelFlavour: string,
  place: { readonly runFolder: string; readonly baseFolder: string },
): Promise<readonly RunDifference[]> {
  const record = await (await ports.readRun(place.runFolder)).record();
  return [
    ...(await dataDifferences(record, ports, place.baseFolder)),
    ...computingDifferences(record, ports.versions, kernelFlavour),
  ];
}

/** Of what computes alone. */
export function computingDifferences(
  before: Pick<RunRecord, "versions" | "kernelFlavour">,
  now: RunRecord["versions"],
  kernelFlavour: string,
): readonly RunDifference[] {
  const { versions } = before;
  const same = (what: "benchtop" | "node" | "icu" | "kernelFlavour", before: string | null | undefined, now: string) =>
    before === null || before === undefined || before === now ? [] : [{ what, before, now }];
  return [
    ...same("benchtop", versions.benchtop, now.benchtop),
    ...same("kernelFlavour", before.kernelFlavour, kernelFlavour),
    ...same("node", versions.node, now.node),
    ...same("icu", versions.icu, now.icu ?? "none"),
  ];
}

async function dataDifferences(
  { fingerprints, experiment }: RunRecord,
  ports: Pick<TrainerPorts, "files" | "clock">,
  baseFolder: string,
): Promise<readonly RunDifference[]> {
  if (fingerprints.data === null) return [];
  const { files: named, layout } = experiment.dataset;
  const files = [];
  for (const { role, path } of named) {
    try {
      files.push({ role, path, sha256: await digestOfData(ports, ports.files.resolve(baseFolder, path), layout) });
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      return [{ what: "data", before: path, now: null }];
    }
  }
  const now = dataFingerprint(files);
  if (now === fingerprints.data) return [];
  const before = fingerprints.files;
  const changed = files.filter(({ sha256 }, index) => before !== undefined && before[index] !== sha256);
  return [{ what: "data", before: (changed.length > 0 ? changed : files).map(({ path }) => path).join(", "), now }];
}
