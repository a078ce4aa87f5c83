/**
 * A real VS Code for this repository: code-server (its server, extension host and workbench) in a cache outside the
 * checkout, installed from the lock file in test/vscode with Node 24. Node built-ins only.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import path from "node:path";
import process from "node:process";
import { setTimeout as delay } from "node:timers/promises";
import { install, installedFolder, isInstalled } from "./install.mjs";
import { SetUpError, endGroup, ended, root, runLogged, start, toolEnvironment } from "./steps.mjs";
import { ensureSystem, forVsCode } from "./system.mjs";

const from = path.join(root, "test", "vscode");
const entry = (folder) => path.join(folder, "node_modules", "code-server", "out", "node", "entry.js");

/** The folder that holds (or will hold) the VS Code of this lock file and Node version. */
function vscodeFolder() {
  const { stdout } = spawnSync("node", ["--version"], { env: toolEnvironment(), encoding: "utf8" });
  return installedFolder("vscode", from, stdout.trim());
}

/** Installs it where it is missing (about two minutes, 650 MB). Returns a remark. */
export async function ensureVsCode() {
  const folder = vscodeFolder();
  if (isInstalled(folder)) return "ready";
  await ensureSystem(forVsCode);
  await install(folder, {
    from,
    env: installEnvironment(),
    saying: "installing VS Code (code-server) and compiling its native parts, about two minutes",
    check,
  });
  return "installed";
}

/** npm 12 holds back install scripts, also those of the install inside code-server; headers come from the npm package of Node. */
function installEnvironment() {
  const headers = path.join(root, "node_modules", "node", "node_modules", `node-${process.platform}-${process.arch}`);
  const local = existsSync(path.join(headers, "include", "node", "node_api.h"))
    ? { npm_config_nodedir: headers, npm_package_config_node_gyp_nodedir: headers }
    : {};
  const env = toolEnvironment({
    npm_config_dangerously_allow_all_scripts: "true",
    npm_config_update_notifier: "false",
    ...local,
  });
  // The npm that runs us hands down its own name and Node, by which code-server would refuse the Node it is given here.
  delete env.npm_config_user_agent;
  return env;
}

/** A folder of parts that npm called a success but whose scripts did not run is none. */
function check(folder) {
  const natives = path.join(folder, "node_modules", "code-server", "lib", "vscode", "node_modules");
  if (!existsSync(entry(folder)) || !existsSync(natives))
    throw new SetUpError(
      'npm installed code-server without running its install scripts. Look whether "ignore-scripts" is set: npm config get ignore-scripts',
    );
}

/** Runs code-server to its end, as for `--install-extension`. */
async function runVsCode(args, { log, saying }) {
  await runLogged("node", [entry(vscodeFolder()), ...args], { log, saying, env: serverEnvironment() });
}

/** The environment of a server that knows nothing of a VS Code it may have been started from. */
function serverEnvironment() {
  const env = toolEnvironment();
  for (const name of Object.keys(env))
    if (name.startsWith("VSCODE_") || name.startsWith("ELECTRON_") || name === "PORT" || name === "PASSWORD")
      delete env[name];
  return env;
}

/** Installs .vsix files into an extensions folder that then holds those and nothing else. */
export async function installExtensions(files, { userData, extensions, log }) {
  rmSync(extensions, { recursive: true, force: true });
  mkdirSync(extensions, { recursive: true });
  const places = ["--config", configFile(userData), "--user-data-dir", userData, "--extensions-dir", extensions];
  const wanted = files.flatMap((file) => ["--install-extension", file]);
  await runVsCode([...places, ...wanted, "--force"], { log, saying: "installing the extension" });
}

/** A configuration of our own, so that one in the person's home has no say. */
function configFile(userData) {
  mkdirSync(userData, { recursive: true });
  const file = path.join(userData, "code-server.yaml");
  writeFileSync(file, "auth: none\ncert: false\n");
  return file;
}

/**
 * Starts the server on 127.0.0.1 and resolves when it answers.
 * `trust: false` leaves workspace trust on, so that folders open in Restricted Mode.
 * `detached: false` keeps it in the caller's process group, for a caller that is itself ended as a group.
 */
export async function startVsCode({
  userData,
  extensions,
  trust = true,
  port,
  stdio = "ignore",
  env = {},
  detached = true,
}) {
  const at = port ?? (await freePort());
  const child = start(
    "node",
    [
      entry(vscodeFolder()),
      ...["--config", configFile(userData), "--auth", "none", "--bind-addr", `127.0.0.1:${at}`],
      ...["--user-data-dir", userData, "--extensions-dir", extensions],
      ...["--disable-telemetry", "--disable-update-check", "--disable-getting-started-override"],
      ...(trust ? ["--disable-workspace-trust"] : []),
    ],
    { env: { ...serverEnvironment(), ...env }, stdio: ["ignore", stdio, stdio], detached },
  );
  const over = ended(child);
  const address = `http://127.0.0.1:${at}`;
  const stop = async () => {
    endGroup(child);
    const late = await Promise.race([over.then(() => false), delay(4000, true, { ref: false })]);
    if (late) endGroup(child, "SIGKILL");
    await over;
  };
  let code;
  void over.then((value) => (code = value));
  for (let waited = 0; ; waited += 100) {
    if (code !== undefined) throw new SetUpError(`VS Code's server ended with exit code ${code} before it answered.`);
    if (await answers(address)) return { address, stop, over };
    if (waited > 60_000) {
      await stop();
      throw new SetUpError(`VS Code's server did not answer on ${address} within a minute.`);
    }
    await delay(100);
  }
}

async function answers(address) {
  try {
    const response = await fetch(`${address}/healthz`, { signal: AbortSignal.timeout(2000) });
    return response.ok;
  } catch {
    return false;
  }
}

async function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}
