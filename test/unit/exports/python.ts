import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";

/** Where a Python with packages may be: what the environment names, the system's own, what the path finds. */
const candidates = [process.env["BENCHTOP_PYTHON"], "/usr/bin/python3", "python3", "python"].filter(
  (path) => path !== undefined,
);

/** A Python that has the modules; undefined where none has. */
export function pythonWith(...modules: readonly string[]): string | undefined {
  return candidates.find((python) => {
    if (python.startsWith("/") && !existsSync(python)) return false;
    return (
      spawnSync(python, ["-c", modules.map((name) => `import ${name}`).join("\n")], { stdio: "ignore" }).status === 0
    );
  });
}

/** Runs a script to its end and returns what it printed; what went wrong is thrown with its words. */
export function runPython(python: string, args: readonly string[], folder?: string): string {
  const { status, stdout, stderr, error } = spawnSync(python, [...args], {
    encoding: "utf8",
    maxBuffer: 1e9,
    // These are small: threads would only wait for each other, beside whatever else is tested.
    env: { ...process.env, OMP_NUM_THREADS: "1", OPENBLAS_NUM_THREADS: "1" },
    ...(folder !== undefined && { cwd: folder }),
  });
  if (status !== 0) throw new Error(`${args.join(" ")} ended with ${String(status)}: ${stderr}${error?.message ?? ""}`);
  return stdout;
}
