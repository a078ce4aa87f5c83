/**
 * `npm test`: sets up, then runs the gate in one order and stops at the first red.
 *   --until NAME   stop after the stage of that name      --only NAME   set up and run one stage
 * However it ends, its last line says `N passed, N failed`: tests counted one by one, every other stage as one.
 */
import { existsSync, mkdirSync, readFileSync, rmSync, writeSync } from "node:fs";
import path from "node:path";
import { performance } from "node:perf_hooks";
import process from "node:process";
import { ensureDependencies } from "./dependencies.mjs";
import { ensureNode22, node22 } from "./node22.mjs";
import { ensurePackage } from "./package.mjs";
import { SetUpError, endChildren, ended, root, seconds, start, toolEnvironment } from "./steps.mjs";
import { ensureSystem } from "./system.mjs";
import { ensureVsCode } from "./vscode.mjs";

const output = path.join(root, "test", "output");
const tally = { passed: 0, failed: 0 };
/** The stage under way: an exit in its midst is a failure of it. */
let current;
const times = [];

/** Runs a command; red when it fails. */
function command(name, ...args) {
  return async () => {
    const code = await ended(start(name, args));
    return code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
  };
}

/** Runs a vitest project and counts its tests; a failure outside any test counts as one. */
function tests(project, program) {
  return async () => {
    const report = path.join(output, `${current.replaceAll(/[^a-z0-9]+/gi, "-")}.json`);
    rmSync(report, { force: true });
    const vitest = path.join(root, "node_modules", "vitest", "vitest.mjs");
    const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
    const node = program?.();
    const env = toolEnvironment();
    if (node !== undefined) env.PATH = `${path.dirname(node)}${path.delimiter}${env.PATH}`;
    const code = await ended(start(node ?? "node", [vitest, "run", "--project", project, ...reporters], { env }));
    const counted = existsSync(report) ? JSON.parse(readFileSync(report, "utf8")) : undefined;
    const passed = counted?.numPassedTests ?? 0;
    const failed = counted?.numFailedTests ?? 0;
    if (counted?.numPendingTests > 0) console.log(`  ${counted.numPendingTests} skipped`);
    if (code === 0 && passed === 0) console.error(`✗ ${project}: no test ran`);
    return { passed, failed: code === 0 && passed > 0 ? failed : Math.max(failed, 1) };
  };
}

/** Set-up work: as a stage of the gate it counts as one. */
function work(doing) {
  return async () => {
    const remark = await doing();
    if (typeof remark === "string") console.log(`  ${remark}`);
    return { passed: 1, failed: 0 };
  };
}

const setUp = [
  ["npm packages", ensureDependencies],
  ["system packages", () => ensureSystem(["chromium"])],
];
const gate = [
  ["format", command("prettier", "--check", "--log-level", "warn", ".")],
  ["types", command("npm", "run", "--silent", "check:types")],
  ["lint", command("eslint", "--max-warnings", "0", ".")],
  ["floors", command("npm", "run", "--silent", "check:floors")],
  ["unused code", command("knip")],
  ["unit", tests("unit")],
  ["Node 22", work(ensureNode22)],
  ["unit on Node 22", tests("unit", node22)],
  ["build and package", work(() => ensurePackage({ force: true }))],
  ["bundle sizes", command("node", "test/run/sizes.mjs")],
  ["webview in Chromium", tests("webview")],
  ["VS Code (code-server)", work(ensureVsCode)],
  ["end to end in VS Code", tests("e2e")],
];

async function main() {
  if (Number(process.versions.node.split(".")[0]) < 20)
    throw new SetUpError(`This is Node ${process.versions.node}; Benchtop's tools need Node 20 or newer.`);
  mkdirSync(output, { recursive: true });
  const chosen = choose();
  let number = 0;
  for (const [name, run] of [...setUp, ...chosen]) {
    const began = performance.now();
    current = name;
    console.log(`\n▸ ${++number}/${setUp.length + chosen.length} ${name}`);
    const isSetUp = number <= setUp.length;
    const { passed, failed } = isSetUp ? await bare(run) : await run();
    current = undefined;
    tally.passed += passed;
    tally.failed += failed;
    times.push([name, seconds(began)]);
    console.log(`  ${failed > 0 ? "red" : "green"}, ${seconds(began)}`);
    if (failed > 0) return;
  }
}

/** Set-up that does its work counts as nothing; when it fails it throws. */
async function bare(doing) {
  console.log(`  ${await doing()}`);
  return { passed: 0, failed: 0 };
}

function choose() {
  const [flag, wanted] = process.argv.slice(2);
  if (flag === undefined) return gate;
  const at = gate.findIndex(([name]) => name === wanted);
  if (at < 0 || !["--only", "--until"].includes(flag))
    throw new SetUpError(`Use --only NAME or --until NAME with one of: ${gate.map(([name]) => name).join(", ")}.`);
  return flag === "--only" ? [gate[at]] : gate.slice(0, at + 1);
}

/** The last word, written without buffering so that nothing can come after it or cut it off. */
function close() {
  endChildren("SIGKILL");
  if (current !== undefined) {
    tally.failed++;
    times.push([current, "not finished"]);
  }
  const run = new Set(times.map(([name]) => name));
  const left = gate.map(([name]) => name).filter((name) => !run.has(name));
  const lines = times.map(([name, time]) => `  ${name.padEnd(24)} ${time.padStart(12)}`);
  if (left.length > 0) lines.push(`  not run: ${left.join(", ")}`);
  writeSync(1, `\n${lines.join("\n")}\n${tally.passed} passed, ${tally.failed} failed\n`);
}

process.on("exit", close);
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"])
  process.on(signal, () => {
    console.error(`\nInterrupted by ${signal}.`);
    process.exit(130);
  });
process.on("uncaughtException", (error) => {
  console.error(error);
  current ??= "the gate itself";
  process.exit(1);
});

main().then(
  () => process.exit(tally.failed > 0 ? 1 : 0),
  (error) => {
    console.error(error instanceof SetUpError ? `\n${error.message}` : error);
    current ??= "set-up";
    process.exit(1);
  },
);
