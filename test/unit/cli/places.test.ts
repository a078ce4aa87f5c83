import { mkdirSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { runPlaces, workspaceOf } from "../../../src/cli/places.ts";
import { temporaryFolder } from "../platform/temporaryFolder.ts";

test.each([".benchtop", ".git", ".vscode"])("the nearest folder upwards with %s is the workspace", (mark) => {
  const root = temporaryFolder();
  mkdirSync(join(root, "project", mark), { recursive: true });
  mkdirSync(join(root, "project", "a", "b"), { recursive: true });
  expect(workspaceOf(join(root, "project", "a", "b"))).toBe(join(root, "project"));
  expect(workspaceOf(join(root, "project"))).toBe(join(root, "project"));
});

test("without any mark the folder itself is the workspace", () => {
  const folder = join(temporaryFolder(), "alone");
  mkdirSync(folder);
  expect(workspaceOf(folder)).toBe(folder);
});

test("the home folder is nobody's workspace but its own", () => {
  const inner = join(homedir(), "no-such-folder-of-benchtop");
  expect(workspaceOf(inner)).toBe(inner);
  expect(workspaceOf(homedir())).toBe(homedir());
});

test("takes the folder around a named .benchtop/runs for the workspace, though it be new", () => {
  const root = temporaryFolder();
  const data = join(root, "data");
  mkdirSync(data);
  const runs = join(root, ".benchtop", "runs");
  expect(runPlaces(data, runs)).toEqual({ runsFolder: runs, baseFolder: root });
  // Elsewhere it says nothing of where the data belongs.
  const other = join(root, "elsewhere", ".benchtop", "runs");
  expect(runPlaces(data, other)).toEqual({ runsFolder: other, baseFolder: data });
  expect(runPlaces(data, undefined)).toEqual({ runsFolder: join(data, ".benchtop", "runs"), baseFolder: data });
});
