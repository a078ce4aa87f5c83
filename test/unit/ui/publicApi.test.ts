import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import ts from "typescript";
import { afterAll, expect, test } from "vitest";

const folder = mkdtempSync(join(tmpdir(), "benchtop-api-"));
const types = "src/ui/publicApi/types.ts";
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

test("the types of the API are a declaration file as they stand, and the example of its page compiles against them", () => {
  const { outputText } = ts.transpileModule(readFileSync(types, "utf8"), {
    compilerOptions: { module: ts.ModuleKind.ESNext, removeComments: true },
  });
  expect(outputText.trim(), "code that a declaration file cannot hold").toBe("export {};");
  copyFileSync(types, join(folder, "benchtop.d.ts"));
  const [, example = ""] = /```ts\n(.*?)```/s.exec(readFileSync("docs/api.md", "utf8")) ?? [];
  expect(example).toContain("getExtension<BenchtopApi>");
  writeFileSync(join(folder, "example.ts"), example);
  mkdirSync(join(folder, "node_modules", "@types"), { recursive: true });
  for (const name of ["vscode", "node", "undici-types"])
    symlinkSync(
      join(process.cwd(), "node_modules", name === "undici-types" ? name : `@types/${name}`),
      join(folder, "node_modules", name === "undici-types" ? name : `@types/${name}`),
    );
  const program = ts.createProgram([join(folder, "example.ts")], {
    ...{ strict: true, noEmit: true, skipLibCheck: true, exactOptionalPropertyTypes: true },
    ...{
      module: ts.ModuleKind.ESNext,
      moduleResolution: ts.ModuleResolutionKind.Bundler,
      target: ts.ScriptTarget.ES2022,
    },
    types: ["vscode", "node"],
  });
  const problems = ts
    .getPreEmitDiagnostics(program)
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n"));
  expect(problems).toEqual([]);
});
