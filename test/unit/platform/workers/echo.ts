import { parentPort } from "node:worker_threads";
import { connectPort } from "../../../../src/platform/workerTransport.ts";

/** Answers every request with its own parameters. */
if (parentPort === null) throw new Error("this runs in a worker");
const wire = connectPort(parentPort, (error) => {
  throw error;
});
wire.onRequest("echo", (params: unknown) => params);
wire.onNotification("later", (params: unknown) => {
  void wire.sendNotification("later", params);
});
wire.listen();
