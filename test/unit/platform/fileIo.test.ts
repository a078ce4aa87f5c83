import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readBounded, replaceFile, replaceJson } from "../../../src/platform/fileIo.ts";
import { temporaryFolder } from "./temporaryFolder.ts";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

test("a replaced file holds the new pieces and nothing lies beside it", async () => {
  const folder = temporaryFolder();
  const path = join(folder, "deep", "file.json");
  await replaceFile(path, [bytes("one ")]);
  await replaceFile(path, [bytes("two "), bytes("three")]);
  expect(readFileSync(path, "utf8")).toBe("two three");
  expect(readdirSync(join(folder, "deep"))).toEqual(["file.json"]);
});

test("an error in the middle of writing leaves the old file and nothing beside it", async () => {
  const folder = temporaryFolder();
  const path = join(folder, "run.json");
  await replaceJson(path, { old: true });
  const failing = function* (): Generator<Uint8Array> {
    yield bytes("half of the ");
    throw new Error("the source broke");
  };
  await expect(replaceFile(path, failing())).rejects.toThrow("the source broke");
  expect(JSON.parse(readFileSync(path, "utf8"))).toEqual({ old: true });
  expect(readdirSync(folder)).toEqual(["run.json"]);
});

test("a rename that fails leaves what was there", async () => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, "taken", "inner"), { recursive: true });
  await expect(replaceFile(join(folder, "taken"), [bytes("x")])).rejects.toThrow();
  expect(readdirSync(folder)).toEqual(["taken"]);
});

test.skipIf(process.platform === "win32")("a disk that takes no more bytes leaves the old file", () => {
  const folder = temporaryFolder();
  const path = join(folder, "run.json");
  writeFileSync(path, "old");
  const script = `
    import { replaceFile } from ${JSON.stringify(join(import.meta.dirname, "../../../src/platform/fileIo.ts"))};
    await replaceFile(${JSON.stringify(path)}, [new Uint8Array(1000000)]).then(
      () => process.exit(0), (error) => { console.log(error.code); process.exit(7); });`;
  writeFileSync(join(folder, "script.mts"), script);
  // The limit stands for a full disk: the kernel takes the first bytes and refuses the rest.
  const limited = `ulimit -f 100; exec "${process.execPath}" --no-warnings script.mts`;
  let code: unknown;
  try {
    execFileSync("bash", ["-c", limited], { cwd: folder, encoding: "utf8" });
  } catch (error) {
    code = (error as { status: unknown }).status;
  }
  expect(code).toBe(7);
  expect(readFileSync(path, "utf8")).toBe("old");
  expect(readdirSync(folder).sort()).toEqual(["run.json", "script.mts"]);
});

test("a file larger than the bound is refused by name, and so is a folder", async () => {
  const folder = temporaryFolder();
  const path = join(folder, "big.json");
  writeFileSync(path, "x".repeat(101));
  await expect(readBounded(path, 100)).rejects.toThrow(path);
  await expect(readBounded(path, 101)).resolves.toHaveLength(101);
  await expect(readBounded(folder, 100)).rejects.toThrow(/regular file|EISDIR/);
});

test.skipIf(process.platform === "win32")("a named pipe in place of a file is refused and does not hang", async () => {
  const folder = temporaryFolder();
  const path = join(folder, "run.json");
  execFileSync("bash", ["-c", `mkfifo ${path}`]);
  await expect(readBounded(path, 100)).rejects.toThrow("regular file");
});
