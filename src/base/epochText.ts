/** An epoch as people read it: `7`, or `7.25` a quarter into the eighth. */
export function epochText(epoch: number): string {
  return String(Number(epoch.toFixed(3)));
}
