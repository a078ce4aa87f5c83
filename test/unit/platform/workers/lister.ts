import process from "node:process";
import { openIndex } from "../../../../src/platform/openIndex.ts";

/** Lists a runs folder over and over beside others that do, and prints how many runs it saw each time. */
const [runsFolder = "", storage = "", times = "1"] = process.argv.slice(2);
const log = { info: () => undefined, warn: console.error, error: console.error };
for (let time = 0; time < Number(times); time++) {
  const folders = [{ runsFolder, baseFolder: runsFolder }];
  const index = openIndex({ folders, log, watch: false, index: { storage } });
  console.log((await index.list()).length);
  index.dispose();
}
