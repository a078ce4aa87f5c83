/** Controls (C0 and C1) and the marks that turn the direction of text: in data they could rewrite what is shown around them. */
const harmful = /[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/** Text from data made safe to stand on one line among other text: controls are written out, such as \u001b, and so are line breaks. */
export function visible(text: string): string {
  return text.replace(harmful, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
