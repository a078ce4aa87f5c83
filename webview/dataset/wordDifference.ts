/** A stretch of a text; whether its words are in this text and not in the other. */
export interface Stretch {
  readonly text: string;
  readonly isOnlyHere: boolean;
}

/** Marks the words of two texts that the other has not, whatever their case; neighbours are joined. */
export function differing(one: string, other: string): readonly [readonly Stretch[], readonly Stretch[]] {
  return [against(one, other), against(other, one)];
}

function against(text: string, other: string): readonly Stretch[] {
  const there = new Set(other.match(words)?.map((word) => word.toLowerCase()));
  const stretches: Stretch[] = [];
  const put = (part: string, isOnlyHere: boolean): void => {
    const last = stretches.at(-1);
    if (part === "") return;
    if (last?.isOnlyHere === isOnlyHere) stretches[stretches.length - 1] = { text: last.text + part, isOnlyHere };
    else stretches.push({ text: part, isOnlyHere });
  };
  let done = 0;
  for (const { 0: word, index } of text.matchAll(words)) {
    put(text.slice(done, index), false);
    put(word, !there.has(word.toLowerCase()));
    done = index + word.length;
  }
  put(text.slice(done), false);
  return stretches;
}

/** Characters of scripts without spaces stand alone. */
const words =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]|[\p{L}\p{M}\p{N}_]+/gu;
