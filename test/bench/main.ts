/**
 * Measures ours and the peers' in turn and prints a table: `npm run bench`, or `npm run bench -- W1 W4 kernels`.
 * Markdown and JSON of the last bench lie in test/bench/results/.
 */
import { fileURLToPath } from "node:url";
import { selectBackend } from "../../src/engine/backend.ts";
import { buildKernels } from "../../src/engine/kernels/build.mjs";
import { readKernels } from "../../src/platform/kernelFiles.ts";
import { kernelThreads } from "../../src/platform/kernelThreads.ts";
import { lined, machineLines, tableOf, type WorkloadResult, writeReport } from "./harness/report.ts";
import type { Row, Workload } from "./harness/workload.ts";
import { bagWorkload } from "./workloads/bag.ts";
import { chartsWorkload } from "./workloads/charts.ts";
import { fitWorkloads } from "./workloads/fits.ts";
import { kernelRates } from "./workloads/kernels.ts";
import { networkWorkloads } from "./workloads/network.ts";
import { processWorkload } from "./workloads/process.ts";
import { runListWorkload } from "./workloads/runList.ts";
import { termsWorkload } from "./workloads/terms.ts";
import { vectorsWorkload } from "./workloads/vectors.ts";

const workloads: readonly Workload[] = [
  ...networkWorkloads,
  ...fitWorkloads,
  termsWorkload,
  bagWorkload,
  vectorsWorkload,
  processWorkload,
  runListWorkload,
  chartsWorkload,
];
const names = [...workloads.map(({ id }) => id), "kernels"];
const wanted = process.argv.slice(2);
const strange = wanted.filter((name) => !names.includes(name));
if (strange.length > 0) {
  console.error(`There is no workload ${strange.join(", ")}; choose from ${names.join(", ")}.`);
  process.exit(2);
}
const chosen = (name: string): boolean => wanted.length === 0 || wanted.includes(name);

const cache = fileURLToPath(new URL("../../node_modules/.cache/benchtop-kernels", import.meta.url));
await buildKernels(cache);
const kernels = await readKernels(cache);
const backend = selectBackend(kernels);
const threads = kernelThreads(fileURLToPath(new URL("../../src/platform/kernelThreadEntry.ts", import.meta.url)));
const together = selectBackend(kernels, { help: { crew: { threads: 2 }, threads } });
const machine = machineLines(backend.flavour);
console.log(machine.join("\n"));

const began = performance.now();
const done: WorkloadResult[] = [];
for (const workload of workloads.filter((each) => chosen(each.id))) {
  const { id, title } = workload;
  console.log(`\n${id}  ${title}`);
  const remarks: string[] = [];
  const say = (remark: string): void => {
    remarks.push(remark);
    console.log(`    ${remark}`);
  };
  let rows: readonly Row[] = [];
  let failure: string | undefined;
  try {
    rows = await workload.run({ backend, together, say });
  } catch (error) {
    failure = error instanceof Error ? error.message : String(error);
    process.exitCode = 1;
  }
  done.push({ id, title, rows, remarks, ...(failure !== undefined && { failure }) });
  console.log(lined(tableOf(done.slice(-1)).slice(1)));
}
if (chosen("kernels"))
  done.push({ id: "kernels", title: "single kernels", rows: [], remarks: await kernelRates(backend) });
const seconds = (performance.now() - began) / 1000;
const report = await writeReport(machine, done, seconds);
console.log(`\n${lined(tableOf(done))}`);
for (const { id, remarks } of done) if (id === "kernels") console.log(`\n${remarks.join("\n")}`);
console.log(`\n${seconds.toFixed(0)} s; ${report}`);
