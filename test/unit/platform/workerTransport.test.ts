import { Worker } from "node:worker_threads";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { MessageConnection } from "vscode-jsonrpc";
import { connectPort } from "../../../src/platform/workerTransport.ts";

let worker: Worker;
let wire: MessageConnection;
const errors: Error[] = [];

beforeAll(() => {
  worker = new Worker(new URL("./workers/echo.ts", import.meta.url), { execArgv: ["--no-warnings"] });
  wire = connectPort(worker, (error) => errors.push(error));
  wire.listen();
});

afterAll(async () => {
  wire.dispose();
  await worker.terminate();
});

const buffer = fc.uint8Array({ maxLength: 40 }).map((bytes) => new Uint8Array(bytes).buffer);
const { message } = fc.letrec((again) => ({
  message: fc.oneof(
    { maxDepth: 4 },
    fc.double(),
    fc.string({ unit: "binary" }),
    fc.boolean(),
    fc.constant(null),
    buffer,
    fc.float32Array({ maxLength: 8 }).map((values) => new Float32Array(values)),
    fc.array(again("message"), { maxLength: 4 }),
    fc.dictionary(
      fc.string().filter((key) => key !== "__proto__"),
      again("message"),
      { maxKeys: 4, noNullPrototype: true },
    ),
  ),
}));

test("messages of any shape, with buffers in them, arrive equal", async () => {
  await fc.assert(
    fc.asyncProperty(message, async (value) => {
      // Sending moves the buffers away, so the comparison needs a copy.
      const copy = structuredClone(value);
      expect(await wire.sendRequest("echo", [value])).toEqual([copy]);
    }),
    { numRuns: 200 },
  );
  expect(errors).toEqual([]);
});

test("a buffer moves over instead of being copied", async () => {
  const moved = new Float32Array([1, Number.NaN, Number.POSITIVE_INFINITY]).buffer;
  const answer = await wire.sendRequest<[{ frame: ArrayBuffer }]>("echo", [{ frame: moved, again: moved }]);
  expect(moved.byteLength).toBe(0);
  expect([...new Float32Array(answer[0].frame)]).toEqual([1, Number.NaN, Number.POSITIVE_INFINITY]);
});

test("notifications keep their order", async () => {
  const heard: number[] = [];
  const all = new Promise<void>((resolve) => {
    wire.onNotification("later", ([value]: [number]) => {
      if (heard.push(value) === 100) resolve();
    });
  });
  for (let at = 0; at < 100; at++) await wire.sendNotification("later", [at]);
  await all;
  expect(heard).toEqual(Array.from({ length: 100 }, (_, at) => at));
});

test("a message that cannot be cloned fails its request and leaves the wire usable", async () => {
  await expect(wire.sendRequest("echo", [() => undefined])).rejects.toThrow("could not be cloned");
  expect(await wire.sendRequest("echo", ["still here"])).toEqual(["still here"]);
  errors.length = 0;
});
