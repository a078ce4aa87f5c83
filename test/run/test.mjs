/**
 * `npm test`: sets up, then runs the gate in one order and stops at the first red. Checks that only read, and the build, run two at a time.
 *   --until NAME   stop after the stage of that name      --only NAME   set up and run one stage
 * However it ends, its last line says `N passed, N failed`: tests counted one by one, every other stage as one.
 */
import { existsSync, mkdirSync, readFileSync, rmSync, writeSync } from "node:fs";
import path from "node:path";
import { performance } from "node:perf_hooks";
import process from "node:process";
import { ensureDependencies } from "./dependencies.mjs";
import { temporaryFolder } from "./memoryFolder.mjs";
import { ensureNode22, node22 } from "./node22.mjs";
import { ensurePackage } from "./package.mjs";
import { SetUpError, endChildren, endLeftovers, ended, root, seconds, start, toolEnvironment } from "./steps.mjs";
import { ensureChromium, ensureSystem } from "./system.mjs";
import { ensureVsCode } from "./vscode.mjs";

const output = path.join(root, "test", "output");
const tally = { passed: 0, failed: 0 };
/** The stages under way: an exit in the midst of one is a failure of it. */
const underWay = new Set();
const times = [];

/** Runs a command that only reads, beside others like it, and keeps what it prints together; red when it fails. */
function reading(name, ...args) {
  const run = async () => {
    const child = start(name, args, { stdio: ["ignore", "pipe", "pipe"] });
    const printed = [];
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => printed.push(chunk));
    const code = await ended(child);
    const output = Buffer.concat(printed).toString("utf8").trimEnd();
    return code === 0 ? { passed: 1, failed: 0, output } : { passed: 0, failed: 1, output };
  };
  return Object.assign(run, { beside: true });
}

/** Runs a command; red when it fails. */
function command(name, ...args) {
  return async () => {
    const code = await ended(start(name, args));
    return code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
  };
}

/** Runs a vitest project, or some folders of it, and counts its tests; a failure outside any test counts as one. */
function tests(project, { program, folders = [], more = [] } = {}) {
  return async (stage) => {
    const report = path.join(output, `${stage.replaceAll(/[^a-z0-9]+/gi, "-")}.json`);
    rmSync(report, { force: true });
    const vitest = path.join(root, "node_modules", "vitest", "vitest.mjs");
    const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
    const node = program?.();
    const env = toolEnvironment({ TMPDIR: temporaryFolder() });
    if (node !== undefined) env.PATH = `${path.dirname(node)}${path.delimiter}${env.PATH}`;
    const child = start(node ?? "node", [vitest, "run", "--project", project, ...folders, ...more, ...reporters], {
      env,
    });
    const code = await ended(child);
    endLeftovers(child);
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

/** For work that no stage beside it reads the fruit of. */
const beside = (run) => Object.assign(run, { beside: true });

const setUp = [
  ["npm packages", ensureDependencies],
  ["Chromium", ensureChromium],
  ["system packages", () => ensureSystem(["numpy"])],
];
/** Vitest would leave a core idle, of two one. */
const everyCore = ["--maxWorkers=100%"];
const gate = [
  // The longest first.
  ["lint", reading("eslint", "--max-warnings", "0", ".")],
  ["types", reading("npm", "run", "--silent", "check:types")],
  ["format", reading("prettier", "--check", "--log-level", "warn", ".")],
  ["floors", reading("npm", "run", "--silent", "check:floors")],
  ["unused code", reading("knip")],
  ["build and package", beside(work(() => ensurePackage({ force: true })))],
  ["unit", tests("unit", { more: everyCore })],
  ["Node 22", work(ensureNode22)],
  // What depends on the version that runs it: workers, threads, files, WebAssembly.
  [
    "unit on Node 22",
    tests("unit", {
      program: node22,
      more: everyCore,
      folders: ["engine", "platform", "protocol", "services", "worker"].map((floor) => `test/unit/${floor}/`),
    }),
  ],
  ["bundle sizes", command("node", "test/run/sizes.mjs")],
  ["webview in Chromium", tests("webview", { more: everyCore })],
  ["VS Code (code-server)", work(ensureVsCode)],
  ["end to end in VS Code", tests("e2e*")],
];

async function main() {
  if (Number(process.versions.node.split(".")[0]) < 20)
    throw new SetUpError(`This is Node ${process.versions.node}; Benchtop's tools need Node 20 or newer.`);
  mkdirSync(output, { recursive: true });
  const stages = [...setUp.map(([name, doing]) => [name, () => bare(doing)]), ...choose()];
  const title = (name) => `\n▸ ${stages.findIndex(([each]) => each === name) + 1}/${stages.length} ${name}`;
  for (let at = 0; at < stages.length && tally.failed === 0;) {
    const beside = stages.slice(at).findIndex(([, run]) => run.beside !== true);
    const count = beside < 0 ? stages.length - at : beside;
    if (count > 0) await Promise.all(lanes(stages.slice(at, at + count), title));
    else await runStage(stages[at], (name) => console.log(title(name)));
    at += Math.max(1, count);
  }
}

/** Two lanes that take the next of the stages until none is left; what each prints comes when it has ended. */
function lanes(stages, title) {
  const waiting = [...stages];
  return [1, 2].map(async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift())
      await runStage(
        next,
        () => undefined,
        ([name], output) => console.log(`${title(name)}${output === "" ? "" : `\n${output}`}`),
      );
  });
}

async function runStage(stage, before, after = () => undefined) {
  const [name, run] = stage;
  const began = performance.now();
  underWay.add(name);
  before(name);
  const { passed, failed, output = "" } = await run(name);
  underWay.delete(name);
  tally.passed += passed;
  tally.failed += failed;
  times.push([name, seconds(began)]);
  after(stage, output);
  console.log(`  ${failed > 0 ? "red" : "green"}, ${seconds(began)}`);
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
  for (const name of underWay) {
    tally.failed++;
    times.push([name, "not finished"]);
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
  if (underWay.size === 0) underWay.add("the gate itself");
  process.exit(1);
});

main().then(
  () => process.exit(tally.failed > 0 ? 1 : 0),
  (error) => {
    console.error(error instanceof SetUpError ? `\n${error.message}` : error);
    if (underWay.size === 0) underWay.add("set-up");
    process.exit(1);
  },
);
