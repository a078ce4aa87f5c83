import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";

/** The command line as it ships, built into a folder of its own, without compiled kernels: the reference stands in. */
export async function buildCommandLine(): Promise<{ readonly path: string; dispose(): void }> {
  const folder = mkdtempSync(join(tmpdir(), "benchtop-cli-"));
  await build({
    absWorkingDir: join(import.meta.dirname, "../../.."),
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    mainFields: ["module", "main"],
    entryPoints: {
      cli: "src/cli/main.ts",
      trainer: "src/platform/trainerEntry.ts",
      kernelThread: "src/platform/kernelThreadEntry.ts",
    },
    outdir: folder,
    outExtension: { ".js": ".mjs" },
    banner: {
      js: 'import { createRequire as benchtopRequire } from "node:module"; const require = benchtopRequire(import.meta.url);',
    },
    alias: { "@modelcontextprotocol/server/_shims": "./src/cli/mcpShims.ts" },
    logLevel: "error",
  });
  return { path: join(folder, "cli.mjs"), dispose: () => rmSync(folder, { recursive: true, force: true }) };
}

export interface Outcome {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** A command under way. */
export interface Command {
  readonly child: ChildProcess;
  readonly ended: Promise<Outcome>;
  /** Settles with everything written to standard output once that fits. */
  output(fits: (out: string) => boolean): Promise<string>;
}

/** Starts the command line in a folder. */
export function begin(path: string, folder: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Command {
  const child = spawn(process.execPath, [path, ...args], { cwd: folder, env: { ...process.env, ...env } });
  let out = "";
  let err = "";
  const looks: (() => void)[] = [];
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    out += text;
    for (const look of looks) look();
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => (err += text));
  const ended = new Promise<Outcome>((resolve) => child.on("close", (code) => resolve({ code, out, err })));
  return {
    child,
    ended,
    output: (fits) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          if (fits(out)) resolve(out);
        };
        looks.push(look);
        look();
        void ended.then(() => reject(new Error(`ended before that was written:\n${out}\n${err}`)));
      }),
  };
}

/** Writes a workspace of a text and a number dataset with an experiment each, and what is wrong with others. */
export function writeWorkspace(folder: string): void {
  mkdirSync(join(folder, ".vscode"));
  mkdirSync(join(folder, "data"));
  const topics = [
    ["sea", "ship harbour wave sail anchor"],
    ["wood", "tree leaf moss root bark"],
  ] as const;
  const texts = Array.from({ length: 60 }, (_, at) => {
    const [label, words] = topics[at % 2] ?? topics[0];
    const list = words.split(" ");
    return `the ${list[at % 5] ?? ""} and the ${list[(at * 3 + 1) % 5] ?? ""} number ${String(at)}\t${label}\n`;
  });
  writeFileSync(join(folder, "data", "texts.tsv"), texts.join(""));
  const rows = Array.from({ length: 90 }, (_, at) => {
    const kind = ["red", "green", "blue"][at % 3] ?? "";
    return `${((at % 3) * 2 + ((at * 7) % 10) / 10).toFixed(2)},${(((at * 13) % 17) / 17).toFixed(3)},${kind}\n`;
  });
  writeFileSync(join(folder, "data", "numbers.csv"), `length,width,kind\n${rows.join("")}`);
  writeFileSync(join(folder, "data", "empty.tsv"), "");
  writeFileSync(join(folder, "data", "one.tsv"), "a b c\tonly\nd e f\tonly\ng h i\tonly\n");
  const experiment = `{
  // comments are welcome
  "dataset": "data/texts.tsv",
  "training": { "epochs": 4, "batchSize": 8 }
}
`;
  writeFileSync(join(folder, "texts.experiment.json"), experiment);
}
