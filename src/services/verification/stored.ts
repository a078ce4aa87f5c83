import type { ToldVerification } from "../../protocol/verification.ts";

const mostWords = 200;
const longestSentence = 2000;
const moment = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/;

/** What the file beside a run says; undefined where it is not one of ours: run folders come from anywhere. */
export function parseVerification(text: string): ToldVerification | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof value !== "object" || value === null) return undefined;
  const { outcome, at, words } = value as Readonly<Record<string, unknown>>;
  if ((outcome !== "same" && outcome !== "differs") || typeof at !== "string" || !moment.test(at)) return undefined;
  if (!Array.isArray(words) || words.length === 0 || words.length > mostWords) return undefined;
  const sentences = words.filter((word): word is string => typeof word === "string");
  if (sentences.length !== words.length) return undefined;
  return { outcome, at, words: sentences.map((sentence) => sentence.slice(0, longestSentence)) };
}
