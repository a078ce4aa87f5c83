import type { Comparison } from "../experiment/comparison/comparison.ts";
import { groupSentences } from "../experiment/comparison/groupWords.ts";
import { poolSentences } from "../experiment/comparison/poolWords.ts";
import { pairSentences, splitSentence } from "../experiment/comparison/words.ts";
import type { SpokenComparison } from "../protocol/comparePanel.ts";

/** A comparison with all that is said of it. */
export function spokenComparison(comparison: Comparison): SpokenComparison {
  return {
    comparison,
    splitSentence: splitSentence(comparison),
    runSentences: comparison.runs.map((run) => pairSentences(comparison, run)),
    groupSentences: comparison.groups.map((group) => groupSentences(comparison, group)),
    poolSentences: comparison.pools.map((pool) => poolSentences(comparison, pool)),
  };
}
