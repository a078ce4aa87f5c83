import { execFileSync } from "node:child_process";
import { mkdirSync, rmSync } from "node:fs";
import path from "node:path";
import type { TestProject } from "vitest/node";
import { ensurePackage, vsix } from "../run/package.mjs";
import { ensureVsCode, installExtensions } from "../run/vscode.mjs";
import { extensions, output, root } from "./harness/places.ts";
import { startStation } from "./harness/station.ts";

const done = "BENCHTOP_E2E_INSTALLED";

/** Installs the extension once for all projects of a test run, and starts a station for each worker of this one. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  await installOnce();
  const workers = project.config.maxWorkers;
  const stations = await Promise.all(Array.from({ length: workers }, () => startStation()));
  project.provide(
    "stations",
    stations.map(({ station }) => station),
  );
  return async () => {
    await Promise.all(stations.map((each) => each.stop()));
  };
}

/** Installs the packaged extension, and the probe beside it, the way a person would. */
async function installOnce(): Promise<void> {
  if (process.env[done] === String(process.pid)) return;
  await ensurePackage();
  await ensureVsCode();
  rmSync(output, { recursive: true, force: true });
  mkdirSync(output, { recursive: true });
  const probe = path.join(output, "probe.vsix");
  const vsce = path.join(root, "node_modules", "@vscode", "vsce", "vsce");
  execFileSync(process.execPath, [vsce, "package", "--no-dependencies", "--skip-license", "--out", probe], {
    cwd: path.join(root, "test", "vscode", "probe"),
    stdio: ["ignore", "ignore", "ignore"],
  });
  await installExtensions([vsix, probe], {
    userData: path.join(output, "install"),
    extensions,
    log: path.join(output, "install.log"),
  });
  process.env[done] = String(process.pid);
}
