import { existsSync, mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { collectTrash } from "../../../src/platform/trash.ts";
import { runFiles } from "../../../src/platform/runFiles.ts";
import { temporaryFolder } from "./temporaryFolder.ts";

const day = 86_400_000;
const log = { info: () => undefined, warn: () => expect.unreachable(), error: () => expect.unreachable() };

test("what has lain in the trash for longer than asked is deleted, and nothing else", async () => {
  const root = join(temporaryFolder(), ".benchtop");
  const runsFolder = join(root, "runs");
  const [kept, deleted] = ["20260102-030405-aaaaaa", "20260102-030405-bbbbbb"].map((id) => join(runsFolder, id));
  for (const folder of [kept, deleted]) mkdirSync(folder ?? "", { recursive: true });
  await runFiles.moveToTrash(deleted ?? "");
  mkdirSync(join(root, "trash", "somebody's own"));

  await collectTrash(runsFolder, 30, Date.now() + 29 * day, log);
  expect(readdirSync(join(root, "trash"))).toContain("20260102-030405-bbbbbb");
  await collectTrash(runsFolder, 30, Date.now() + 31 * day, log);
  expect(readdirSync(join(root, "trash"))).toEqual(["somebody's own"]);
  expect(existsSync(kept ?? "")).toBe(true);
});

test("no trash is no trouble", async () => {
  await collectTrash(join(temporaryFolder(), ".benchtop", "runs"), 30, Date.now(), log);
});
