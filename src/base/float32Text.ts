/** The shortest decimal that reads back as the same float32; "NaN" and infinities by their names. */
export function float32Text(value: number): string {
  for (const digits of [6, 7, 8]) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return String(short);
  }
  return String(value);
}
