/** Types of vscode.mjs for the harness. */
export interface VsCodeServer {
  /** `http://127.0.0.1:PORT`. */
  readonly address: string;
  /** Settles with the exit code once the server has ended. */
  readonly over: Promise<number>;
  stop(): Promise<void>;
}
export interface VsCodePlaces {
  readonly userData: string;
  readonly extensions: string;
}
/** Installs VS Code where it is missing; returns a remark. */
export function ensureVsCode(): Promise<string>;
export function installExtensions(files: readonly string[], places: VsCodePlaces & { log: string }): Promise<void>;
export function startVsCode(
  options: VsCodePlaces & {
    trust?: boolean;
    port?: number;
    detached?: boolean;
    stdio?: "ignore" | "inherit";
    env?: Readonly<Record<string, string>>;
  },
): Promise<VsCodeServer>;
