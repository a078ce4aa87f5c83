import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

/** Ways to the network that come with the platform; libraries have none of their own but the MCP server's standard streams. */
const ways =
  /\bfrom "(?:node:)?(?:http2?|https|net|tls|dgram|dns|undici)(?:\/[^"]*)?"|\b(?:fetch|importScripts)\(|\bnew (?:WebSocket|EventSource|XMLHttpRequest)\b|\bnavigator\.sendBeacon\b/;

test("nothing in the product reaches for the network", () => {
  const files = ["src", "webview"].flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".ts"))
      .map((name) => join(folder, name)),
  );
  expect(files.length).toBeGreaterThan(400);
  expect(files.filter((file) => ways.test(readFileSync(file, "utf8")))).toEqual([]);
  expect(ways.test('import { request } from "node:https";')).toBe(true);
});
