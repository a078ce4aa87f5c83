import { thousands } from "../../data/phrases.ts";
import { UserError } from "../../base/errors.ts";
import { bytesText } from "../../base/bytesText.ts";
import { visible } from "../../base/visible.ts";
import { runTitle } from "../../experiment/describe.ts";
import { experimentText } from "../../experiment/document.ts";
import type { MetricsBySplit } from "../../experiment/metrics.ts";
import { withPaths } from "../../experiment/paths.ts";
import { type NeededFile, plainName, type Reproduction } from "../../experiment/reproduction.ts";
import type { FoundFiles, OpenedBundle } from "../../protocol/reproduction.ts";
import type { Log, RunFiles, StoredRun } from "../ports.ts";
import type { UtilityWorker } from "../utilityWorker.ts";
import { keepVerification, type Verification } from "../verification/verifications.ts";
import { isSame, verificationWords } from "../verification/words.ts";

export interface ReproductionPorts {
  readonly worker: Pick<UtilityWorker, "ask">;
  readonly files: Pick<RunFiles, "resolvePath" | "relativePath" | "writeText" | "exists">;
  readonly now: () => Date;
  readonly log: Log;
  /** Hears of a run's folder that it was compared with what was expected. */
  readonly kept: (runFolder: string) => void;
}

/** A run of another place that may be trained here. */
export interface Plan {
  readonly reproduction: Reproduction;
  /** Absolute path of the bundle; null for a link. */
  readonly bundle: string | null;
  /** The files that lie in the bundle, and where the others were found. */
  readonly included: readonly string[];
  readonly found: FoundFiles;
}

/** Takes runs to other machines and back. */
export class ReproductionService {
  readonly #ports: ReproductionPorts;

  constructor(ports: ReproductionPorts) {
    this.#ports = ports;
  }

  /** What others need to train a run again; a UserError where they cannot. */
  async describe({ folder, baseFolder, record, annotations }: StoredRun): Promise<Reproduction> {
    const query = { runFolder: folder, baseFolder, title: runTitle(record, annotations) };
    return (await this.#ports.worker.ask((worker) => worker.reproduce("describeRun", query))).reproduction;
  }

  /** Reads a bundle without writing anything. */
  openBundle(path: string): Promise<OpenedBundle> {
    return this.#ports.worker.ask((worker) => worker.reproduce("openBundle", { path }));
  }

  /** Looks for what does not lie in a bundle: among the candidates, and where it lay in the run's workspace. */
  async plan(
    opened: OpenedBundle,
    place: { readonly bundle: string | null; readonly folder: string; readonly candidates: readonly string[] },
  ): Promise<Plan> {
    const { reproduction, included } = opened;
    const files = reproduction.files.filter(({ path }) => !included.includes(path));
    const before = files.flatMap(({ was }) =>
      was === undefined ? [] : [insideOf(place.folder, was, this.#ports.files)],
    );
    const candidates = [...before.filter((path) => path !== undefined), ...place.candidates];
    const { layout } = reproduction.experiment.dataset;
    const query = { files, layout, candidates };
    const { found } = await this.#ports.worker.ask((worker) => worker.reproduce("locateFiles", query));
    return { reproduction, included, found, bundle: place.bundle };
  }

  /**
   * Writes the experiment file, and what lies in the bundle beside it into a folder of its own. Returns the file's path; a
   * UserError where a file that is needed is not there.
   */
  async write(plan: Plan, folder: string): Promise<string> {
    const { files, worker } = this.#ports;
    const [missing] = missingFiles(plan);
    if (missing !== undefined)
      throw new UserError(
        `The experiment needs ${missing.path}, which is neither in the bundle nor in the workspace.`,
        `Put ${neededText(missing)} into the workspace, under any name.`,
      );
    const { bundle, included, found, reproduction } = plan;
    const isOwn = bundle !== null && included.length > 0;
    const name = plainName(
      reproduction.title
        .replace(/\.experiment\.json$/, "")
        .slice(0, 60)
        .trim(),
    );
    const free = async (ending: string): Promise<string> => {
      for (let number = 1; ; number++) {
        const path = files.resolvePath(folder, `${number === 1 ? name : `${name}-${String(number)}`}${ending}`);
        if (number === 1000 || !(await files.exists(path))) return path;
      }
    };
    const target = isOwn ? await free("") : folder;
    const file = isOwn ? files.resolvePath(target, `${name}.experiment.json`) : await free(".experiment.json");
    if (isOwn) await worker.ask((one) => one.reproduce("unpackBundle", { path: bundle, folder: target }));
    const written = withPaths(reproduction.experiment, (path) => {
      const elsewhere = included.includes(path) ? undefined : found[path];
      return elsewhere === undefined ? path : files.relativePath(target, elsewhere);
    });
    await files.writeText(file, experimentText(written));
    return file;
  }

  /** Sets a run that was trained here beside what was expected; kept beside the run. */
  async compare(run: Pick<StoredRun, "folder">, reproduction: Reproduction): Promise<Verification> {
    const { worker, now } = this.#ports;
    const query = { runFolder: run.folder, reproduction };
    const result = await worker.ask((one) => one.reproduce("compareExpected", query));
    const outcome = isSame(result) ? "same" : "differs";
    const verification = { outcome, at: now().toISOString(), words: verificationWords(result), ...result } as const;
    await keepVerification(run.folder, verification, this.#ports);
    return verification;
  }
}

/** Files that neither lie in the bundle nor were found. */
export function missingFiles({ reproduction, included, found }: Plan): readonly NeededFile[] {
  return reproduction.files.filter(({ path }) => !included.includes(path) && found[path] === undefined);
}

/** How a person may know a file, or a folder, that is needed. */
export function neededText({ bytes, sha256, parts }: NeededFile): string {
  return parts === undefined
    ? `the file of ${thousands(bytes)} bytes with the SHA-256 ${sha256}`
    : `the folder whose ${thousands(parts)} files of classes have ${thousands(bytes)} bytes`;
}

/** The experiment in full, as a file that could be trained. */
export function planText({ reproduction }: Plan): string {
  return experimentText(reproduction.experiment);
}

/** What a person is to know before anything is written or trained: lines. */
export function planWords(plan: Plan): readonly string[] {
  const { reproduction, included, found } = plan;
  const { run, expected, experiment } = reproduction;
  const metrics = expected.result["metrics"] as MetricsBySplit | undefined;
  const [split, figures] = Object.entries(metrics ?? {}).at(-1) ?? [];
  const accuracy: unknown = figures?.accuracy;
  return [
    `Model: ${experiment.model.kind}, ${String(experiment.training.epochs)} epochs.`,
    `Trained by Benchtop ${run.versions.benchtop} with the kernels ${run.kernelFlavour ?? "unknown"}.`,
    ...(typeof accuracy === "number" ? [`Expected ${split ?? ""} accuracy: ${accuracy.toFixed(4)}.`] : []),
    ...reproduction.files.map((file) => {
      const at = found[file.path];
      const where = included.includes(file.path) ? "in the bundle" : (at ?? "not here");
      const parts = file.parts === undefined ? "" : `${thousands(file.parts)} files, `;
      return `${file.path} (${parts}${bytesText(file.bytes)}): ${where}`;
    }),
  ].map(visible);
}

/** The path that a file had in its workspace, in this one; undefined where it would lead out of it. */
function insideOf(
  folder: string,
  was: string,
  files: Pick<RunFiles, "resolvePath" | "relativePath">,
): string | undefined {
  const path = files.resolvePath(folder, was);
  return files.relativePath(folder, path) === path.replaceAll("\\", "/") ? undefined : path;
}
