const [kilo, mega, giga] = [2 ** 10, 2 ** 20, 2 ** 30];

/** An amount of memory for a person: `12 kB`, `3.4 MB`, `1.3 GB`. */
export function bytesText(bytes: number): string {
  if (bytes < mega) return `${String(Math.ceil(bytes / kilo))} kB`;
  const [unit, name] = bytes < giga ? [mega, "MB"] : [giga, "GB"];
  const amount = bytes / unit;
  return `${amount.toFixed(amount < 100 ? 1 : 0)} ${name}`;
}
