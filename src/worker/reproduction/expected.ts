import { Sha256 } from "../../base/sha256.ts";
import { UserError } from "../../base/errors.ts";
import { splitNames } from "../../data/table.ts";
import type { EpochMetrics } from "../../experiment/metrics.ts";
import { withPaths } from "../../experiment/paths.ts";
import type { RunRecord } from "../../experiment/record.ts";
import type { Reproduction } from "../../experiment/reproduction.ts";
import { stepColumns } from "../../protocol/frames.ts";
import type { FigureDifference, VerificationResult } from "../../protocol/verification.ts";
import { computingDifferences } from "../differencesOfRun.ts";
import type { RunReader } from "../ports.ts";
import { epochDifference, resultDifference } from "../verification/compareFigures.ts";
import { firstDifference } from "../verification/firstDifference.ts";

/** SHA-256 of everything that equal runs share, by what it is of. */
export async function digestsOfRun(reader: RunReader, { metrics }: RunRecord): Promise<Record<string, string>> {
  const digests: Record<string, string> = {};
  digests["curve"] = digestOf([JSON.stringify((await reader.epochs()).map(timeless))]);
  const steps = await reader.steps();
  if (steps.length > 0) digests["steps"] = digestOf([steps]);
  const weights = await reader.weights().catch((error: unknown) => {
    // A sweep keeps those of its best trials.
    if (error instanceof UserError) return [];
    throw error;
  });
  if (weights.length > 0)
    digests["weights"] = digestOf(
      weights.flatMap(({ name, shape, values }) => [`${name} ${shape.join(" ")}\n`, values]),
    );
  for (const split of splitNames) {
    if (metrics[split] === undefined) continue;
    for (const name of [`labels.${split}`, `predictions.${split}`]) {
      const { shape, values } = await reader.array(name);
      digests[name] = digestOf([`${shape.join(" ")}\n`, values]);
    }
  }
  return digests;
}

/** Sets a run that was trained here beside what was expected of it: with values where there are any, else by digests. */
export async function compareExpected(
  reader: RunReader,
  { experiment, run, expected }: Reproduction,
  here: { readonly versions: RunRecord["versions"]; readonly kernelFlavour: string },
): Promise<VerificationResult> {
  const record = await reader.record();
  const epochs = await reader.epochs();
  const digests = await digestsOfRun(reader, record);
  const { data, features } = record.fingerprints;
  const circumstances = [
    ...(run.fingerprints.data !== null && data !== null && data !== run.fingerprints.data
      ? [
          {
            what: "data" as const,
            before: record.experiment.dataset.files.map(({ path }) => path).join(", "),
            now: data,
          },
        ]
      : []),
    ...computingDifferences(run, here.versions, here.kernelFlavour),
  ];
  const plain = [experiment, record.experiment].map((one) => withPaths(one, () => ""));
  const changed = firstDifference(plain[0], plain[1]);
  const differences: (FigureDifference | null)[] = [
    changed && {
      what: "experiment",
      place: `the experiment's ${changed.path}`,
      before: changed.before,
      now: changed.now,
    },
    run.fingerprints.features === features
      ? null
      : { what: "features", place: "fitted features", before: run.fingerprints.features, now: features },
    expected.epochs === undefined ? null : epochDifference(expected.epochs, epochs, false),
    resultDifference(expected.result, record),
    ...Object.entries(expected.digests).map(([name, before]) => digestDifference(name, before, digests[name] ?? null)),
  ];
  const weights = (await reader.weights().catch(() => [])).reduce((sum, { values }) => sum + values.length, 0);
  const examples = Object.values(record.metrics).reduce((sum, { examples: some }) => sum + some, 0);
  return {
    circumstances,
    dataChange: null,
    until: null,
    figures: {
      differences: differences.filter((one) => one !== null),
      epochs: epochs.length,
      steps: (await reader.steps()).length / stepColumns.length,
      weights: expected.digests["weights"] === undefined ? 0 : weights,
      predictions: examples,
      left:
        expected.digests["weights"] === undefined ? ["Its weights were not kept, so that they were not compared."] : [],
    },
  };
}

function digestDifference(name: string, before: string, now: string | null): FigureDifference | null {
  if (before === now) return null;
  const kinds = { curve: "epoch", steps: "step", weights: "weights" } as const;
  const what = Object.hasOwn(kinds, name) ? kinds[name as keyof typeof kinds] : "predictions";
  return { what, place: `SHA-256 of the ${name}`, before, now };
}

function digestOf(pieces: readonly (string | Float32Array | Int32Array)[]): string {
  const hash = new Sha256();
  for (const piece of pieces)
    hash.update(
      typeof piece === "string"
        ? new TextEncoder().encode(piece)
        : new Uint8Array(piece.buffer, piece.byteOffset, piece.byteLength),
    );
  return hash.digestHex();
}

/** How long it took is no result. */
function timeless(epoch: EpochMetrics): EpochMetrics {
  return { ...epoch, seconds: 0 };
}
