import { Sha256 } from "../base/sha256.ts";
import { UserError } from "../base/errors.ts";
import type { RunRecord } from "../experiment/record.ts";
import type { RunDifference } from "../protocol/trainer.ts";
import { dataFingerprint } from "./fingerprints.ts";
import type { TrainerPorts } from "./ports.ts";

/** What is not as it was when the run was trained: first its data, then what computes. */
export async function differencesOfRun(
  ports: Pick<TrainerPorts, "readRun" | "files" | "clock" | "versions">,
  kernelFlavour: string,
  place: { readonly runFolder: string; readonly baseFolder: string },
): Promise<readonly RunDifference[]> {
  const record = await (await ports.readRun(place.runFolder)).record();
  const { versions } = record;
  const same = (what: "benchtop" | "node" | "icu" | "kernelFlavour", before: string | null | undefined, now: string) =>
    before === null || before === undefined || before === now ? [] : [{ what, before, now }];
  return [
    ...(await dataDifferences(record, ports, place.baseFolder)),
    ...same("benchtop", versions.benchtop, ports.versions.benchtop),
    ...same("kernelFlavour", record.kernelFlavour, kernelFlavour),
    ...same("node", versions.node, ports.versions.node),
    ...same("icu", versions.icu, ports.versions.icu ?? "none"),
  ];
}

async function dataDifferences(
  { fingerprints, experiment }: RunRecord,
  ports: Pick<TrainerPorts, "files" | "clock">,
  baseFolder: string,
): Promise<readonly RunDifference[]> {
  if (fingerprints.data === null) return [];
  const files = [];
  for (const { role, path } of experiment.dataset.files) {
    try {
      files.push({ role, sha256: await sha256Of(ports, ports.files.resolve(baseFolder, path)) });
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      return [{ what: "data", before: path, now: null }];
    }
  }
  const now = dataFingerprint(files);
  if (now === fingerprints.data) return [];
  return [{ what: "data", before: experiment.dataset.files.map(({ path }) => path).join(", "), now }];
}

async function sha256Of({ files, clock }: Pick<TrainerPorts, "files" | "clock">, path: string): Promise<string> {
  const hash = new Sha256();
  for await (const chunk of (await files.open(path)).chunks()) {
    hash.update(chunk);
    await clock.breathe();
  }
  return hash.digestHex();
}
