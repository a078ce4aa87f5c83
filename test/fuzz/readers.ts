/**
 * `npm run fuzz [files] [seed]`: reads made-up files of every text format, and for each ten of them a spoilt Parquet file,
 * until one breaks a promise of docs/data.md.
 */
import fc from "fast-check";
import { checkHostile, hostileFile } from "./hostileFiles.ts";
import { checkHostileParquet, hostileParquet } from "./hostileParquet.ts";

const files = Number(process.argv[2] ?? 100_000);
const seed = Number(process.argv[3] ?? Date.now() % 2 ** 31);
await fuzz("text", files, hostileFile, checkHostile);
await fuzz("Parquet", Math.ceil(files / 10), hostileParquet, checkHostileParquet);

async function fuzz<T>(
  what: string,
  count: number,
  made: fc.Arbitrary<T>,
  check: (file: T) => Promise<"dataset" | "refused">,
): Promise<void> {
  const ends = { dataset: 0, refused: 0 };
  const started = performance.now();
  let slowest = 0;
  const one = fc.asyncProperty(made, async (file) => {
    const before = performance.now();
    ends[await check(file)]++;
    slowest = Math.max(slowest, performance.now() - before);
  });
  await fc.assert(one, { numRuns: count, seed });
  const seconds = (performance.now() - started) / 1000;
  console.log(
    `${String(count)} ${what} files, seed ${String(seed)}: ${String(ends.dataset)} datasets, ${String(ends.refused)} refused, ` +
      `${seconds.toFixed(0)} s, the slowest ${slowest.toFixed(0)} ms, at most ${String(Math.round(process.resourceUsage().maxRSS / 1024))} MB`,
  );
}
