import { type Disposable, toDisposable } from "../src/base/lifecycle.ts";

/** Calls `action` whenever the panel comes into view: messages to a hidden one may be lost. */
export function whenVisible(action: () => void): Disposable {
  const changed = (): void => {
    if (document.visibilityState === "visible") action();
  };
  document.addEventListener("visibilitychange", changed);
  return toDisposable(() => {
    document.removeEventListener("visibilitychange", changed);
  });
}
