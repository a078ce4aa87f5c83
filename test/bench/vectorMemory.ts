/** Reads a vectors file once and prints its peak of memory: node test/bench/vectorMemory.ts FILE WORDS.json */
import { readFileSync } from "node:fs";
import { memoryUsage, resourceUsage } from "node:process";
import { readWordVectors } from "../../src/data/wordVectors/readWordVectors.ts";
import { dataFiles } from "../../src/platform/dataFiles.ts";

const [, , file = "", wordsFile = ""] = process.argv;
const words = JSON.parse(readFileSync(wordsFile, "utf8")) as string[];
const before = memoryUsage.rss();
const { values } = await readWordVectors(await dataFiles.open(file), { words, subwords: false });
console.log(JSON.stringify({ beyond: resourceUsage().maxRSS * 1024 - before - values.byteLength }));
