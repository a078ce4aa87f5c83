import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { UserError } from "../base/errors.ts";
import type { ScriptRunner } from "../services/crosscheck/crossChecks.ts";
import { errorCode, readTextBounded } from "./fileIo.ts";

const resultName = "result.json";
const resultLimit = 200_000_000;
/** Last words of a script that are told, in characters. */
const mostWords = 600;

/** How modules are called where they are installed. */
const packages: Readonly<Record<string, string>> = { torch: "torch", numpy: "numpy", sklearn: "scikit-learn" };

/** Runs the scripts that runs are exported to in a Python of the person's own. */
export const pythonScripts: ScriptRunner = {
  async check(python, module) {
    const { code } = await ended(python, ["-c", `import ${module}`], {});
    if (code === 0) return;
    const name = packages[module] ?? module;
    throw new UserError(
      `${python} has no ${name}.`,
      `Install it there (${python} -m pip install ${name}), or name another Python.`,
    );
  },

  async run(python, folder, { ownWeights, onLine, signal }) {
    const args = ["train.py", "--result", resultName, ...(ownWeights === true ? ["--own-weights"] : [])];
    const { code, words } = await ended(python, args, { folder, onLine, signal });
    if (signal.aborted) throw new UserError("The cross-check was stopped.", "Nothing was written.");
    if (code !== 0)
      throw new UserError(
        `The script ended with ${String(code)}: ${words.trim().slice(-mostWords)}`,
        "Export it and run it by hand to see more.",
      );
    return readTextBounded(join(folder, resultName), resultLimit);
  },
};

/** Calls back with a new folder, which is taken away afterwards. */
export async function inTemporaryFolder<T>(act: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), "benchtop-"));
  try {
    return await act(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

interface Running {
  readonly folder?: string;
  readonly onLine?: (line: string) => void;
  readonly signal?: AbortSignal;
}

/** Never through a shell: the program's path and its arguments are handed over as they are. */
function ended(
  python: string,
  args: readonly string[],
  { folder, onLine, signal }: Running,
): Promise<{ readonly code: number | null; readonly words: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(python, [...args], {
      stdio: ["ignore", "pipe", "pipe"],
      windowsHide: true,
      env: { ...process.env, PYTHONIOENCODING: "utf-8", PYTHONDONTWRITEBYTECODE: "1" },
      ...(folder !== undefined && { cwd: folder }),
    });
    const stop = (): void => void child.kill();
    signal?.addEventListener("abort", stop);
    if (signal?.aborted === true) stop();
    let words = "";
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      words = (words + text).slice(-10 * mostWords);
    });
    createInterface({ input: child.stdout }).on("line", (line) => onLine?.(line));
    child.on("error", (error) => {
      signal?.removeEventListener("abort", stop);
      const isAbsent = errorCode(error) === "ENOENT" || errorCode(error) === "EACCES";
      reject(
        isAbsent ? new UserError(`There is no Python that can be started at ${python}.`, "Name another one.") : error,
      );
    });
    child.on("close", (code) => {
      signal?.removeEventListener("abort", stop);
      resolve({ code, words });
    });
  });
}
