import { toWireError } from "../protocol/errors.ts";
import type { TrainerConnection } from "./runJournal.ts";
import type { TrainerSession } from "./session.ts";

/** Answers a connection's requests with a session. A UserError arrives whole at the other end. */
export function serveTrainer(session: TrainerSession, connection: TrainerConnection): void {
  connection.onRequest("handshake", () => session.handshake());
  connection.onRequest(
    "train",
    whole((start) => session.train(start)),
  );
  connection.onRequest("pause", ({ runId }) => {
    session.pause(runId);
    return null;
  });
  connection.onRequest("resume", ({ runId }) => {
    session.resume(runId);
    return null;
  });
  connection.onRequest("stop", ({ runId }) => {
    session.stop(runId);
    return null;
  });
  connection.onRequest(
    "inspect",
    whole(({ path, choices }) => session.inspect(path, choices)),
  );
  connection.onRequest(
    "sniff",
    whole(({ path }) => session.sniff(path)),
  );
  connection.onRequest(
    "examples",
    whole((query) => session.examples(query)),
  );
  connection.onRequest(
    "series",
    whole((query) => session.series(query)),
  );
  connection.onNotification("frameCredit", ({ runId, count }) => {
    session.frameCredit(runId, count);
  });
}

function whole<P, R>(answer: (params: P) => Promise<R>): (params: P) => Promise<R> {
  return async (params) => {
    try {
      return await answer(params);
    } catch (error) {
      throw toWireError(error);
    }
  };
}
