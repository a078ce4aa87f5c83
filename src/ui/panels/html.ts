import { Uri, type Webview } from "vscode";
import { randomText } from "../../platform/vscode/random.ts";

/** Which page a panel shows. */
export interface PanelPage {
  /** Which of the pages in the bundle of panels. */
  readonly page: "run" | "compare" | "activations" | "dataset";
  readonly title: string;
  /** What the page must know before it can ask: `data-…` attributes of its body. */
  readonly data: Readonly<Record<string, string>>;
}

/** The digest of nothing: the toolkit adds one empty style element and adopts sheets for the rest. */
const emptyStyle = "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='";

/** The folders a panel may load from. */
export function panelRoots(extension: Uri): Uri[] {
  return [Uri.joinPath(extension, "dist", "webview"), Uri.joinPath(extension, "media")];
}

/** The page of a panel. Nothing of a person's data is in it; it asks for that itself. */
export function panelHtml(webview: Webview, extension: Uri, { page, title, data }: PanelPage): string {
  const nonce = randomText();
  const resource = (name: string): string =>
    escapeAttribute(webview.asWebviewUri(Uri.joinPath(extension, "dist", "webview", name)).toString());
  const policy = [
    "default-src 'none'",
    `img-src ${webview.cspSource} data:`,
    `font-src ${webview.cspSource}`,
    `script-src 'nonce-${nonce}'`,
    `style-src ${webview.cspSource} ${emptyStyle}`,
  ].join("; ");
  const attributes = Object.entries({ page, ...data }).map(
    ([name, value]) => ` data-${name}="${escapeAttribute(value)}"`,
  );
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="${resource("panels.css")}">
<title>${escapeAttribute(title)}</title>
</head>
<body${attributes.join("")}>
<script nonce="${nonce}" src="${resource("panels.js")}"></script>
</body>
</html>`;
}

function escapeAttribute(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
