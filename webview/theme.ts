import type { Disposable } from "../src/base/lifecycle.ts";
import { toDisposable } from "../src/base/lifecycle.ts";

/** Theme colours as a canvas understands them: `#rrggbb` or `rgba(…)`. */
export interface ChartColors {
  readonly train: string;
  readonly validation: string;
  readonly batch: string;
  readonly batchSmoothed: string;
  readonly best: string;
  readonly wrong: string;
  readonly majority: string;
  readonly foreground: string;
  readonly muted: string;
  readonly grid: string;
  readonly background: string;
  readonly selection: string;
  readonly font: string;
}

/** Reads the colours of the theme in force. Canvases cannot read CSS variables themselves. */
export function readChartColors(): ChartColors {
  const style = getComputedStyle(document.body);
  const pen = document.createElement("canvas").getContext("2d");
  const read = (names: readonly string[], fallback: string): string => {
    const value = names.map((name) => style.getPropertyValue(name).trim()).find((found) => found !== "") ?? fallback;
    if (pen === null) return value;
    // Assigning an unknown colour leaves the pen as it was.
    pen.fillStyle = fallback;
    pen.fillStyle = value;
    return pen.fillStyle;
  };
  const foreground = read(["--vscode-editor-foreground", "--vscode-foreground"], "#808080");
  const purple = read(["--vscode-charts-purple"], "#b180d7");
  return {
    train: read(["--vscode-charts-blue"], "#3794ff"),
    validation: read(["--vscode-charts-yellow"], "#cca700"),
    batch: withAlpha(purple, 0.4),
    batchSmoothed: purple,
    best: read(["--vscode-charts-green"], "#89d185"),
    wrong: read(["--vscode-charts-red"], "#f14c4c"),
    majority: read(["--vscode-descriptionForeground"], foreground),
    foreground,
    muted: read(["--vscode-descriptionForeground"], foreground),
    grid: withAlpha(foreground, 0.14),
    background: read(["--vscode-editor-background"], "#000000"),
    selection: withAlpha(read(["--vscode-focusBorder", "--vscode-charts-blue"], "#3794ff"), 0.2),
    font: style.getPropertyValue("--vscode-font-family").trim() || "sans-serif",
  };
}

/** The colour with its opacity multiplied; `color` is `#rrggbb` or `rgba(r, g, b, a)`. */
export function withAlpha(color: string, alpha: number): string {
  const hex = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(color);
  const parts = hex
    ? hex.slice(1).map((part) => Number.parseInt(part, 16))
    : (color.match(/[\d.]+/g) ?? []).map((part) => Number.parseFloat(part));
  const [red = 128, green = 128, blue = 128, opacity = 1] = parts;
  return `rgba(${String(red)}, ${String(green)}, ${String(blue)}, ${String(opacity * alpha)})`;
}

/** Calls `changed` whenever the editor changes its theme. */
export function onThemeChange(changed: () => void): Disposable {
  const observer = new MutationObserver(changed);
  // VS Code puts the kind of theme on the body and the colours on the root's style.
  observer.observe(document.body, { attributes: true, attributeFilter: ["class", "data-vscode-theme-id"] });
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ["style", "class"] });
  return toDisposable(() => {
    observer.disconnect();
  });
}
