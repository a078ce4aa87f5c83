import { Uri, type Webview } from "vscode";
import { randomText } from "../../platform/vscode/random.ts";

/** The digest of nothing: the toolkit adds one empty style element and adopts sheets for the rest. */
const emptyStyle = "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='";

/** The folders a panel may load from. */
export function panelRoots(extension: Uri): Uri[] {
  return [Uri.joinPath(extension, "dist", "webview"), Uri.joinPath(extension, "media")];
}

/** The page of a Run panel. Nothing of a person's data is in it; it asks for that itself. */
export function runPanelHtml(webview: Webview, extension: Uri, runId: string): string {
  const nonce = randomText();
  const resource = (name: string): string =>
    webview.asWebviewUri(Uri.joinPath(extension, "dist", "webview", name)).toString();
  const policy = [
    "default-src 'none'",
    `img-src ${webview.cspSource} data:`,
    `font-src ${webview.cspSource}`,
    `script-src 'nonce-${nonce}'`,
    `style-src ${webview.cspSource} ${emptyStyle}`,
  ].join("; ");
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="${escapeAttribute(resource("run.css"))}">
<title>Benchtop run</title>
</head>
<body data-run-id="${escapeAttribute(runId)}">
<script nonce="${nonce}" src="${escapeAttribute(resource("run.js"))}"></script>
</body>
</html>`;
}

function escapeAttribute(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
