/**
 * Builds every bundle. `--watch` rebuilds on change; `--production` minifies and leaves source maps out.
 * The command line and the trainer it starts run on Node 20 too; the extension only in a VS Code host (Node 22 or newer).
 */
import { context } from "esbuild";
import { copyFile, mkdir, rm } from "node:fs/promises";
import path from "node:path";
import process from "node:process";
import { buildKernels } from "./src/engine/kernels/build.mjs";

const root = import.meta.dirname ?? path.dirname(new URL(import.meta.url).pathname);
const out = path.join(root, "dist");
const production = process.argv.includes("--production");
const watch = process.argv.includes("--watch");

/** Packages in CommonJS ask for `require`, which an ES module lacks. */
const requireForCommonJs =
  'import { createRequire as benchtopRequire } from "node:module"; const require = benchtopRequire(import.meta.url);';

const shared = {
  absWorkingDir: root,
  bundle: true,
  minify: production,
  keepNames: false,
  sourcemap: production ? false : "linked",
  legalComments: "none",
  logLevel: "warning",
  define: { "process.env.NODE_ENV": production ? '"production"' : '"development"' },
};
const node = {
  ...shared,
  platform: "node",
  format: "esm",
  target: "node20",
  mainFields: ["module", "main"],
  alias: { "@modelcontextprotocol/server/_shims": "./src/cli/mcpShims.ts" },
  // zod looks at it to find out where it runs; the extension host logs an error each time an extension does.
  define: { ...shared.define, navigator: "undefined" },
};
const browser = { ...shared, platform: "browser", format: "iife", target: "es2022", loader: { ".ttf": "file" } };

/** The package does not say that its files do nothing by themselves: without this all its decompressors are taken, for two that are used. */
const onlyUsedDecompressors = {
  name: "only-used-decompressors",
  setup(build) {
    build.onResolve({ filter: /^\.\/(brotli|compressors|gzip)/ }, ({ path: file, resolveDir }) =>
      resolveDir.includes("hyparquet-compressors")
        ? { path: path.join(resolveDir, file), sideEffects: false }
        : undefined,
    );
  },
};

/** Its entry for Node loads sockets and child processes for ways to talk that are not ours: half as long to start again. */
const onlyOurWire = {
  name: "only-our-wire",
  setup(build) {
    const folder = path.join(root, "node_modules", "vscode-jsonrpc");
    const contents = 'require("./lib/node/ril.js").default.install(); module.exports = require("./lib/common/api.js");';
    build.onResolve({ filter: /^vscode-jsonrpc\/node$/ }, () => ({ path: "node", namespace: "wire" }));
    build.onLoad({ filter: /./, namespace: "wire" }, () => ({ contents, resolveDir: folder }));
  },
};

const bundles = [
  { ...node, entryPoints: ["src/platform/kernelThreadEntry.ts"], outfile: "dist/kernelThread.mjs" },
  {
    ...node,
    // What several need (schemas, wire, records, services) lies in one chunk or the other once.
    entryPoints: {
      extension: "src/extension.ts",
      cli: "src/cli/main.ts",
      trainer: "src/platform/trainerEntry.ts",
      index: "src/platform/indexEntry.ts",
    },
    outdir: "dist",
    outExtension: { ".js": ".mjs" },
    splitting: true,
    chunkNames: "chunks/[hash]",
    external: ["vscode"],
    plugins: [onlyUsedDecompressors, onlyOurWire],
    banner: { js: `#!/usr/bin/env node\n${requireForCommonJs}` },
  },
  {
    // What a run exported to JavaScript is made of: a person may read it.
    ...browser,
    entryPoints: { predictor: "src/services/exports/javascript/predictor.ts" },
    outdir: "dist",
    format: "esm",
    minify: false,
    sourcemap: false,
  },
  {
    ...browser,
    entryPoints: { panels: "webview/main.ts" },
    outdir: "dist/webview",
    assetNames: "[name]",
  },
];

/** Says when a rebuild is done; editors' problem matchers wait for these two lines. */
const announce = {
  name: "announce",
  setup(build) {
    build.onStart(() => console.log(`[watch] build started: ${describe(build.initialOptions)}`));
    build.onEnd((result) => {
      for (const { text, location } of result.errors)
        console.error(
          `✘ [ERROR] ${text}\n    ${location?.file ?? ""}:${location?.line ?? 0}:${location?.column ?? 0}:`,
        );
      console.log(`[watch] build finished: ${describe(build.initialOptions)}`);
    });
  },
};
const describe = (options) => options.outfile ?? options.outdir;

// What is no longer built must not be packaged; a watched build leaves what a running window may still load.
for (const folder of ["webview", "chunks"])
  if (!watch) await rm(path.join(out, folder), { recursive: true, force: true });
await mkdir(out, { recursive: true });
await buildKernels(out, { optimize: true });
// Nothing but types, which is what a declaration file holds; other extensions copy it from the package.
await copyFile(path.join(root, "src/ui/publicApi/types.ts"), path.join(out, "api.d.ts"));
const contexts = await Promise.all(
  bundles.map((bundle) => context(watch ? { ...bundle, plugins: [...(bundle.plugins ?? []), announce] } : bundle)),
);
if (watch) {
  await Promise.all(contexts.map((each) => each.watch()));
} else {
  try {
    await Promise.all(contexts.map((each) => each.rebuild()));
  } catch (error) {
    // esbuild has printed each error with its place.
    process.exitCode = 1;
    if (!Array.isArray(error.errors)) throw error;
  } finally {
    await Promise.all(contexts.map((each) => each.dispose()));
  }
}
