import { chromium } from "playwright-core";
import type { TestProject } from "vitest/node";
import { findChromium } from "../run/system.mjs";
import { bundlePanels, type PanelBundle } from "./harness/bundle.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** Where the browser listens. */
    readonly chromium: string;
    readonly panels: PanelBundle;
  }
}

/** One browser and one build of the panels for all files: to start a browser takes longer than most tests. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const executablePath = findChromium();
  const [panels, server] = await Promise.all([
    bundlePanels(),
    chromium.launchServer({
      ...(executablePath !== undefined && { executablePath }),
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    }),
  ]);
  project.provide("chromium", server.wsEndpoint());
  project.provide("panels", panels);
  return () => server.close();
}
