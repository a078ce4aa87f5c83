import { expect, test } from "vitest";
import { UserError } from "../../../../src/base/errors.ts";
import type { StudyRequest } from "../../../../src/services/activationStudies.ts";
import { StudySession } from "../../../../src/ui/activationsPanel/session.ts";
import { openBench, settled } from "../../services/bench.ts";

const network = '{"dataset": "data/reviews.tsv", "model": {"kind": "network", "hidden": [{"units": 4}]}}';

function setUp() {
  const bench = openBench(2);
  const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
  const session = new StudySession(() => ({ training: bench.training, runs: bench.runs, log }));
  const request: StudyRequest = {
    ...bench.request(network),
    choices: { activations: ["relu", "tanh"], seeds: 1, initializer: "same", epochs: 2 },
    title: "reviews",
  };
  return { bench, session, request };
}

test("progress tells what came since the page was told last, and nothing twice", async () => {
  const { bench, session, request } = setUp();
  expect([session.state(), session.progress(), session.report()]).toEqual([null, null, null]);
  await session.start(request);
  const [first] = session.state()?.runs ?? [];
  await settled(() => session.state()?.runs.every(({ status }) => status === "running") === true);
  const trainer = bench.workers.of(first?.id ?? "");
  trainer.tellEpoch(0);
  trainer.tellEpoch(1);
  const told = session.progress()?.runs[0];
  expect([told?.from, told?.epochs.map(({ epoch }) => epoch)]).toEqual([0, [0, 1]]);
  expect(session.progress()?.runs[0]).toMatchObject({ from: 2, epochs: [] });
  trainer.tellEpoch(2);
  expect(session.progress()?.runs[0]).toMatchObject({ from: 2, epochs: [{ epoch: 2 }] });
  await session.stop();
  await settled(() => session.state()?.active === false);
  session.dispose();
});

test("a snapshot does not grow after it was taken", async () => {
  const { bench, session, request } = setUp();
  await session.start(request);
  await settled(() => session.state()?.runs.every(({ status }) => status === "running") === true);
  const state = session.state();
  bench.workers.of(state?.runs[0]?.id ?? "").tellEpoch(0);
  expect(state?.runs[0]?.epochs).toEqual([]);
  await session.stop();
  await settled(() => session.state()?.active === false);
  session.dispose();
});

test("one study at a time; what a page remembers does not take the place of one that is there", async () => {
  const { session, request } = setUp();
  await session.start(request);
  await expect(session.start(request)).rejects.toThrow(UserError);
  const ids = session.state()?.runs.map(({ id }) => id);
  await session.restore({ title: "other", runs: ["20200101-000000-gone00"] });
  expect(session.state()?.runs.map(({ id }) => id)).toEqual(ids);
  await session.stop();
  await settled(() => session.state()?.active === false);
  session.dispose();
});

test("the threshold is the person's or half of the first loss, never nonsense", async () => {
  const { bench, session, request } = setUp();
  await session.start(request);
  await settled(() => session.state()?.runs.every(({ status }) => status === "running") === true);
  bench.workers.of(session.state()?.runs[0]?.id ?? "").tellEpoch(0);
  expect(session.report()?.threshold).toBe(0.25);
  session.threshold = 0.4;
  expect(session.report()?.threshold).toBe(0.4);
  session.threshold = NaN;
  expect(session.report()?.threshold).toBe(0.25);
  await session.stop();
  await settled(() => session.state()?.active === false);
  session.dispose();
});
