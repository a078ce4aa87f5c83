import { availableParallelism } from "node:os";
import { type ConfigurationScope, type Event, EventEmitter, workspace } from "vscode";
import { type Disposable, DisposableStore } from "../../base/lifecycle.ts";

/** The settings of package.json, read anew at every use. */
export class Settings implements Disposable {
  readonly #store = new DisposableStore();
  readonly #changed = this.#store.add(new EventEmitter<(key: string) => boolean>());
  /** Hands a test of which keys (without `benchtop.`) changed. */
  readonly onChange: Event<(key: string) => boolean> = this.#changed.event;

  constructor() {
    this.#store.add(
      workspace.onDidChangeConfiguration((change) => {
        if (change.affectsConfiguration("benchtop"))
          this.#changed.fire((key) => change.affectsConfiguration(`benchtop.${key}`));
      }),
    );
  }

  /** Threads that train; the setting's 0 stands for one fewer than cores. */
  get workers(): number {
    const asked = read<number>("workers", 0);
    return asked >= 1 ? Math.floor(asked) : Math.max(1, availableParallelism() - 1);
  }

  runsFolder(scope: ConfigurationScope): string {
    const written = read<string>("runsFolder", "", scope).trim();
    return written === "" ? ".benchtop/runs" : written;
  }

  get keyMetric(): string {
    return read<string>("keyMetric", "validation.accuracy");
  }

  datasetsInclude(scope: ConfigurationScope): readonly string[] {
    return strings(read<readonly unknown[]>("datasets.include", [], scope));
  }

  datasetsExclude(scope: ConfigurationScope): readonly string[] {
    return strings(read<readonly unknown[]>("datasets.exclude", [], scope));
  }

  /** From one checkpoint of a run to the next; 0: only when it is stopped. */
  get checkpointSeconds(): number {
    return Math.max(0, read<number>("checkpointSeconds", 10));
  }

  /** Days that deleted runs can be brought back. */
  get trashDays(): number {
    return Math.max(0, read<number>("trashDays", 30));
  }

  /** A program's name or path; "" where nothing is written. */
  get python(): string {
    return read<string>("python", "").trim();
  }

  get confirmOutsidePaths(): boolean {
    return read<boolean>("confirmOutsidePaths", true);
  }

  dispose(): void {
    this.#store.dispose();
  }
}

/** The value of a setting, or the fallback where someone wrote one of another type. */
function read<T extends string | number | boolean | readonly unknown[]>(
  key: string,
  fallback: T,
  scope?: ConfigurationScope,
): T {
  const value = workspace.getConfiguration("benchtop", scope).get<T>(key, fallback);
  return typeof value === typeof fallback ? value : fallback;
}

function strings(value: readonly unknown[]): readonly string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
}
