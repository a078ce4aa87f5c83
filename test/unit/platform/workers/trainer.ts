import { parentPort } from "node:worker_threads";
import { connectPort } from "../../../../src/platform/workerTransport.ts";
import { typed } from "../../../../src/protocol/connection.ts";
import {
  type HostNotifications,
  type TrainerNotifications,
  type TrainerRequests,
  trainerProtocolVersion,
} from "../../../../src/protocol/trainer.ts";
import { UserError } from "../../../../src/base/errors.ts";

/** A worker that meets the end its path asks for: a trainer's wire without a trainer. */
if (parentPort === null) throw new Error("this runs in a worker");
const wire = connectPort(parentPort, (error) => {
  throw error;
});
const connection = typed<object, TrainerRequests, TrainerNotifications, HostNotifications>(wire);
connection.onRequest("handshake", () => ({ version: trainerProtocolVersion, kernelFlavour: "reference" }));
connection.onRequest("lookAt", ({ places }) => {
  const path = places[0]?.path ?? "";
  switch (path) {
    case "exhaust memory": {
      const kept: string[][] = [];
      for (;;) kept.push(Array.from({ length: 100_000 }, (_, at) => `${String(kept.length)} ${String(at)}`));
    }
    case "crash":
      setTimeout(() => {
        throw new Error("a defect of ours");
      });
      return new Promise(() => undefined);
    case "exit":
      return process.exit(3);
    case "refuse":
      throw new UserError("This is a folder.", "Name a file inside it.", { file: "/data", field: "dataset" });
    default:
      return { seen: [{ bytes: path.length, modified: 0, labelled: true }] };
  }
});
wire.listen();
