import { spawn, type ChildProcess } from "node:child_process";
import { existsSync } from "node:fs";
import { createInterface } from "node:readline";
import type { Contender, Outcome } from "./inTurn.ts";

/** Debian's Python has Debian's packages; another one that is first in PATH may lack them. */
export const python =
  process.env["BENCHTOP_PYTHON"] ?? (existsSync("/usr/bin/python3") ? "/usr/bin/python3" : "python3");

/**
 * A peer at work: a script that loads, warms up, prints {"ready": name and version} and then, for every line it reads,
 * does one run and prints its outcome.
 */
export class Peer implements Contender {
  readonly name: string;
  readonly #process: ChildProcess;
  readonly #lines: AsyncIterator<string>;

  private constructor(name: string, process: ChildProcess, lines: AsyncIterator<string>) {
    this.name = name;
    this.#process = process;
    this.#lines = lines;
  }

  /** Resolves once the script is ready; rejects with its last words where it cannot, such as for want of a package. */
  static async start(script: string, args: readonly string[], threads: number): Promise<Peer> {
    const count = String(threads);
    const child = spawn(python, [script, ...args], {
      stdio: ["pipe", "pipe", "pipe"],
      env: { ...process.env, OMP_NUM_THREADS: count, OPENBLAS_NUM_THREADS: count, MKL_NUM_THREADS: count },
    });
    let errors = "";
    child.stderr.on("data", (chunk: Buffer) => (errors += chunk.toString()));
    const closed = new Promise<void>((done) =>
      child.once("close", () => {
        done();
      }),
    );
    child.once("error", (error) => (errors += error.message));
    const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
    const first = await lines.next();
    if (first.done === true) {
      await closed;
      throw new Error(errors.trim().split("\n").pop() ?? "");
    }
    const { ready } = JSON.parse(first.value) as { readonly ready: string };
    return new Peer(`${ready}, ${count} thread${threads === 1 ? "" : "s"}`, child, lines);
  }

  async run(): Promise<Outcome> {
    this.#process.stdin?.write("run\n");
    const line = await this.#lines.next();
    if (line.done === true) throw new Error(`${this.name} ended in the midst of a run`);
    return JSON.parse(line.value) as Outcome;
  }

  end(): void {
    this.#process.stdin?.end();
  }
}

/** The peer at one and at two threads; an empty list, with the reason said, where it cannot run. */
export async function startPeers(
  script: string,
  args: readonly string[],
  say: (remark: string) => void,
  threads: readonly number[] = [1, 2],
): Promise<readonly Peer[]> {
  const peers: Peer[] = [];
  try {
    for (const count of threads) peers.push(await Peer.start(script, args, count));
  } catch (error) {
    say(`peer left out: ${error instanceof Error ? error.message : String(error)}`);
  }
  return peers;
}
