/**
 * Measures what Parquet files of many columns of numbers take to be counted and read, each in a process of its own:
 * `node test/bench/parquetMemory.ts [ROWS COLUMNS]`
 */
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { appendFileSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { countExamples } from "../../src/data/exampleCounter.ts";
import { readTable } from "../../src/data/readTable.ts";
import { sniffSource } from "../../src/data/sniffSource.ts";
import { dataFiles } from "../../src/platform/dataFiles.ts";
import { numbersParquet } from "../fuzz/numbersParquet.ts";

const tasks = ["sniffed", "counted", "read"] as const;
const [, , first = "100000", second = "60", task] = process.argv;
if (task === undefined) measureAll(Number(first), Number(second));
else await once(first, second);

function measureAll(rows: number, columns: number): void {
  const folder = mkdtempSync(join(tmpdir(), "benchtop-parquet-"));
  try {
    for (const encoding of ["plain", "dictionary"] as const) {
      const path = join(folder, `${encoding}.parquet`);
      for (const bytes of numbersParquet(rows, columns, encoding)) appendFileSync(path, bytes);
      const megabytes = Math.round(statSync(path).size / 2 ** 20);
      console.log(`${encoding}: ${String(rows)} rows of ${String(columns)} doubles, ${String(megabytes)} MB`);
      for (const each of tasks) {
        const self = fileURLToPath(import.meta.url);
        console.log(execFileSync(process.execPath, [self, path, each, "once"], { encoding: "utf8" }).trimEnd());
      }
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Prints the peak of memory beyond what it was before, CPU seconds and a digest of what was found. */
async function once(path: string, task: string): Promise<void> {
  const before = process.memoryUsage.rss();
  const cpu = process.cpuUsage();
  const source = await dataFiles.open(path);
  const { layout } = await sniffSource(source, {});
  const hash = createHash("sha256").update(JSON.stringify(layout));
  if (task === "counted") {
    const counted = await countExamples(source, layout, { tokenizer: { kind: "words", lowercase: true } });
    hash.update(JSON.stringify(counted));
  } else if (task === "read") {
    const { numeric, labels } = await readTable([{ role: "all", source }], layout);
    for (const column of [...numeric.values(), labels]) hash.update(column);
  }
  const { user, system } = process.cpuUsage(cpu);
  const beyond = (process.resourceUsage().maxRSS * 1024 - before) / 2 ** 20;
  console.log(
    `  ${task}: ${beyond.toFixed(0)} MB beyond the ${(before / 2 ** 20).toFixed(0)} at the start, ` +
      `CPU ${((user + system) / 1e6).toFixed(2)} s; ${hash.digest("hex").slice(0, 12)}`,
  );
}
