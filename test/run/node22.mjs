/**
 * Node 22, the oldest that a supported VS Code brings: the unit tests run on it too. It lives in a folder of its own
 * because two packages cannot both be the `node` command of one.
 */
import { spawnSync } from "node:child_process";
import path from "node:path";
import { install, installedFolder, isInstalled } from "./install.mjs";
import { SetUpError, root, toolEnvironment } from "./steps.mjs";

const from = path.join(root, "test", "node22");

/** The program itself, once `ensureNode22` has run. */
export const node22 = () => binary(installedFolder("node22", from));

const binary = (folder) => path.join(folder, "node_modules", "node", "bin", "node");

export async function ensureNode22() {
  const folder = installedFolder("node22", from);
  if (!isInstalled(folder))
    await install(folder, {
      from,
      env: toolEnvironment({ npm_config_dangerously_allow_all_scripts: "true" }),
      saying: "installing Node 22",
      check: version,
    });
  return `Node ${version(folder)}`;
}

function version(folder) {
  const { stdout } = spawnSync(binary(folder), ["--version"], { encoding: "utf8" });
  if (!stdout?.startsWith("v22."))
    throw new SetUpError(`The npm package node@22 brought no Node 22 (${stdout?.trim()}).`);
  return stdout.trim().slice(1);
}
