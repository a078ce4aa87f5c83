/** `npm run fuzz [files] [seed]`: reads made-up files of every text format until one breaks a promise of docs/data.md. */
import fc from "fast-check";
import { checkHostile, hostileFile } from "./hostileFiles.ts";

const files = Number(process.argv[2] ?? 100_000);
const seed = Number(process.argv[3] ?? Date.now() % 2 ** 31);
const ends = { dataset: 0, refused: 0 };
const started = performance.now();
await fc.assert(
  fc.asyncProperty(hostileFile, async (file) => {
    ends[await checkHostile(file)]++;
  }),
  { numRuns: files, seed },
);
const seconds = (performance.now() - started) / 1000;
console.log(
  `${String(files)} files, seed ${String(seed)}: ${String(ends.dataset)} datasets, ${String(ends.refused)} refused, ${seconds.toFixed(0)} s`,
);
