/** Installs an npm manifest of this repository into the cache outside the checkout, whole or not at all. */
import { createHash, randomBytes } from "node:crypto";
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import process from "node:process";
import { cacheFolder, runLogged } from "./steps.mjs";

const marker = "installed.json";
const manifest = ["package.json", "package-lock.json"];

/** Where the packages of a manifest folder are or will be; `also` is what else they depend on. */
export function installedFolder(name, from, also = "") {
  const hash = createHash("sha256").update(`${also} ${process.platform} ${process.arch}`);
  hash.update(readFileSync(path.join(from, "package-lock.json")));
  return path.join(cacheFolder(), `${name}-${hash.digest("hex").slice(0, 16)}`);
}

export const isInstalled = (folder) => existsSync(path.join(folder, marker));

/**
 * Runs `npm ci` in a temporary folder, checks it, and gives it its name at the end: what is half done keeps its
 * temporary name and is swept away by the next one.
 */
export async function install(folder, { from, env, saying, check }) {
  sweep();
  const temporary = `${folder}.part-${process.pid}-${randomBytes(3).toString("hex")}`;
  mkdirSync(temporary, { recursive: true });
  for (const file of manifest) copyFileSync(path.join(from, file), path.join(temporary, file));
  const log = path.join(cacheFolder(), "logs", `${path.basename(folder)}.log`);
  await runLogged("npm", ["ci", "--no-audit", "--no-fund"], { cwd: temporary, env, saying, log });
  check(temporary);
  writeFileSync(path.join(temporary, marker), JSON.stringify({ installed: new Date().toISOString() }));
  try {
    renameSync(temporary, folder);
  } catch (error) {
    // Another one was faster: its install is as good.
    if (!isInstalled(folder)) throw error;
    rmSync(temporary, { recursive: true, force: true });
  }
}

function sweep() {
  if (!existsSync(cacheFolder())) return;
  for (const name of readdirSync(cacheFolder())) {
    const part = /\.part-(\d+)-[0-9a-f]+$/.exec(name);
    if (part !== null && !alive(Number(part[1])))
      rmSync(path.join(cacheFolder(), name), { recursive: true, force: true });
  }
}

function alive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}
