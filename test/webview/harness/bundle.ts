import { build } from "esbuild";
import path from "node:path";

const root = path.resolve(import.meta.dirname, "../../..");

export interface PanelBundle {
  readonly script: string;
  readonly style: string;
}

/** The panels' bundle as the product ships it, minified, in memory. */
export async function bundlePanels(): Promise<PanelBundle> {
  const result = await build({
    absWorkingDir: root,
    entryPoints: { panels: "webview/main.ts" },
    outdir: "out",
    write: false,
    bundle: true,
    minify: true,
    platform: "browser",
    format: "iife",
    target: "es2022",
    define: { "process.env.NODE_ENV": '"production"' },
  });
  const text = (end: string): string => result.outputFiles.find((file) => file.path.endsWith(end))?.text ?? "";
  return { script: text(".js"), style: text(".css") };
}
