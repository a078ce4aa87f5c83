import type { TrainerConnection } from "./runJournal.ts";
import type { TrainerSession } from "./session.ts";

/** Answers a connection's requests with a session. */
export function serveTrainer(session: TrainerSession, connection: TrainerConnection): void {
  connection.onRequest("handshake", () => session.handshake());
  connection.onRequest("train", (start) => session.train(start));
  connection.onRequest("testRates", (start) => session.testRates(start));
  connection.onRequest("trainVectors", (start) => session.trainVectors(start));
  connection.onRequest("nearestWords", (query) => session.nearestWords(query));
  connection.onRequest("pause", ({ runId }) => {
    session.pause(runId);
    return null;
  });
  connection.onRequest("resume", ({ runId }) => {
    session.resume(runId);
    return null;
  });
  connection.onRequest("proceed", ({ runId, epoch }) => {
    session.proceed(runId, epoch);
    return null;
  });
  connection.onRequest("stop", ({ runId, reason }) => {
    session.stop(runId, reason);
    return null;
  });
  connection.onRequest("inspect", ({ path, choices, id }) => session.inspect(path, choices, id));
  connection.onRequest("examples", (query) => session.examples(query));
  connection.onRequest("errors", (query) => session.errors(query));
  connection.onRequest("classCurves", (query) => session.classCurves(query));
  connection.onRequest("predict", (query) => session.predict(query));
  connection.onRequest("explain", (query) => session.explain(query));
  connection.onRequest("explainExample", (query) => session.explainExample(query));
  connection.onRequest("label", (start) => session.label(start));
  connection.onRequest("labelPart", (part) => session.labelPart(part));
  connection.onRequest("forgetModel", async ({ runFolder }) => {
    await session.forgetModel(runFolder);
    return null;
  });
  connection.onRequest("comparePair", (query) => session.comparePair(query));
  connection.onRequest("flips", (query) => session.flips(query));
  connection.onRequest("pool", (query) => session.pool(query));
  connection.onRequest("series", (query) => session.series(query));
  connection.onRequest("curve", (query) => session.curve(query));
  connection.onRequest("exportRun", (query) => session.exportRun(query));
  serveDatasets(session, connection);
  connection.onRequest("differences", (place) => session.differences(place));
  connection.onRequest("describeRun", async (query) => (await session.reproductions()).describeRun(query));
  connection.onRequest("openBundle", async (query) => (await session.reproductions()).openBundle(query));
  connection.onRequest("unpackBundle", async (query) => (await session.reproductions()).unpackBundle(query));
  connection.onRequest("locateFiles", async (query) => (await session.reproductions()).locateFiles(query));
  connection.onRequest("compareExpected", async (query) => (await session.reproductions()).compareExpected(query));
  connection.onRequest("verify", (query) => session.verify(query));
  connection.onNotification("frameCredit", ({ runId, count }) => {
    session.frameCredit(runId, count);
  });
  connection.onNotification("threads", ({ count }) => {
    session.useThreads(count);
  });
  connection.onNotification("rest", () => {
    session.rest();
  });
}

function serveDatasets(session: TrainerSession, connection: TrainerConnection): void {
  const datasets = (): ReturnType<TrainerSession["datasets"]> => session.datasets();
  connection.onRequest("findCandidates", (search) => session.findCandidates(search));
  connection.onRequest("lookAt", async ({ places }) => ({ seen: await session.lookAt(places) }));
  connection.onRequest("openDataset", async (open) => ({ overview: await (await datasets()).open(open) }));
  connection.onRequest("duplicates", async ({ id }) => ({ report: await (await datasets()).duplicates(id) }));
  connection.onRequest("words", async ({ id }) => ({ report: await (await datasets()).words(id) }));
  connection.onRequest("vectorCoverage", async ({ id, path }) => ({
    report: await (await datasets()).vectors(id, path),
  }));
  connection.onRequest("datasetExamples", async (query) => (await datasets()).examples(query));
  connection.onRequest("likenesses", async (query) => (await datasets()).likenesses(query));
  connection.onRequest("stopDataset", async ({ id, part }) => {
    (await datasets()).stop(id, part);
    return null;
  });
  connection.onRequest("closeDataset", async ({ id }) => {
    (await datasets()).close(id);
    return null;
  });
}
