import { EventEmitter } from "vscode";
import type { ApiHost } from "./api.ts";
import type { BenchtopApi } from "./types.ts";

/** The face of a host that is loaded at the first call. */
export function lazyApi(host: () => Promise<ApiHost>): { readonly api: BenchtopApi; dispose(): void } {
  const changed = new EventEmitter<void>();
  let following: Promise<ApiHost> | undefined;
  const followed = (): Promise<ApiHost> =>
    (following ??= host().then((one) => {
      one.onDidChangeRuns(() => changed.fire());
      return one;
    }));
  return {
    api: Object.freeze<BenchtopApi>({
      version: 1,
      train: async (experiment) => (await followed()).train(experiment),
      runs: async () => (await followed()).list(),
      run: async (id) => (await followed()).get(id),
      onDidChangeRuns: changed.event,
    }),
    dispose: () => changed.dispose(),
  };
}
