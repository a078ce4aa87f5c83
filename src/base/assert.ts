/** Marks a branch that the types rule out; reaching it is a defect. */
export function assertNever(value: never, what: string): never {
  throw new Error(`unexpected ${what}: ${JSON.stringify(value)}`);
}

/** Throws when an invariant of ours does not hold; the message is for us, not for a person. */
export function invariant(condition: boolean, message: string): asserts condition {
  if (!condition) throw new Error(`invariant: ${message}`);
}
