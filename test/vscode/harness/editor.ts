import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { type Browser, type ConsoleMessage, type Page, chromium } from "playwright-core";
import { findChromium } from "../../run/system.mjs";
import { type VsCodeServer, startVsCode } from "../../run/vscode.mjs";
import { Notifications } from "../pages/notifications.ts";
import { RunPanel } from "../pages/runPanel.ts";
import { DatasetsView, RunsView } from "../pages/sidebar.ts";
import { TextEditor } from "../pages/textEditor.ts";
import { Workbench } from "../pages/workbench.ts";
import { extensions, output } from "./places.ts";
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
  "window.autoDetectColorScheme": false,
};

const browserFlags = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

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
  private readonly server: VsCodeServer;
  private readonly browser: Browser;

  private constructor(parts: {
    workspace: Workspace;
    home: string;
    server: VsCodeServer;
    browser: Browser;
    page: Page;
    problems: readonly string[];
  }) {
    this.workspace = parts.workspace;
    this.home = parts.home;
    this.server = parts.server;
    this.browser = parts.browser;
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
    const home = mkdtempSync(path.join(tmpdir(), "benchtop-user-"));
    const userData = path.join(home, "user-data");
    mkdirSync(path.join(userData, "User"), { recursive: true });
    const settings = { ...quiet, ...options.settings };
    writeFileSync(path.join(userData, "User", "settings.json"), JSON.stringify(settings, null, 2));
    // Not detached: whoever ends the tests as a group ends the server too.
    const server = await startVsCode({
      userData,
      extensions,
      trust: options.trust ?? true,
      detached: false,
      env: { BENCHTOP_PROBE: path.join(home, "probe.ndjson") },
    });
    const executablePath = findChromium();
    if (executablePath === undefined) throw new Error("no Chromium on this system: apt-get install chromium");
    const browser = await chromium.launch({ executablePath, args: browserFlags });
    const context = await browser.newContext({ viewport: { width: 1360, height: 900 } });
    const page = await context.newPage();
    const problems: string[] = [];
    page.on("console", (message) => {
      if (isProblem(message)) problems.push(`${message.location().url}: ${message.text()}`);
    });
    page.on("pageerror", (error) => {
      if (error.stack?.includes("webview/panels.js") === true) problems.push(error.stack);
    });
    const editor = new Editor({ workspace, home, server, browser, page, problems });
    // A loaded machine takes long over the many files of a VS Code.
    await page.goto(`${server.address}/?folder=${encodeURIComponent(workspace.folder)}`, { timeout: 120_000 });
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
    const file = path.join(this.home, "probe.ndjson");
    return existsSync(file) ? readFileSync(file, "utf8").trimEnd().split("\n") : [];
  }

  /** Saves a picture of the window for people to look at. */
  async screenshot(name: string): Promise<void> {
    const file = path.join(output, `${name.replaceAll(/[^\w.-]+/g, "-")}.png`);
    await this.page.screenshot({ path: file });
  }

  async close(): Promise<void> {
    await this.browser.close();
    await this.server.stop();
    this.workspace.remove();
    rmSync(this.home, { recursive: true, force: true });
  }
}

function isProblem(message: ConsoleMessage): boolean {
  if (message.text().includes("Content Security Policy")) return true;
  return message.type() === "error" && /webview\/panels\.(js|css)/.test(message.location().url);
}
