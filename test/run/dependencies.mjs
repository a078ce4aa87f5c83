/** This repository's own npm packages: installed when missing or when the lock file asks for others. */
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { SetUpError, cacheFolder, root, runLogged } from "./steps.mjs";

const node24 = path.join(root, "node_modules", "node", "bin", process.platform === "win32" ? "node.exe" : "node");

export async function ensureDependencies() {
  let remark = "in line with package-lock.json";
  if (!inLine()) {
    await runLogged("npm", ["ci", "--no-audit", "--no-fund"], {
      env: process.env,
      saying: "npm ci",
      log: path.join(cacheFolder(), "logs", "npm-ci.log"),
    });
    remark = "installed";
  }
  const { stdout, error } = spawnSync(node24, ["--version"], { encoding: "utf8" });
  if (error !== undefined || !stdout.startsWith("v24."))
    throw new SetUpError(
      `node_modules/node holds no Node 24${stdout ? ` but ${stdout.trim()}` : ""}: npm left out the install script of the package "node". ` +
        'It is allowed under "allowScripts" in package.json; look whether "ignore-scripts" is set (npm config get ignore-scripts), then type: npm rebuild node',
    );
  return `${remark}, Node ${stdout.trim().slice(1)}`;
}

/** Whether node_modules holds the very versions of the lock file; packages for other platforms may be absent. */
function inLine() {
  const held = path.join(root, "node_modules", ".package-lock.json");
  if (!existsSync(held)) return false;
  const wanted = JSON.parse(readFileSync(path.join(root, "package-lock.json"), "utf8")).packages;
  const installed = JSON.parse(readFileSync(held, "utf8")).packages;
  return Object.entries(wanted).every(([place, { version, optional, devOptional, peer }]) => {
    if (place === "") return true;
    const have = installed[place];
    if (have === undefined) return Boolean(optional ?? devOptional ?? peer);
    return have.version === version;
  });
}
