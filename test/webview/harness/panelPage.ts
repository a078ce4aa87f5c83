import axe from "axe-core";
import type { Browser, Page } from "playwright-core";
import { mkdirSync } from "node:fs";
import path from "node:path";
import type { PanelBundle } from "./bundle.ts";
import type { PanelHost } from "./host.ts";
import { bodyClasses, type ThemeName, themeNames, themeVariables } from "./themes.ts";
import { bufferKey } from "./wire.ts";

const origin = "http://benchtop.test";
const nonce = "b3BlbnRoZWRvb3I";
/** The policy a host puts on the Run panel. */
const policy = [
  "default-src 'none'",
  `img-src ${origin} data:`,
  `font-src ${origin}`,
  `script-src 'nonce-${nonce}'`,
  `style-src ${origin} 'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='`,
].join("; ");
const outputFolder = path.resolve(import.meta.dirname, "../../output/webview");

type Axe = typeof axe;

/** The host's end of a panel in a test. */
export interface TestHost {
  /** The page that it speaks to; absent: the Run panel's. */
  readonly page?: "compare" | "activations" | "dataset";
  attach(page: Page): Promise<void>;
  dispose(): void;
}

export interface PanelOptions {
  readonly theme?: ThemeName;
  readonly width?: number;
  readonly height?: number;
}

/** A panel in a page of its own, under the product's content security policy. */
export class OpenPanel<Host extends TestHost = PanelHost> {
  readonly page: Page;
  readonly host: Host;
  /** Violations of the policy, uncaught errors and errors on the console. */
  readonly problems: string[] = [];

  constructor(page: Page, host: Host) {
    this.page = page;
    this.host = host;
    page.on("pageerror", (error) => this.problems.push(`error: ${error.message}`));
    page.on("console", (message) => {
      if (message.type() === "error") this.problems.push(`console: ${message.text()}`);
    });
  }

  /** Switches the theme as the editor does: colours on the root's style, its kind on the body. */
  async setTheme(theme: ThemeName): Promise<void> {
    await this.page.evaluate(
      ([variables, kind]) => {
        document.documentElement.toggleAttribute("data-theme-switched", true);
        for (const name of [...document.documentElement.style]) document.documentElement.style.removeProperty(name);
        for (const [name, value] of Object.entries(variables)) document.documentElement.style.setProperty(name, value);
        document.body.className = kind;
        document.body.dataset["vscodeThemeKind"] = kind;
      },
      [themeVariables[theme], bodyClasses[theme]] as const,
    );
  }

  async tab(name: string): Promise<void> {
    await this.page.getByRole("tab", { name, exact: true }).click();
  }

  /** Lets two animation frames pass. */
  async frames(): Promise<void> {
    await this.page.evaluate(
      () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve(null)))),
    );
  }

  async screenshot(name: string): Promise<void> {
    await this.frames();
    mkdirSync(outputFolder, { recursive: true });
    await this.page.screenshot({ path: path.join(outputFolder, `${name}.png`), fullPage: true });
  }

  /**
   * What axe calls serious or critical, a line each with its elements. Nothing is fetched for it (`preload`): no rule that
   * is on by default needs the text of style sheets. The page has no frames, so that axe need not be put into each.
   */
  async seriousFindings(rules: "all" | "colours" = "all"): Promise<string[]> {
    if (!(await this.page.evaluate(() => "axe" in window))) await this.page.evaluate(axe.source);
    return this.page.evaluate(async (which) => {
      const { axe: judge } = window as unknown as { axe: Axe };
      const ofColours = ["color-contrast", "link-in-text-block"];
      const common = { resultTypes: ["violations"], preload: false } satisfies Parameters<Axe["run"]>[1];
      // Contrast takes most of the time; the rows of a long list are coloured as its first are.
      const results = [
        await judge.run(
          { exclude: ["tr:nth-child(n+12)", "[role=row]:nth-child(n+12)", "[data-testid=examples] tr:nth-child(n+6)"] },
          { ...common, runOnly: ofColours },
        ),
      ];
      if (which === "all") {
        const off = Object.fromEntries(ofColours.map((rule) => [rule, { enabled: false }]));
        results.push(await judge.run(document, { ...common, rules: off }));
      }
      return results
        .flatMap(({ violations }) => violations)
        .filter(({ impact }) => impact === "serious" || impact === "critical")
        .map(
          ({ id, nodes }) =>
            `${id}: ${nodes.map((node) => `${String(node.target)} ${node.failureSummary ?? ""}`).join(" | ")}`,
        );
    }, rules);
  }

  /**
   * A picture in each theme, `THEME-NAME.png`, and what axe finds: all rules in the first theme, those that colours decide
   * in the others. The panel stays in the last.
   */
  async looks(name: string, { judged = true }: { readonly judged?: boolean } = {}): Promise<string[]> {
    const findings: string[] = [];
    for (const [at, theme] of themeNames.entries()) {
      await this.setTheme(theme);
      await this.screenshot(`${theme}-${name}`);
      if (judged)
        findings.push(
          ...(await this.seriousFindings(at === 0 ? "all" : "colours")).map((found) => `${theme}: ${found}`),
        );
    }
    return findings;
  }

  /** How many pixels of a chart have this colour, give or take rounding. */
  inkOf(metric: "loss" | "accuracy", color: string): Promise<number> {
    return this.page.getByTestId(`chart-${metric}`).evaluate((canvas, wanted) => {
      const source = canvas as HTMLCanvasElement;
      const pixels = source.getContext("2d")?.getImageData(0, 0, source.width, source.height).data ?? [];
      const parts = [1, 3, 5].map((at) => Number.parseInt(wanted.slice(at, at + 2), 16));
      let found = 0;
      for (let at = 0; at < pixels.length; at += 4)
        if (pixels[at + 3] === 255 && parts.every((part, index) => Math.abs(part - (pixels[at + index] ?? 0)) <= 2))
          found++;
      return found;
    }, color);
  }
}

/** Opens a page of the browser and its host's panel in it, made from the bundle. */
export async function openPanel<Host extends TestHost>(
  host: Host,
  { browser, bundle }: { readonly browser: Browser; readonly bundle: PanelBundle },
  options: PanelOptions = {},
): Promise<OpenPanel<Host>> {
  const theme = options.theme ?? "dark";
  const context = await browser.newContext({
    viewport: { width: options.width ?? 1100, height: options.height ?? 900 },
  });
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  const panel = new OpenPanel(page, host);
  await host.attach(page);
  await page.addInitScript(editorSide, bufferKey);
  await page.route(`${origin}/**`, async (route) => {
    const file = new URL(route.request().url()).pathname;
    if (file === "/") await route.fulfill({ contentType: "text/html", body: pageOf(theme, host.page ?? "run") });
    else if (file === "/panels.js") await route.fulfill({ contentType: "text/javascript", body: bundle.script });
    else if (file === "/panels.css") await route.fulfill({ contentType: "text/css", body: bundle.style });
    else if (file === "/theme.css") await route.fulfill({ contentType: "text/css", body: themeStyle(theme) });
    else await route.fulfill({ status: 404, body: "" });
  });
  await page.goto(`${origin}/`);
  return panel;
}

function pageOf(theme: ThemeName, page: string): string {
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<title>Run</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/theme.css">
<link rel="stylesheet" href="/panels.css">
</head>
<body class="${bodyClasses[theme]}" data-vscode-theme-kind="${bodyClasses[theme]}" data-page="${page}" data-run-id="20260412-093015-a1b2c3">
<script nonce="${nonce}" src="/panels.js"></script>
</body>
</html>`;
}

// The last rules are the editor's own defaults for webviews.
function themeStyle(theme: ThemeName): string {
  const variables = Object.entries(themeVariables[theme]).map(([name, value]) => `${name}: ${value};`);
  return `html:not([data-theme-switched]) { ${variables.join(" ")} }
body { margin: 0; padding: 0 20px; color: var(--vscode-editor-foreground);
font-family: var(--vscode-font-family); font-size: var(--vscode-font-size); }`;
}

/** What the editor gives the page, run before its own scripts: the API, and messages as window events. */
function editorSide(key: string): void {
  const toHost = (text: string): void =>
    (window as unknown as { benchtopToHost: (text: string) => void }).benchtopToHost(text);
  document.addEventListener("securitypolicyviolation", (event) => {
    console.error(`policy violated: ${event.violatedDirective} ${event.blockedURI} ${event.sample}`);
  });
  let acquired = false;
  Object.assign(window, {
    benchtopFromHost(text: string) {
      const message: unknown = JSON.parse(text, (_name, value: unknown) => {
        const base64 = (value as Record<string, unknown> | null)?.[key];
        if (typeof base64 !== "string") return value;
        const text = atob(base64);
        const bytes = new Uint8Array(text.length);
        for (let at = 0; at < text.length; at++) bytes[at] = text.charCodeAt(at);
        return bytes.buffer;
      });
      window.postMessage(message, "*");
    },
    acquireVsCodeApi() {
      if (acquired) throw new Error("the API may be acquired once");
      acquired = true;
      toHost("hello");
      return {
        postMessage(message: unknown) {
          toHost(JSON.stringify(message));
        },
        getState(): unknown {
          return JSON.parse(localStorage.getItem("state") ?? "null");
        },
        setState(state: unknown) {
          localStorage.setItem("state", JSON.stringify(state));
        },
      };
    },
  });
}
