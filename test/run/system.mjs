/** What must come from the system's package manager: Chromium, and what compiles VS Code's native parts. */
import { spawnSync } from "node:child_process";
import { accessSync, constants, existsSync, readdirSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { SetUpError, cacheFolder, runLogged } from "./steps.mjs";

/** How to see that a thing is there, and the Debian or Ubuntu packages that bring it. */
const things = {
  chromium: { found: () => findChromium() !== undefined, packages: ["chromium", "fonts-liberation"] },
  kerberos: { found: () => headerExists("gssapi.h"), packages: ["libkrb5-dev"] },
  compiler: { found: () => onPath("g++") !== undefined, packages: ["g++"] },
  make: { found: () => onPath("make") !== undefined, packages: ["make"] },
  python: { found: () => onPath("python3") !== undefined, packages: ["python3"] },
  // test/unit/exports/python.ts looks at the same places.
  numpy: { found: () => pythonsWith("numpy").length > 0, packages: ["python3-numpy"] },
};

/** What compiles the native parts of VS Code. */
export const forVsCode = ["kerberos", "compiler", "make", "python"];

/** The path of a program, or undefined. */
export function onPath(name) {
  for (const folder of (process.env.PATH ?? "").split(path.delimiter)) {
    const file = path.join(folder, name);
    try {
      accessSync(file, constants.X_OK);
      return file;
    } catch {
      // Not in this folder: try the next one.
    }
  }
  return undefined;
}

/** Those of a few likely Pythons that have a module. */
function pythonsWith(name) {
  return ["/usr/bin/python3", "python3"].filter(
    (python) => spawnSync(python, ["-c", `import ${name}`], { stdio: "ignore" }).status === 0,
  );
}

/** Chromium without a window: it opens a page for a third of the processor time (docs/decisions/0021). */
const headlessShell = "chromium-headless-shell";

/** The system's Chromium or Chrome, the one without a window first; `CHROMIUM` names another. */
export function findChromium() {
  if (process.env.CHROMIUM) return process.env.CHROMIUM;
  for (const name of [headlessShell, "chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]) {
    const file = onPath(name);
    if (file !== undefined) return file;
  }
  const mac = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome";
  return existsSync(mac) ? mac : undefined;
}

function headerExists(name) {
  const folders = ["/usr/include", "/usr/local/include", "/opt/homebrew/include"];
  try {
    for (const entry of readdirSync("/usr/include", { withFileTypes: true }))
      if (entry.isDirectory() && entry.name.endsWith("-linux-gnu")) folders.push(path.join("/usr/include", entry.name));
  } catch {
    // No such folder on this system.
  }
  return folders.some((folder) => existsSync(path.join(folder, name)) || existsSync(path.join(folder, "gssapi", name)));
}

/** Installs what is missing of `names` as root; anyone else is told the one command to type. */
export async function ensureSystem(names) {
  const absent = () => names.filter((name) => !things[name].found());
  const missing = absent().flatMap((name) => things[name].packages);
  if (missing.length === 0) return "nothing missing";
  const apt = onPath("apt-get");
  const command = `apt-get update && apt-get install -y --no-install-recommends ${missing.join(" ")}`;
  if (apt === undefined)
    throw new SetUpError(
      `Missing on this system: ${absent().join(", ")} (Debian packages ${missing.join(", ")}). Install them, then run this again.`,
    );
  if (process.getuid?.() !== 0)
    throw new SetUpError(`Missing on this system: ${absent().join(", ")}. Type:\n\n  sudo sh -c '${command}'\n`);
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  const logs = path.join(cacheFolder(), "logs");
  await runLogged(apt, ["update"], { env, saying: "apt-get update", log: path.join(logs, "apt-update.log") });
  await runLogged(apt, ["install", "-y", "--no-install-recommends", ...missing], {
    env,
    saying: `apt-get install ${missing.join(" ")}`,
    log: path.join(logs, "apt-install.log"),
  });
  const still = absent();
  if (still.length > 0)
    throw new SetUpError(
      `After ${command} there is still no ${still.join(", ")}.` +
        (still.includes("chromium") ? " Set CHROMIUM to the path of a Chrome or Chromium." : ""),
    );
  return `installed ${missing.join(", ")}`;
}

/**
 * A Chromium for the tests. Debian has one without a window, which is installed beside or instead of the other where that
 * can be done without asking anyone; anywhere else whatever there is will do.
 */
export async function ensureChromium() {
  const apt = onPath("apt-get");
  if (process.env.CHROMIUM || onPath(headlessShell) !== undefined) return "nothing missing";
  if (apt !== undefined && process.getuid?.() === 0) {
    const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
    const log = (step) => ({
      env,
      saying: `apt-get ${step}`,
      log: path.join(cacheFolder(), "logs", `apt-${step}.log`),
    });
    try {
      await runLogged(apt, ["update"], log("update"));
      const wanted = [headlessShell, "fonts-liberation"];
      await runLogged(apt, ["install", "-y", "--no-install-recommends", ...wanted], log("install"));
      if (onPath(headlessShell) !== undefined) return `installed ${wanted.join(", ")}`;
    } catch (error) {
      // Ubuntu has no such package.
      if (!(error instanceof SetUpError)) throw error;
    }
  }
  return ensureSystem(["chromium"]);
}

/** Opens an address in the person's browser where there is a desktop; says whether it tried. */
export function openInBrowser(address) {
  const opener = process.platform === "darwin" ? onPath("open") : onPath("xdg-open");
  const desktop = process.platform === "darwin" || process.env.DISPLAY || process.env.WAYLAND_DISPLAY;
  if (opener === undefined || !desktop) return false;
  return spawnSync(opener, [address], { stdio: "ignore", timeout: 5000 }).status === 0;
}
