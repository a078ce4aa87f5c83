import { afterEach, expect, test } from "vitest";
import { type Message, type MessageConnection } from "vscode-jsonrpc/node";
import { UserError } from "../../../src/base/errors.ts";
import { typed } from "../../../src/protocol/connection.ts";
import type {
  RunPanelHostNotifications,
  RunPanelNotifications,
  RunPanelRequests,
} from "../../../src/protocol/runPanel.ts";
import { type MessagePost, webviewConnection } from "../../../src/ui/webviewTransport.ts";
import { frame, isWhole } from "./runPanel/frames.ts";

/** Two ends that carry messages as a webview does: cloned, and later. */
function pair(): [MessagePost & { arrive(message: unknown): void }, MessagePost & { arrive(message: unknown): void }] {
  const end = () => {
    const listeners = new Set<(message: unknown) => void>();
    return {
      peer: undefined as { arrive(message: unknown): void } | undefined,
      arrive: (message: unknown) => {
        for (const listener of listeners) listener(message);
      },
      onDidReceiveMessage: (listener: (message: unknown) => void) => {
        listeners.add(listener);
        return { dispose: () => listeners.delete(listener) };
      },
      postMessage(message: unknown) {
        const copy: unknown = structuredClone(message);
        queueMicrotask(() => this.peer?.arrive(copy));
        return Promise.resolve(true);
      },
    };
  };
  const [left, right] = [end(), end()];
  left.peer = right;
  right.peer = left;
  return [left, right];
}

const open: MessageConnection[] = [];
afterEach(() => {
  for (const connection of open.splice(0)) connection.dispose();
});

function connect() {
  const [hostEnd, pageEnd] = pair();
  const [hostWire, pageWire] = [webviewConnection(hostEnd), webviewConnection(pageEnd)];
  open.push(hostWire, pageWire);
  const host = typed<object, RunPanelRequests, RunPanelNotifications, RunPanelHostNotifications>(hostWire);
  const page = typed<RunPanelRequests, object, RunPanelHostNotifications, RunPanelNotifications>(pageWire);
  hostWire.listen();
  pageWire.listen();
  return { host, page, hostWire, hostEnd, pageEnd };
}

test("a request goes to the host and its answer carries a buffer", async () => {
  const { host, page } = connect();
  host.onRequest("steps", ({ points }) => frame(0, 1, points));
  const answer = await page.request("steps", { points: 5 });
  expect(answer !== null && isWhole(answer)).toBe(true);
});

test("null stays null as a parameter and as a result", async () => {
  const { host, page } = connect();
  let heard: unknown = "nothing";
  host.onRequest("pause", (params) => {
    heard = params;
    return null;
  });
  expect(await page.request("pause", null)).toBeNull();
  expect(heard).toBeNull();
});

test("an error for a person arrives whole", async () => {
  const { host, page } = connect();
  host.onRequest("stop", () => {
    throw new UserError("It has ended.", "Train it again.", { field: "run" });
  });
  await expect(page.request("stop", null)).rejects.toMatchObject({ what: "It has ended.", place: { field: "run" } });
});

test("notifications keep their order", async () => {
  const { host, page } = connect();
  const steps: number[] = [];
  page.onNotification("frame", ({ header }) => steps.push(header.firstStep));
  for (let at = 1; at <= 20; at++) host.notify("frame", frame(at, at, 1));
  await expect.poll(() => steps).toEqual(Array.from({ length: 20 }, (_, at) => at + 1));
});

test("messages that are none of ours are passed over", async () => {
  const { host, page, hostEnd } = connect();
  host.onRequest("stop", () => null);
  for (const stray of [null, "hello", 3, { type: "resize" }, []]) hostEnd.arrive(stray);
  expect(await page.request("stop", null)).toBeNull();
});

test("a connection that was let go sends nothing more", async () => {
  const { host, hostWire, pageEnd } = connect();
  const heard: Message[] = [];
  pageEnd.onDidReceiveMessage((message) => heard.push(message as Message));
  let finish: () => void = () => undefined;
  host.onRequest("stop", () => new Promise<null>((resolve) => (finish = () => resolve(null))));
  pageEnd.postMessage({ jsonrpc: "2.0", id: 1, method: "stop", params: [null] });
  await Promise.resolve();
  hostWire.dispose();
  finish();
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(heard).toEqual([]);
});
