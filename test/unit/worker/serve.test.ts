import { MessageChannel } from "node:worker_threads";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { UserError } from "../../../src/base/errors.ts";
import { connectPort } from "../../../src/platform/workerTransport.ts";
import { typed, type TypedConnection } from "../../../src/protocol/connection.ts";
import { FrameConsumer } from "../../../src/protocol/frameFlow.ts";
import { frameColumn, unpackFrame } from "../../../src/protocol/frames.ts";
import type { HostNotifications, TrainerNotifications, TrainerRequests } from "../../../src/protocol/trainer.ts";
import type { TrainerConnection } from "../../../src/worker/runJournal.ts";
import { serveTrainer } from "../../../src/worker/serve.ts";
import { TrainerSession } from "../../../src/worker/session.ts";
import { Bench } from "./reviews.ts";

let host: TypedConnection<TrainerRequests, object, HostNotifications, TrainerNotifications>;
let bench: Bench;
let close: () => void;

/** A host and a trainer at the two ends of a real message channel. */
beforeEach(() => {
  const { port1, port2 } = new MessageChannel();
  const fail = (error: Error): never => {
    throw error;
  };
  const [ours, theirs] = [connectPort(port1, fail), connectPort(port2, fail)];
  bench = new Bench();
  // Messages come in only when the thread lets them.
  bench.ports.clock.breathe = () => new Promise((resolve) => setImmediate(resolve));
  const connection: TrainerConnection = typed(theirs);
  serveTrainer(new TrainerSession(bench.ports, connection), connection);
  host = typed(ours);
  ours.listen();
  theirs.listen();
  close = () => {
    ours.dispose();
    theirs.dispose();
    port1.close();
  };
});

afterEach(() => {
  close();
});

describe("a trainer behind a wire", () => {
  it("shakes hands", async () => {
    expect(await host.request("handshake", { version: 1 })).toEqual({ version: 1, kernelFlavour: "reference" });
  });

  it("trains, and its host sees the series that is on disk", async () => {
    const start = bench.start({ training: { epochs: 10, batchSize: 4 } });
    const consumer = new FrameConsumer();
    const verdicts = new Set<string>();
    const epochs: number[] = [];
    host.onNotification("frame", ({ runId, frame }) => {
      verdicts.add(consumer.accept(frame));
      host.notify("frameCredit", { runId, count: 1 });
    });
    host.onNotification("epoch", ({ epoch }) => epochs.push(epoch.epoch));
    const { record } = await host.request("train", start);
    expect(record.status).toBe("finished");
    expect(epochs).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect([...verdicts]).toEqual(["taken"]);
    const snapshot = consumer.snapshot(1000);
    const { frame } = await host.request("series", { runFolder: start.runFolder, points: 1000 });
    if (snapshot === null || frame === null) throw new Error("a run with steps has a series");
    const [live, stored] = [snapshot, frame].map((one) => frameColumn(unpackFrame(one), "loss"));
    expect(Math.min(...(live?.min ?? []))).toBe(Math.min(...(stored?.min ?? [])));
    expect(Math.max(...(live?.max ?? []))).toBe(Math.max(...(stored?.max ?? [])));
    expect(live?.last.at(-1)).toBe(stored?.last.at(-1));
  });

  it("pauses, resumes and stops by request", async () => {
    const start = bench.start({ training: { epochs: 100_000, batchSize: 4 } });
    const statuses: string[] = [];
    host.onNotification("status", ({ runId, status }) => {
      statuses.push(status);
      if (status === "paused") void host.request("resume", { runId });
      if (status === "running" && statuses.length > 1) void host.request("stop", { runId });
    });
    host.onNotification("progress", ({ runId }) => {
      if (statuses.length === 1) void host.request("pause", { runId });
    });
    const { record } = await host.request("train", start);
    expect(record.status).toBe("stopped");
    expect(statuses).toEqual(["running", "paused", "running", "stopped"]);
  });

  it("sends a person's error whole", async () => {
    const answer = host.request("inspect", { path: "/folder/missing.csv", choices: {} });
    const error: unknown = await answer.then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(UserError);
    expect(error).toMatchObject({ what: "There is no such file.", place: { file: "/folder/missing.csv" } });
  });
});
