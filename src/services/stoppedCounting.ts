/** The counting of a dataset was stopped; nothing of it is kept. In a file of its own: every window loads it. */
export class StoppedCounting extends Error {
  override readonly name = "StoppedCounting";
  override readonly message = "The counting of the dataset was stopped.";
}
