import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rename, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";

const sources = fileURLToPath(new URL("./", import.meta.url));
const modules = [
  { name: "kernels-simd.wasm", features: ["threads", "simd"] },
  { name: "kernels-relaxed.wasm", features: ["threads", "simd", "relaxed-simd"] },
];

/**
 * Compiles the AssemblyScript kernels to `outDir`: kernels-simd.wasm and kernels-relaxed.wasm. Skipped while the
 * sources, the compiler and the options are what they were. Returns the paths; throws with the compiler's messages.
 * @param {string} outDir
 * @param {{ optimize?: boolean }} options
 */
export async function buildKernels(outDir, { optimize = true } = {}) {
  const paths = { simd: join(outDir, modules[0].name), relaxedSimd: join(outDir, modules[1].name) };
  const stamp = join(outDir, "kernels.sha256");
  const hash = await hashOfSources(optimize);
  if (await isCurrent(stamp, hash, Object.values(paths))) return paths;
  const { default: asc } = await import("assemblyscript/asc");
  await mkdir(outDir, { recursive: true });
  for (const { name, features } of modules) {
    const messages = [];
    const { error } = await asc.main(
      [
        "index.ts",
        "--outFile",
        name,
        ...features.flatMap((feature) => ["--enable", feature]),
        ...(optimize ? ["--optimizeLevel", "3", "--shrinkLevel", "0", "--converge"] : []),
        "--noAssert",
        "--runtime",
        "stub",
        "--importMemory",
        // One memory for all threads that help; what asks for less than 4 GiB declares less when it makes its memory.
        "--sharedMemory",
        "--initialMemory",
        "1",
        "--maximumMemory",
        "65536",
        "--use",
        "abort=",
      ],
      {
        readFile: (file) => readFile(join(sources, file), "utf8").catch(() => null),
        writeFile: (file, contents) => replaceFile(join(outDir, basename(file)), contents),
        stdout: { write: (text) => messages.push(String(text)) },
        stderr: { write: (text) => messages.push(String(text)) },
      },
    );
    if (error) throw new Error(`the kernels do not compile: ${error.message}\n${messages.join("")}`);
  }
  await replaceFile(stamp, hash);
  return paths;
}

async function hashOfSources(optimize) {
  const hash = createHash("sha256");
  hash.update(await readFile(fileURLToPath(import.meta.url)));
  hash.update(await readFile(fileURLToPath(import.meta.resolve("assemblyscript/package.json"))));
  hash.update(String(optimize));
  for (const name of (await readdir(sources)).filter((file) => file.endsWith(".ts")).sort()) {
    hash.update(name).update(await readFile(join(sources, name)));
  }
  return hash.digest("hex");
}

async function isCurrent(stamp, hash, files) {
  try {
    if ((await readFile(stamp, "utf8")) !== hash) return false;
    await Promise.all(files.map((file) => readFile(file)));
    return true;
  } catch {
    return false;
  }
}

/** Replaces a file whole, since several test processes may build at once. */
async function replaceFile(path, contents) {
  const draft = `${path}.${String(process.pid)}`;
  await writeFile(draft, contents);
  await rename(draft, path);
}
