/** What VS Code gives a webview's script; it may be acquired once. */
export interface VsCodeApi {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare function acquireVsCodeApi(): VsCodeApi;

/** The editor's API of this webview. Throws when called twice. */
export function vsCodeApi(): VsCodeApi {
  return acquireVsCodeApi();
}
