/**
 * `npm start`: a real VS Code with the packaged extension on the sample workspace, from a plain clone.
 *   --no-open   do not open a browser
 *   --desktop   use the VS Code that is installed here (`code`)
 *   --port N    listen there instead of on a free port
 * Node built-ins only: on the first start nothing is installed yet.
 */
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { copyFile } from "node:fs/promises";
import path from "node:path";
import process from "node:process";
import { ensureDependencies } from "./dependencies.mjs";
import { ensurePackage, filesUnder, fingerprint, vsix } from "./package.mjs";
import { SetUpError, cacheFolder, endChildren, ended, root, start, step } from "./steps.mjs";
import { onPath, openInBrowser } from "./system.mjs";
import { ensureVsCode, installExtensions, startVsCode } from "./vscode.mjs";

const options = new Set(process.argv.slice(2));
const desktop = options.has("--desktop");
const portAt = process.argv.indexOf("--port");
const port = portAt < 0 ? undefined : Number(process.argv[portAt + 1]);

/** What belongs to this checkout and outlives a start: the workspace with its runs, the editor's state. */
const home = path.join(cacheFolder(), "start", createHash("sha256").update(root).digest("hex").slice(0, 12));
const workspace = path.join(home, "benchtop-samples");
const userData = path.join(home, "user-data");
const extensions = path.join(home, "extensions");

/** Until the server runs there is nothing to shut down in order: what we started ends with us. */
const leave = () => process.exit(130);
let onSignal = leave;

async function main() {
  if (Number(process.versions.node.split(".")[0]) < 20)
    throw new SetUpError(`This is Node ${process.versions.node}; Benchtop's tools need Node 20 or newer.`);
  const total = desktop ? 4 : 5;
  let number = 0;
  const next = (name, work) => step(`${++number}/${total} ${name}`, work);

  await next("npm packages", ensureDependencies);
  await next("build and package the extension", () => ensurePackage());
  await next("sample workspace", copySamples);
  if (desktop) {
    await next("hand over to the VS Code installed here", openDesktop);
    return;
  }
  await next("VS Code (code-server)", ensureVsCode);
  let server;
  await next("start it with the extension", async () => {
    await installWhenChanged();
    welcomeOnce();
    server = await startVsCode({ userData, extensions, ...(port === undefined ? {} : { port }) });
  });
  const address = `${server.address}/?folder=${encodeURIComponent(workspace)}`;
  console.log(`\nBenchtop is open at\n\n    ${address}\n`);
  console.log(`The sample workspace is ${workspace}. Your runs stay there. Ctrl+C stops.`);
  if (!options.has("--no-open") && openInBrowser(address)) console.log("The address was handed to your browser.");
  onSignal = () => {
    onSignal = leave;
    console.log("\nStopping VS Code.");
    void server.stop();
  };
  await server.over;
}

/** Files the person changed stay as they are; new and changed samples come in. */
async function copySamples() {
  const samples = path.join(root, "samples");
  const list = path.join(home, "samples.json");
  const before = existsSync(list) ? JSON.parse(readFileSync(list, "utf8")) : {};
  const now = {};
  let copied = 0;
  for (const file of filesUnder(samples)) {
    const name = path.relative(samples, file);
    const to = path.join(workspace, name);
    const hash = contentHash(file);
    now[name] = hash;
    const held = existsSync(to) ? contentHash(to) : undefined;
    if (held === hash || (held !== undefined && held !== before[name])) continue;
    mkdirSync(path.dirname(to), { recursive: true });
    await copyFile(file, to);
    copied++;
  }
  mkdirSync(home, { recursive: true });
  writeFileSync(list, JSON.stringify(now));
  return copied === 0 ? "in place" : `${copied} files copied to ${workspace}`;
}

const contentHash = (file) => createHash("sha256").update(readFileSync(file)).digest("hex");

async function installWhenChanged() {
  const stamp = path.join(home, "extension.sha256");
  const hash = fingerprint([vsix]);
  if (existsSync(extensions) && existsSync(stamp) && readFileSync(stamp, "utf8") === hash) return;
  await installExtensions([vsix], { userData, extensions, log: path.join(cacheFolder(), "logs", "extension.log") });
  writeFileSync(stamp, hash);
}

/** First settings of a fresh editor; from then on they are the person's. */
function welcomeOnce() {
  const file = path.join(userData, "User", "settings.json");
  if (existsSync(file)) return;
  mkdirSync(path.dirname(file), { recursive: true });
  const settings = {
    "workbench.startupEditor": "readme",
    "telemetry.telemetryLevel": "off",
    "workbench.secondarySideBar.defaultVisibility": "hidden",
  };
  writeFileSync(file, `${JSON.stringify(settings, null, 2)}\n`);
}

async function openDesktop() {
  const code = onPath("code");
  if (code === undefined)
    throw new SetUpError(
      'There is no "code" on the PATH. In VS Code run "Shell Command: Install \'code\' command in PATH", or leave out --desktop.',
    );
  for (const args of [["--install-extension", vsix, "--force"], [workspace]])
    if ((await ended(start(code, args, { env: process.env }))) !== 0)
      throw new SetUpError(`${code} ${args.join(" ")} failed.`);
  return `opened ${workspace}`;
}

process.on("exit", () => endChildren("SIGKILL"));
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => onSignal());
main().then(
  () => process.exit(0),
  (error) => {
    console.error(error instanceof SetUpError ? `\n${error.message}` : error);
    process.exit(1);
  },
);
