import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { absolutePath, followLinks, isInside } from "../../../src/platform/vscode/paths.ts";
import { temporaryFolder } from "./temporaryFolder.ts";

test.skipIf(process.platform === "win32")(
  "a path that leaves a folder by .. or by a link lies outside it",
  async () => {
    const root = await followLinks(temporaryFolder());
    const folder = join(root, "work");
    mkdirSync(join(folder, "data"), { recursive: true });
    mkdirSync(join(root, "work-of-others"));
    for (const name of ["secret.csv", "work/data/own.csv", "work-of-others/a.csv"])
      writeFileSync(join(root, name), "text,label\n");
    symlinkSync("../../secret.csv", join(folder, "data", "link.csv"));
    symlinkSync("../work-of-others", join(folder, "others"));
    symlinkSync("data", join(folder, "same"));
    const holds = async (path: string) => isInside(folder, await followLinks(absolutePath(folder, path)));
    for (const path of ["data/own.csv", "./data/../data/own.csv", "same/own.csv"]) expect(await holds(path)).toBe(true);
    for (const path of [
      ...["../secret.csv", "data/../../secret.csv", "../work-of-others/a.csv", "data/link.csv", "others/a.csv"],
      ...[join(root, "secret.csv"), "../missing.csv"],
    ])
      expect([path, await holds(path)]).toEqual([path, false]);
  },
);
