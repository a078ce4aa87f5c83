import type { VsCodeApi } from "../vscodeApi.ts";

/**
 * The API whose stored state also names the run: after a reload of the window the host finds the panel's run by
 * `runId` in it. The name stands from the start, before anything else is stored.
 */
export function withRunId(api: VsCodeApi, runId: string | undefined): VsCodeApi {
  if (runId === undefined) return api;
  const named: VsCodeApi = {
    postMessage: (message) => {
      api.postMessage(message);
    },
    getState: () => api.getState(),
    setState: (state) => {
      api.setState(typeof state === "object" ? { ...state, runId } : { runId });
    },
  };
  named.setState(api.getState() ?? null);
  return named;
}
