// Kills the packaged command line at random moments and resumes it: `npm run killtest [-- KILLS [SEED]]`, after `npm run build`.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { resultOf, trainKilled } from "./kills.ts";

const wanted = Number(process.argv[2] ?? 200);
let seed = Number(process.argv[3] ?? 1);
const bundle = join(import.meta.dirname, "../../dist/cli.mjs");

/** Mulberry32: the same kills for the same seed. */
function random() {
  seed = (seed + 0x6d2b79f5) | 0;
  let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed);
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
}

const rows = Array.from({ length: 400 }, (_, at) => {
  const near = (at % 4) + ((at * 7919) % 100) / 90;
  return `${near.toFixed(2)},${(((at * 104729) % 97) / 97).toFixed(3)},class${String(at % 4)}`;
});
const training = { epochs: 300, batchSize: 16 };
const experiments = {
  network: {
    model: { kind: "network", hidden: [{ units: 24, norm: "batch", dropout: 0.2 }] },
    training: { ...training, optimizer: { kind: "adam" }, evaluateEvery: { steps: 9 } },
  },
  logisticRegression: { model: { kind: "logisticRegression" }, training: { ...training, epochs: 600 } },
  perceptron: { model: { kind: "perceptron" }, training: { epochs: 2000 } },
};

const folder = mkdtempSync(join(tmpdir(), "benchtop-kill-"));
mkdirSync(join(folder, ".vscode"));
const place = { bundle, folder };
const totals = { kills: 0, runs: 0, lost: 0, different: 0, endedFirst: 0, fromCheckpoint: 0, fromBeginning: 0 };
try {
  writeFileSync(join(folder, "numbers.csv"), `length,width,kind\n${rows.join("\n")}\n`);
  const whole = new Map();
  for (const [name, experiment] of Object.entries(experiments)) {
    writeFileSync(join(folder, `${name}.experiment.json`), JSON.stringify({ dataset: "numbers.csv", ...experiment }));
    const begun = Date.now();
    const fate = await trainKilled(place, `${name}.experiment.json`, "runs/whole", []);
    whole.set(name, { result: JSON.stringify(resultOf(fate)), milliseconds: Date.now() - begun });
  }
  const names = [...whole.keys()];
  while (totals.kills < wanted) {
    const name = names[totals.runs % names.length];
    const { result, milliseconds } = whole.get(name);
    const times = Array.from({ length: 5 }, () => Math.ceil(random() * milliseconds));
    const fate = await trainKilled(place, `${name}.experiment.json`, "runs/killed", times);
    totals.runs++;
    totals.kills += fate.kills;
    totals.lost += fate.lost;
    for (const step of fate.resumedFrom) totals[step > 0 ? "fromCheckpoint" : "fromBeginning"]++;
    if (fate.endedFirst) totals.endedFirst++;
    if (JSON.stringify(resultOf(fate)) !== result) {
      totals.different++;
      console.error(`different: ${fate.folder}`);
    }
  }
} finally {
  if (totals.different === 0) rmSync(folder, { recursive: true, force: true });
}
console.log(JSON.stringify(totals));
process.exitCode = totals.lost + totals.different > 0 ? 1 : 0;
