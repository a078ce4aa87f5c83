import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { sniffSource } from "../../../src/data/sniffSource.ts";
import type { RunRecord } from "../../../src/experiment/record.ts";
import { parseExperiment } from "../../../src/experiment/parse.ts";
import { datasetFiles, resolveExperiment } from "../../../src/experiment/resolve.ts";
import { dataFiles } from "../../../src/platform/dataFiles.ts";
import { decodeNpy } from "../../../src/platform/npy.ts";
import { runExporter } from "../../../src/platform/runExports.ts";
import { folders } from "../../../src/platform/folders.ts";
import { openRunReader } from "../../../src/platform/runReader.ts";
import { openRunWriter } from "../../../src/platform/runWriter.ts";
import { sessionClock } from "../../../src/platform/sessionClock.ts";
import type { ExportOutcome } from "../../../src/protocol/exports.ts";
import type { ExportId } from "../../../src/services/exports/formats.ts";
import { matricesOfRun } from "../../../src/worker/matricesOfRun.ts";
import { TrainerSession } from "../../../src/worker/session.ts";
import { reviews } from "../worker/reviews.ts";

const subjects = ["room", "bed", "bath", "view", "staff", "food", "pool", "lobby", "lift", "bar"];

/** Word vectors of the words of the reviews, but for some. */
function vectors(): string {
  const words = [...subjects, "the", "was", "lovely", "bright", "clean", "awful", "dark", "dirty", "cold"];
  return words.map((word, at) => `${word} ${[at / 9, 1 / (at + 1), (at % 4) - 1.5].join(" ")}\n`).join("");
}

/** Numbers with gaps, a column of words, and classes whose names try to break out of what they are written into. */
function mixedTable(classes: readonly string[]): string {
  const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;
  const rows = Array.from({ length: 60 }, (_, at) => {
    const size = at % 7 === 0 ? "" : String((at * 13) % 17);
    const colour = ["red", "blue", "", "green"][at % 4] ?? "";
    return `${size},${at / 7},${colour},${quoted(classes[at % 3 === 0 ? 0 : at % 3 === 1 ? 1 : 2] ?? "")}`;
  });
  return `size,weight,colour,kind\n${rows.join("\n")}\n`;
}

/** Labels that end strings, comments, scripts and cells of many languages. */
export const hostileClasses = [
  `a'"\`;*/ </script>\${process.exit(1)}`,
  `=1+1,"b"\\`,
  `'''; raise SystemExit("broken out") # """ \u2028{0} %s`,
] as const;

export interface RealRun {
  readonly folder: string;
  readonly record: RunRecord;
  export(to: ExportId, name: string): Promise<ExportOutcome>;
  /** The features of every split, made again from the data. */
  matrices(): ReturnType<typeof matricesOfRun>;
  /** Numbers of one of its .npy files. */
  array(name: string): Float32Array | Int32Array;
}

/** Trains in this thread with real files in a folder of its own. */
export class RealBench {
  readonly folder = mkdtempSync(join(tmpdir(), "benchtop-exports-"));
  readonly #session: TrainerSession;
  #runs = 0;

  constructor() {
    const write = (name: string, text: string): void => writeFileSync(join(this.folder, name), text);
    write("reviews.csv", reviews());
    write("vectors.txt", vectors());
    write("mixed.csv", mixedTable(["a", "b", "c"]));
    write("hostile.csv", mixedTable(hostileClasses));
    this.#session = new TrainerSession(
      {
        files: dataFiles,
        folders,
        clock: sessionClock,
        versions: { benchtop: "0.0.0", node: process.versions.node },
        kernels: {},
        openRun: openRunWriter,
        readRun: (folder) => Promise.resolve(openRunReader(folder)),
        exportRun: runExporter(this.folder),
      },
      { notify: () => undefined },
    );
  }

  /** The code of JavaScript modules, bundled as for the package. */
  async bundle(): Promise<void> {
    await build({
      absWorkingDir: join(import.meta.dirname, "../../.."),
      entryPoints: ["src/services/exports/javascript/predictor.ts"],
      outfile: join(this.folder, "predictor.js"),
      bundle: true,
      format: "esm",
      target: "es2022",
      platform: "browser",
      legalComments: "none",
      logLevel: "error",
    });
  }

  async train(written: Record<string, unknown>): Promise<RealRun> {
    const spec = parseExperiment(JSON.stringify({ dataset: "reviews.csv", ...written }));
    const resolvePath = (path: string): string => join(this.folder, path);
    const [file] = datasetFiles(spec);
    const { layout } = await sniffSource(await dataFiles.open(resolvePath(file.path)), file.choices);
    const runId = `20260101-000000-${String(++this.#runs).padStart(6, "0")}`;
    const runFolder = join(this.folder, ".benchtop", "runs", runId);
    const { record } = await this.#session.train({
      ...{ runId, runFolder, baseFolder: this.folder, experimentFile: null, generation: 1 },
      experiment: resolveExperiment(spec, { layout, resolvePath }),
    });
    if (record.status !== "finished") throw new Error(record.message ?? record.status);
    return {
      folder: runFolder,
      record,
      export: (to, name) =>
        this.#session.exportRun({ runFolder, baseFolder: this.folder, to, path: join(this.folder, name) }),
      matrices: async () => {
        const state = await openRunReader(runFolder).features(record.fingerprints.features ?? "");
        return matricesOfRun({ files: dataFiles, clock: sessionClock }, { record, baseFolder: this.folder }, state);
      },
      array: (name) => decodeNpy(new Uint8Array(readFileSync(join(runFolder, `${name}.npy`)))).values,
    };
  }

  dispose(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** What stands in the data files for each example of the test split: a text, or cells by column. */
export function examplesOf(bench: RealBench, run: RealRun): readonly (string | Record<string, string>)[] {
  const [file] = run.record.experiment.dataset.files;
  const lines = readFileSync(join(bench.folder, file?.path ?? ""), "utf8").split("\n");
  const names = lines[0]?.split(",") ?? [];
  const rows = run.array("rows.test");
  return Array.from({ length: rows.length / 3 }, (_, at) => {
    const line = lines[(rows[at * 3 + 2] ?? 1) - 1] ?? "";
    if (run.record.experiment.dataset.layout.text !== undefined) return line.slice(1, line.lastIndexOf('"'));
    // The columns before the label, which alone is quoted.
    const cells = line.split(",", 3);
    return Object.fromEntries(cells.map((cell, column) => [names[column] ?? "", cell]));
  });
}
