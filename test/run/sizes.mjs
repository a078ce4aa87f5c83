/** Holds the packaged extension to its limits: what it may contain, and how big each part may grow. */
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, readdirSync, statSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { deflateRawSync } from "node:zlib";
import { vsix } from "./package.mjs";
import { root, toolEnvironment } from "./steps.mjs";

const kB = 1024;
/** Limits in bytes: each a little above what is needed today, so that a jump is noticed. */
const limits = {
  "dist/extension.mjs": 8 * kB,
  "dist/trainer.mjs": 100 * kB,
  "dist/kernelThread.mjs": 12 * kB,
  "dist/index.mjs": 8 * kB,
  "dist/predictor.js": 110 * kB,
  "dist/cli.mjs": 60 * kB,
  "dist/webview/panels.js": 780 * kB,
  "dist/webview/panels.css": 60 * kB,
  "dist/kernels-simd.wasm": 44 * kB,
  "dist/kernels-relaxed.wasm": 40 * kB,
  "dist/api.d.ts": 4 * kB,
  "dist/benchtop.vsix": 3 * 1024 * kB,
};
/** All code as a user downloads it, and what a host loads for the first view (docs/decisions/0013-code-size.md). */
const packedCodeLimit = 1536 * kB;
const hostLimit = 640 * kB;
/** What a window pays for that wants nothing of Benchtop yet: a chunk more is a module more to find and to compile. */
const activationLimit = 24 * kB;
const chunkLimit = 1280 * kB;

const allowed = [
  /^dist\/(extension|trainer|index|kernelThread|cli)\.mjs$/,
  /^dist\/predictor\.js$/,
  /^dist\/api\.d\.ts$/,
  /^dist\/chunks\/\w+\.mjs$/,
  /^dist\/kernels-(simd|relaxed)\.wasm$/,
  /^dist\/webview\/[\w.-]+\.(js|css|ttf)$/,
  /^media\/[\w./-]+\.(svg|png|json|md)$/,
  /^samples\/[\w./-]+\.(csv|tsv|txt|json|md)$/,
  /^(package\.json|README\.md|CHANGELOG\.md|LICENSE)$/,
];

const faults = [];

const size = (name) => {
  const file = path.join(root, name);
  return existsSync(file) ? statSync(file).size : undefined;
};

const chunks = path.join(root, "dist", "chunks");
/** What extension, command line and trainer share, and what few of them ever load. */
const chunkFiles = existsSync(chunks) ? readdirSync(chunks).map((name) => path.join("dist", "chunks", name)) : [];
hold("dist/chunks", sum(chunkFiles), chunkLimit);
for (const [name, limit] of Object.entries(limits)) {
  const bytes = size(name);
  if (bytes === undefined) {
    faults.push(`${name} is missing: run npm run package`);
    continue;
  }
  hold(name, bytes, limit);
}
const code = [...chunkFiles, ...Object.keys(limits).filter((name) => /\.(cjs|mjs|js|css)$/.test(name))];
const packed = code.reduce((total, name) => total + deflateRawSync(read(name), { level: 9 }).length, 0);
hold("all code, packed", packed, packedCodeLimit);
hold("loaded at activation", sum(importedBy(["dist/extension.mjs"])), activationLimit);
hold("loaded by the host", sum(loadedBy("dist/extension.mjs")), hostLimit);

const listed = spawnSync("vsce", ["ls", "--no-dependencies"], {
  cwd: root,
  env: toolEnvironment(),
  encoding: "utf8",
  shell: process.platform === "win32",
});
if (listed.status !== 0) faults.push(`vsce ls failed: ${listed.stderr || listed.error}`);
const files = listed.stdout?.split("\n").filter(Boolean) ?? [];
for (const file of files)
  if (!allowed.some((pattern) => pattern.test(file))) faults.push(`${file} does not belong into the package`);
for (const name of Object.keys(limits))
  if (name !== path.relative(root, vsix) && !files.includes(name)) faults.push(`${name} is not in the package`);
console.log(`${"files in the package".padEnd(28)} ${files.length}`);

for (const fault of faults) console.error(`✗ ${fault}`);
process.exitCode = faults.length > 0 ? 1 : 0;

function hold(what, bytes, limit) {
  console.log(`${what.padEnd(28)} ${row(bytes, limit)}`);
  if (bytes > limit) faults.push(`${what} is ${format(bytes)}, more than ${format(limit)}`);
}

function sum(names) {
  return names.reduce((total, name) => total + (size(name) ?? 0), 0);
}

function read(name) {
  const file = path.join(root, name);
  return existsSync(file) ? readFileSync(file) : Buffer.alloc(0);
}

/** A bundle, what it imports when it is needed (the app), and every chunk that these import statically. */
function loadedBy(entry) {
  const later = read(entry)
    .toString()
    .matchAll(/import\("(\.\/[^"]+)"\)/g);
  return importedBy([entry, ...Array.from(later, ([, name]) => path.join(path.dirname(entry), name))]);
}

/** These bundles, and every chunk that they import statically. */
function importedBy(entries) {
  const found = new Set(entries);
  for (const name of found)
    for (const [, imported] of read(name)
      .toString()
      .matchAll(/(?:from|import)"(\.\/[^"]+)"/g))
      found.add(path.join(path.dirname(name), imported));
  return [...found];
}

function row(bytes, limit) {
  return `${format(bytes).padStart(8)} of ${format(limit).padStart(8)}`;
}

function format(bytes) {
  return bytes < 10 * 1024 * kB ? `${Math.ceil(bytes / kB)} kB` : `${(bytes / 1024 / kB).toFixed(1)} MB`;
}
