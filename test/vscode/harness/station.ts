import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { chromium } from "playwright-core";
import { findChromium } from "../../run/system.mjs";
import { type VsCodeServer, startVsCode } from "../../run/vscode.mjs";
import { extensions } from "./places.ts";

/** A VS Code server and a browser which the files of one worker use in turn: to start both for each takes longer than most tests. */
export interface Station {
  /** Where the server answers. */
  readonly address: string;
  /** What the server keeps of its user. */
  readonly home: string;
  /** Where the browser listens. */
  readonly browser: string;
}

declare module "vitest" {
  interface ProvidedContext {
    /** One for each worker. */
    readonly stations: readonly Station[];
  }
}

export const probeFile = (home: string): string => path.join(home, "probe.ndjson");
const userData = (home: string): string => path.join(home, "user-data");

const browserFlags = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** A server of VS Code with a user of its own, who has no settings yet. */
export async function startServer(trust: boolean): Promise<{ readonly server: VsCodeServer; readonly home: string }> {
  const home = mkdtempSync(path.join(tmpdir(), "benchtop-user-"));
  mkdirSync(userData(home));
  // Not detached: whoever ends the tests as a group ends the server too.
  const server = await startVsCode({
    userData: userData(home),
    extensions,
    trust,
    detached: false,
    env: { BENCHTOP_PROBE: probeFile(home) },
  });
  return { server, home };
}

export async function startStation(): Promise<{ readonly station: Station; stop(): Promise<void> }> {
  const executablePath = findChromium();
  if (executablePath === undefined) throw new Error("no Chromium on this system: apt-get install chromium");
  const [{ server, home }, browser] = await Promise.all([
    startServer(true),
    chromium.launchServer({ executablePath, args: browserFlags }),
  ]);
  return {
    station: { address: server.address, home, browser: browser.wsEndpoint() },
    async stop() {
      await Promise.all([browser.close(), server.stop()]);
      removeHome(home);
    },
  };
}

/** Makes the user one who has just come: no memory of earlier windows, and these settings. No window may be open. */
export function renewUser(home: string, settings: Readonly<Record<string, unknown>>): void {
  const user = path.join(userData(home), "User");
  remove(user);
  rmSync(probeFile(home), { force: true });
  mkdirSync(user, { recursive: true });
  writeFileSync(path.join(user, "settings.json"), JSON.stringify(settings, null, 2));
}

export function removeHome(home: string): void {
  try {
    remove(home);
  } catch {
    // What a process that dies still writes is no failure of a test; the gate's folder goes with all that is in it.
  }
}

/** An extension host that is ending may still write. */
function remove(folder: string): void {
  rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
}
