import { visible } from "../base/visible.ts";

/** JSON on one line that a terminal shows as it is: JSON leaves C1 controls and direction marks as they are. */
export function jsonLine(value: unknown): string {
  return visible(JSON.stringify(value));
}

const graphemes = new Intl.Segmenter();
const wide =
  /^[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|^\p{Emoji_Presentation}/u;

/** Columns of a terminal that a text takes: a letter with its marks counts once, East Asian ones and emoji twice. */
export function widthOf(text: string): number {
  let width = 0;
  for (const { segment } of graphemes.segment(text)) width += wide.test(segment) ? 2 : 1;
  return width;
}

/** Cuts a text to a width, with … for what is left out. */
export function cut(text: string, width: number): string {
  if (widthOf(text) <= width) return text;
  let result = "";
  let used = 0;
  for (const { segment } of graphemes.segment(text)) {
    used += widthOf(segment);
    if (used > width - 1) break;
    result += segment;
  }
  return width < 1 ? "" : `${result}…`;
}
