/** Builds and packages the extension when what it is made of has changed. */
import { createHash } from "node:crypto";
import { existsSync, readFileSync, readdirSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { root, runLogged } from "./steps.mjs";

export const vsix = path.join(root, "dist", "benchtop.vsix");
const stamp = path.join(root, "dist", "benchtop.vsix.sha256");
const ingredients = [
  "src",
  "webview",
  "media",
  "samples",
  "esbuild.mjs",
  "package.json",
  "package-lock.json",
  "tsconfig.json",
  ".vscodeignore",
  "README.md",
  "CHANGELOG.md",
  "LICENSE",
];

export async function ensurePackage({ force = false } = {}) {
  const now = fingerprint(ingredients.map((name) => path.join(root, name)));
  if (!force && existsSync(vsix) && existsSync(stamp) && readFileSync(stamp, "utf8") === now) return "up to date";
  await runLogged("npm", ["run", "package"], {
    saying: "npm run package",
    log: path.join(root, "test", "output", "package.log"),
  });
  writeFileSync(stamp, now);
  return `${Math.round(statSync(vsix).size / 1024)} kB`;
}

/** SHA-256 over paths and contents of files and folders, in hexadecimal. */
export function fingerprint(places) {
  const hash = createHash("sha256");
  for (const place of places)
    for (const file of filesUnder(place)) {
      const bytes = readFileSync(file);
      hash.update(`${path.relative(root, file)}\0${bytes.length}\0`).update(bytes);
    }
  return hash.digest("hex");
}

/** The regular files under a place in a fixed order, run folders of a person left out. */
export function filesUnder(place) {
  if (!existsSync(place)) return [];
  if (statSync(place).isFile()) return [place];
  return readdirSync(place, { withFileTypes: true })
    .filter((entry) => entry.name !== ".benchtop" && entry.name !== "node_modules")
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const inner = path.join(place, entry.name);
      if (entry.isDirectory()) return filesUnder(inner);
      return entry.isFile() ? [inner] : [];
    });
}
