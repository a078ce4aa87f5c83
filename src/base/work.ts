/** Work in small pieces: it yields between them, so that whoever drives it can let messages in, stand still or give up. */
export type Work<T> = Generator<undefined, T, undefined>;

/** Work on one item after the other. The loop's body is a plain function: one inside a generator is slower by a quarter. */
export function* each<T>(items: ArrayLike<T>, act: (item: T, index: number) => void): Work<void> {
  for (let i = 0; i < items.length; i++) {
    act(items[i] as T, i);
    yield;
  }
}

/** Does the work in one go. */
export function finish<T>(work: Work<T>): T {
  for (;;) {
    const piece = work.next();
    if (piece.done === true) return piece.value;
  }
}

/** `finish` for those who ask for a promise. */
export async function finishAsync<T>(work: Work<T>): Promise<T> {
  return Promise.resolve(finish(work));
}
