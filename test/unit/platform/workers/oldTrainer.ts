import { parentPort } from "node:worker_threads";
import { connectPort } from "../../../../src/platform/workerTransport.ts";

/** A trainer of another version. */
if (parentPort === null) throw new Error("this runs in a worker");
const wire = connectPort(parentPort, (error) => {
  throw error;
});
wire.onRequest("handshake", () => ({ version: 0, kernelFlavour: "reference" }));
wire.listen();
