/**
 * Measures how a built trainer counts and inspects a csv of 10 MB (85,000 rows), each time in a worker that has just
 * started, several trainers in turn: `npm run build && node test/bench/largeFile.ts [TRAINER.mjs]…`
 */
import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { RandomStream } from "../../src/base/random.ts";
import { threadWorkers } from "../../src/platform/trainerWorkers.ts";
import type { TrainerWorker } from "../../src/services/ports.ts";

const rows = 85_000;
const rounds = 7;
const log = { info: () => undefined, warn: console.warn, error: console.error };

/** A text of 10 to 38 words a row, and four classes; every `quotedOf` rows one has a comma and so quotes. */
function texts(quotedOf: number): string {
  const stream = new RandomStream(1, "bench/largeFile");
  const words = Array.from({ length: 20_000 }, (_, at) => {
    const letters = "etaoinshrdlucmfwypvbgkqjxz";
    let word = "";
    for (let left = at + 1; left > 0; left = Math.floor(left / 26)) word += letters.charAt(left % 26);
    return word + letters.charAt(at % 7);
  });
  const lines = ["text,label"];
  for (let row = 0; row < rows; row++) {
    const length = 10 + stream.below(29);
    const text = Array.from({ length }, () => words[Math.floor(stream.float64() ** 3 * words.length)] ?? "").join(" ");
    const cell = row % quotedOf === 0 ? `"${text.replace(" ", ", ")}"` : text;
    lines.push(`${cell},${["world", "sport", "business", "science"][stream.below(4)] ?? ""}`);
  }
  return `${lines.join("\n")}\n`;
}

/** Fourteen numbers a row. */
function numbers(): string {
  const stream = new RandomStream(1, "bench/largeFile");
  const columns = Array.from({ length: 14 }, (_, at) => `x${String(at)}`);
  const lines = [[...columns, "class"].join(",")];
  for (let row = 0; row < rows; row++)
    lines.push([...columns.map(() => stream.normal().toFixed(5)), ["a", "b", "c"][stream.below(3)] ?? ""].join(","));
  return `${lines.join("\n")}\n`;
}

/** Wall and CPU milliseconds of all threads, and a digest of the answer. */
async function measured(act: () => Promise<unknown>) {
  const began = performance.now();
  const before = process.cpuUsage();
  const answer = await act();
  const { user, system } = process.cpuUsage(before);
  const digest = createHash("sha256").update(JSON.stringify(answer).replaceAll(folder, "")).digest("hex").slice(0, 12);
  return { wall: performance.now() - began, cpu: (user + system) / 1000, digest };
}

const kinds: Readonly<Record<string, () => string>> = {
  "texts, one in three in quotes": () => texts(3),
  "texts without quotes": () => texts(Infinity),
  numbers,
};
const tasks: Readonly<Record<string, (worker: TrainerWorker, path: string) => Promise<unknown>>> = {
  counted: (worker, path) => worker.inspect(path, {}),
  inspected: async (worker, path) => {
    const open = { id: "one", source: { kind: "file" as const, path, choices: {} } };
    const overview = await worker.dataset("openDataset", open);
    const duplicates = await worker.dataset("duplicates", { id: "one" });
    const words = overview.overview?.lengths === null ? null : await worker.dataset("words", { id: "one" });
    return [overview, duplicates, words];
  },
};

const middle = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] ?? NaN;
const own = fileURLToPath(new URL("../../dist/trainer.mjs", import.meta.url));
const trainers = process.argv.length > 2 ? process.argv.slice(2) : [own];
const folder = mkdtempSync(join(tmpdir(), "benchtop-large-"));
try {
  for (const [kind, make] of Object.entries(kinds)) {
    const path = join(folder, "data.csv");
    writeFileSync(path, make());
    for (const [task, act] of Object.entries(tasks)) {
      const found = trainers.map(() => [] as Awaited<ReturnType<typeof measured>>[]);
      for (let round = 0; round < (task === "counted" ? rounds : 5); round++)
        for (const [at, trainer] of trainers.entries()) {
          const worker = await threadWorkers({ trainer, log }).start();
          found[at]?.push(await measured(() => act(worker, path)));
          worker.dispose();
        }
      for (const [at, trainer] of trainers.entries()) {
        const all = found[at] ?? [];
        const walls = all.map(({ wall }) => wall);
        const cpu = all.map((one) => one.cpu);
        const figures = [middle(walls), Math.min(...walls), Math.max(...walls), middle(cpu), Math.min(...cpu)];
        const [median, least, most, middleCpu, leastCpu] = figures.map((value) => value.toFixed(0));
        console.log(
          `${kind}, ${task}: ${String(median)} ms (${String(least)} to ${String(most)}), ` +
            `CPU ${String(middleCpu)} (least ${String(leastCpu)}); answer ${[...new Set(all.map((one) => one.digest))].join(" ")}; ${trainer}`,
        );
      }
    }
  }
} finally {
  rmSync(folder, { recursive: true });
}
