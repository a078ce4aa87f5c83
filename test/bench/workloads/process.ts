import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { inTurn, type Contender, type Outcome } from "../harness/inTurn.ts";
import { python } from "../harness/peer.ts";
import { experimentFile, peerScript, root } from "../harness/places.ts";
import { readExperiment } from "../harness/prepare.ts";
import type { Workload } from "../harness/workload.ts";

const execute = promisify(execFile);

/** A program that is started anew for every run and prints its accuracy last. */
class Program implements Contender {
  readonly name: string;
  readonly #command: (folder: string) => readonly [string, ...string[]];
  readonly #accuracy: (output: string) => number;

  constructor(
    name: string,
    command: (folder: string) => readonly [string, ...string[]],
    accuracy: (output: string) => number,
  ) {
    this.name = name;
    this.#command = command;
    this.#accuracy = accuracy;
  }

  async run(): Promise<Outcome> {
    const folder = await mkdtemp(join(tmpdir(), "benchtop-bench-"));
    try {
      const [program, ...args] = this.#command(folder);
      const began = performance.now();
      const { stdout } = await execute(program, args, { maxBuffer: 2 ** 26 });
      return { seconds: (performance.now() - began) / 1000, accuracy: this.#accuracy(stdout) };
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  end(): void {
    // A program has ended when its run has.
  }
}

export const processWorkload: Workload = {
  id: "W10",
  title: "the whole process: logistic regression on 1,560 reviews from the command line, start to result",
  async run(bench) {
    await execute(process.execPath, [join(root, "esbuild.mjs"), "--production"], { cwd: root });
    const file = await experimentFile("command-line");
    const { experiment } = await readExperiment(file);
    const data = experiment.dataset.files[0]?.path ?? "";
    const peers: Program[] = [];
    try {
      const { stdout } = await execute(python, ["-c", "import sklearn; print(sklearn.__version__)"]);
      const args = [peerScript("sklearn_process.py"), data];
      peers.push(new Program(`scikit-learn ${stdout.trim()}`, () => [python, ...args], Number));
    } catch {
      bench.say("peer left out: scikit-learn is not installed");
    }
    return [
      { ...(await inTurn(commandLine(file), peers)), what: "start to result", target: 3 },
      {
        ...(await inTurn(commandLine(await experimentFile("command-line-defaults")), peers)),
        what: "start to result, our default training against scikit-learn's",
        target: 1,
      },
    ];
  },
};

function commandLine(file: string): Program {
  return new Program(
    "Benchtop's command line",
    (folder) => [process.execPath, join(root, "dist", "cli.mjs"), "train", file, "--out", folder, "--json"],
    (output) => accuracyOfEvents(output),
  );
}

/** The kept model's accuracy on the validation split, from the last event. */
function accuracyOfEvents(output: string): number {
  const last = output.trim().split("\n").pop() ?? "";
  const found = /"accuracy":([\d.]+)/gu.exec(last.slice(last.indexOf('"validation"')));
  return Number(found?.[1]);
}
