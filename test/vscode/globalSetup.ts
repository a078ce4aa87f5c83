import { execFileSync } from "node:child_process";
import { mkdirSync, rmSync } from "node:fs";
import path from "node:path";
import { ensurePackage, vsix } from "../run/package.mjs";
import { ensureVsCode, installExtensions } from "../run/vscode.mjs";
import { extensions, output, root } from "./harness/places.ts";

const done = "BENCHTOP_E2E_INSTALLED";

/** Installs the packaged extension, and the probe beside it, the way a person would: once for all projects of a test run. */
export async function setup(): Promise<void> {
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
