/**
 * Writes what a peer needs to train the very network of an experiment: features, labels, split, initial weights and batch order.
 *
 * Usage: node test/bench/exportRun.ts EXPERIMENT FOLDER [path=value]…   (Node 22 or newer, which reads TypeScript as it is)
 */
import { writeArraysForPeer } from "./harness/arraysForPeer.ts";
import { prepareExperiment } from "./harness/prepare.ts";

const [file, folder, ...settings] = process.argv.slice(2);
if (file === undefined || folder === undefined) throw new Error("usage: exportRun.ts EXPERIMENT FOLDER [path=value]…");
await writeArraysForPeer(folder, await prepareExperiment(file, settings));
