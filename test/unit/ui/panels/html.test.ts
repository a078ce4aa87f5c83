import { expect, test, vi } from "vitest";
import { panelHtml, panelRoots } from "../../../../src/ui/panels/html.ts";

vi.mock("vscode", () => ({
  Uri: { joinPath: (base: string, ...parts: readonly string[]) => [base, ...parts].join("/") },
}));

const webview = { cspSource: "https://panels.test", asWebviewUri: (uri: unknown) => uri };
const page = (title: string, data: Record<string, string> = {}): string =>
  panelHtml(webview as never, "/extension" as never, { page: "run", title, data });
const policyOf = (html: string): readonly string[] =>
  (/http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(html)?.[1] ?? "").split("; ");

test("a panel's page may run its own script alone: by a nonce that is new each time, nothing inline, nothing evaluated", () => {
  const [first, second] = [page("Run"), page("Run")];
  const nonces = [first, second].map((html) => /<script nonce="(\w+)"/.exec(html)?.[1] ?? "");
  expect(nonces[0]).toMatch(/^[0-9a-f]{32}$/);
  expect(nonces[0]).not.toBe(nonces[1]);
  const policy = policyOf(first);
  expect(policy[0]).toBe("default-src 'none'");
  expect(policy).toContain(`script-src 'nonce-${nonces[0] ?? ""}'`);
  expect(policy.join()).not.toMatch(/unsafe|\*|connect-src|frame-src/);
  expect(policy.find((each) => each.startsWith("style-src"))).toMatch(
    /^style-src https:\/\/panels\.test 'sha256-\S+'$/,
  );
});

test("what is written into the page cannot leave its attribute, and the page loads from two folders alone", () => {
  const html = page(`</title><script>`, { "run-id": `"><img src=x onerror=alert(1)>` });
  expect(html).not.toContain("<img");
  expect(html.match(/<script/g)).toHaveLength(1);
  expect(html).toContain('data-run-id="&quot;&gt;&lt;img');
  expect(panelRoots("/extension" as never)).toEqual(["/extension/dist/webview", "/extension/media"]);
});
