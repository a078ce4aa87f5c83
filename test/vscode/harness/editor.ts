import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { type Browser, type ConsoleMessage, type Page, chromium } from "playwright-core";
import { inject } from "vitest";
import { Notifications } from "../pages/notifications.ts";
import { RunPanel } from "../pages/runPanel.ts";
import { DatasetsView, RunsView } from "../pages/sidebar.ts";
import { TextEditor } from "../pages/textEditor.ts";
import { Workbench } from "../pages/workbench.ts";
import { output } from "./places.ts";
import { type Station, probeFile, removeHome, renewUser, startServer } from "./station.ts";
import { Workspace } from "./workspace.ts";

export interface EditorOptions {
  /** Folders of the samples to copy; all when absent. */
  readonly folders?: readonly string[];
  /** False opens the folder in Restricted Mode. */
  readonly trust?: boolean;
  readonly settings?: Readonly<Record<string, unknown>>;
}

/** Three of the themes that come with VS Code: the name in its picker, and the class that the window then has. */
const themes = {
  dark: { name: "Dark 2026", marker: "vs-dark" },
  light: { name: "Light 2026", marker: "vs" },
  highContrast: { name: "Dark High Contrast", marker: "hc-black" },
} as const;
export type ThemeName = keyof typeof themes;

/** Quiet, and the same on every machine: nothing pops up that a test did not ask for. */
const quiet = {
  "workbench.startupEditor": "none",
  "workbench.tips.enabled": false,
  "workbench.colorTheme": themes.dark.name,
  "workbench.reduceMotion": "on",
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "chat.disableAIFeatures": true,
  "telemetry.telemetryLevel": "off",
  "extensions.ignoreRecommendations": true,
  "security.workspace.trust.startupPrompt": "never",
  "git.enabled": false,
  "editor.minimap.enabled": false,
  "editor.cursorBlinking": "solid",
  "window.autoDetectColorScheme": false,
};

/** A running VS Code with one window on a workspace of its own. */
export class Editor {
  readonly workspace: Workspace;
  readonly page: Page;
  readonly workbench: Workbench;
  readonly notifications: Notifications;
  readonly datasets: DatasetsView;
  readonly runs: RunsView;
  readonly panel: RunPanel;
  readonly text: TextEditor;
  /** What the consoles of the window and its webviews said that a test must not accept. */
  readonly problems: readonly string[];
  private readonly home: string;
  private readonly browser: Browser;
  private readonly leave: () => Promise<void>;

  private constructor(parts: {
    workspace: Workspace;
    home: string;
    browser: Browser;
    page: Page;
    problems: readonly string[];
    leave: () => Promise<void>;
  }) {
    this.workspace = parts.workspace;
    this.home = parts.home;
    this.browser = parts.browser;
    this.leave = parts.leave;
    this.page = parts.page;
    this.problems = parts.problems;
    this.workbench = new Workbench(parts.page);
    this.notifications = new Notifications(parts.page);
    this.datasets = new DatasetsView(this.workbench);
    this.runs = new RunsView(this.workbench);
    this.panel = new RunPanel(this.workbench);
    this.text = new TextEditor(this.workbench);
  }

  static async open(options: EditorOptions = {}): Promise<Editor> {
    const workspace = new Workspace(options.folders);
    const { address, home, browser: endpoint, leave } = await place(options.trust ?? true);
    renewUser(home, { ...quiet, ...options.settings });
    const browser = await chromium.connect(endpoint);
    // What turns while a run trains would have Chromium, which draws without a graphics card here, draw all the time.
    const context = await browser.newContext({ viewport: { width: 1360, height: 900 }, reducedMotion: "reduce" });
    const page = await context.newPage();
    // With two windows and a training run two cores are slow at times; what never comes still fails.
    page.setDefaultTimeout(60_000);
    const problems: string[] = [];
    page.on("console", (message) => {
      if (isProblem(message)) problems.push(`${message.location().url}: ${message.text()}`);
    });
    page.on("pageerror", (error) => {
      if (error.stack?.includes("webview/panels.js") === true) problems.push(error.stack);
    });
    const editor = new Editor({ workspace, home, browser, page, problems, leave });
    // A loaded machine takes long over the many files of a VS Code.
    await page.goto(`${address}/?folder=${encodeURIComponent(workspace.folder)}`, { timeout: 120_000 });
    await editor.workbench.ready();
    return editor;
  }

  /** Picks a colour theme and waits until the window wears it. */
  async setTheme(theme: ThemeName): Promise<void> {
    const { name, marker } = themes[theme];
    await this.workbench.command("Preferences: Color Theme");
    await this.workbench.choose(/color theme/i, name);
    await this.page.locator(`.monaco-workbench.${marker}`).waitFor();
  }

  /** What the probe has measured so far, a line of JSON each; see probe/probe.mjs. */
  probeLines(): string[] {
    const file = probeFile(this.home);
    return existsSync(file) ? readFileSync(file, "utf8").trimEnd().split("\n") : [];
  }

  /** The pictures of the Markdown preview that is open: how many show, and how many do not. */
  async previewPictures(): Promise<{ readonly shown: number; readonly broken: number }> {
    const counts = { shown: 0, broken: 0 };
    for (const frame of this.page.frames()) {
      // A frame may go while it is asked.
      const found = await frame
        .evaluate(() =>
          [...document.querySelectorAll<HTMLImageElement>(".markdown-body img")].map(
            (image) => image.complete && image.naturalWidth > 0,
          ),
        )
        .catch(() => []);
      for (const isShown of found) counts[isShown ? "shown" : "broken"]++;
    }
    return counts;
  }

  /** Saves a picture of the window for people to look at. */
  async screenshot(name: string): Promise<void> {
    const file = path.join(output, `${name.replaceAll(/[^\w.-]+/g, "-")}.png`);
    await this.page.screenshot({ path: file });
  }

  async close(): Promise<void> {
    // A window that is left by another address ends its extension host; one that is cut off keeps it for hours.
    this.page.on("dialog", (dialog) => void dialog.accept().catch(() => undefined));
    await this.page.goto("about:blank");
    await this.page.context().close();
    await this.browser.close();
    await this.leave();
    this.workspace.remove();
  }
}

/** The station of this worker; a server of its own where workspace trust is on, which the server decides for all windows. */
async function place(trust: boolean): Promise<Station & { readonly leave: () => Promise<void> }> {
  const stations = inject("stations");
  const station = stations[(Number(process.env["VITEST_POOL_ID"]) - 1) % stations.length];
  if (station === undefined) throw new Error("the set-up of the tests starts a station for each worker");
  if (trust) return { ...station, leave: () => Promise.resolve() };
  const { server, home } = await startServer(false);
  return {
    ...station,
    address: server.address,
    home,
    async leave() {
      await server.stop();
      removeHome(home);
    },
  };
}

function isProblem(message: ConsoleMessage): boolean {
  if (message.text().includes("Content Security Policy")) return true;
  return message.type() === "error" && /webview\/panels\.(js|css)/.test(message.location().url);
}
