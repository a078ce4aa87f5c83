import { type FSWatcher, watch } from "node:fs";
import { type Disposable, toDisposable } from "../base/lifecycle.ts";

const retryMilliseconds = 2_000;

/**
 * Calls back, at most once per `debounce` milliseconds, when entries of a folder come or go. A folder that is not there
 * yet, or a watch that fails, is tried again every two seconds.
 */
export function watchFolder(folder: string, debounce: number, changed: () => void): Disposable {
  let watcher: FSWatcher | undefined;
  let waiting: NodeJS.Timeout | undefined;
  let retry: NodeJS.Timeout | undefined;

  const tell = (): void => {
    waiting ??= setTimeout(() => {
      waiting = undefined;
      changed();
    }, debounce).unref();
  };
  const again = (): void => {
    watcher?.close();
    watcher = undefined;
    retry = setTimeout(() => {
      // Entries may have come while nobody watched.
      if (begin()) tell();
    }, retryMilliseconds).unref();
  };
  const begin = (): boolean => {
    try {
      watcher = watch(folder, { persistent: false }, tell);
      watcher.on("error", again);
      return true;
    } catch {
      again();
      return false;
    }
  };
  begin();
  return toDisposable(() => {
    clearTimeout(waiting);
    clearTimeout(retry);
    watcher?.close();
  });
}
