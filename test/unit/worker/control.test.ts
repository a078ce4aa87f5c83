import { describe, expect, it } from "vitest";
import type { StartRun } from "../../../src/protocol/trainer.ts";
import { Bench } from "./reviews.ts";
import type { MemoryRun } from "./memoryPorts.ts";

const long = { training: { epochs: 400, batchSize: 1 } };

/** Trains and acts at the first breath at which `when` holds; counts the breaths that follow. */
async function actWhen(
  bench: Bench,
  start: StartRun,
  when: () => boolean,
  act: () => void,
): Promise<{ run: MemoryRun; breathsAfter: number }> {
  let acted = 0;
  bench.ports.onBreath = (breath) => {
    if (acted !== 0 || !when()) return;
    acted = breath;
    act();
  };
  const run = await bench.train(start);
  expect(acted).toBeGreaterThan(0);
  return { run, breathsAfter: bench.ports.breaths - acted };
}

describe("stop", () => {
  it("in the middle of an epoch keeps the curve and evaluates the kept model", async () => {
    const bench = new Bench();
    const start = bench.start(long);
    const steps = (): number => bench.of("progress").at(-1)?.step ?? 0;
    const { run } = await actWhen(
      bench,
      start,
      () => steps() > 200 && steps() % 80 !== 0,
      () => {
        bench.session.stop(start.runId);
      },
    );
    const { record } = run;
    expect(record).toMatchObject({ status: "stopped", message: null });
    expect(record.ended).not.toBeNull();
    expect(run.steps.length).toBe(record.progress.step * 3);
    expect(record.progress.step).toBeLessThan(400 * 80);
    expect(record.progress.step % 80).not.toBe(0);
    expect(run.epochs.at(-1)?.epoch).toBe(Math.floor(record.progress.step / 80));
    expect(record.metrics.validation?.loss).toBe(record.best?.metrics.validation?.loss);
    expect(record.metrics.test?.examples).toBe(10);
    expect(run.model).not.toBeNull();
  });

  it("is honoured within one slice of training", async () => {
    const bench = new Bench();
    const start = bench.start(long);
    const { run } = await actWhen(
      bench,
      start,
      () => (bench.of("progress").at(-1)?.step ?? 0) > 100,
      () => {
        bench.session.stop(start.runId);
      },
    );
    // Every look at the clock takes a millisecond here, so that 15 ms are a few steps.
    const told = bench.of("progress").map(({ step }) => step);
    expect(run.record.progress.step - (told.find((step) => step > 100) ?? 0)).toBeLessThanOrEqual(15);
  });

  it("is honoured while the file is being read, with nothing to evaluate", async () => {
    const bench = new Bench();
    bench.ports.pace = 20;
    const start = bench.start(long);
    const { run, breathsAfter } = await actWhen(
      bench,
      start,
      () => bench.of("phase").at(-1)?.phase === "reading",
      () => {
        bench.session.stop(start.runId);
      },
    );
    expect(breathsAfter).toBe(0);
    expect(run.record).toMatchObject({ status: "stopped", data: null, best: null, metrics: {} });
    expect(run.model).toBeNull();
    expect(run.open).toBe(false);
  });

  it("is honoured while the run is paused", async () => {
    const bench = new Bench();
    const start = bench.start(long);
    const { run } = await actWhen(
      bench,
      start,
      () => bench.of("epoch").length > 2,
      () => {
        bench.session.pause(start.runId);
        setTimeout(() => {
          bench.session.stop(start.runId);
        }, 5);
      },
    );
    expect(run.record.status).toBe("stopped");
    expect(run.record.metrics.test).toBeDefined();
    expect(bench.of("status").map(({ status }) => status)).toEqual(["running", "paused", "stopped"]);
  });

  it("does not cut off the evaluation of a run that has trained to its end", async () => {
    const bench = new Bench();
    bench.ports.pace = 20;
    const start = bench.start({ training: { epochs: 2 } });
    const { run } = await actWhen(
      bench,
      start,
      () => bench.of("phase").at(-1)?.phase === "evaluation",
      () => {
        bench.session.stop(start.runId);
      },
    );
    expect(run.record).toMatchObject({ status: "finished", progress: { epoch: 2 } });
    expect(Object.keys(run.record.metrics)).toEqual(["train", "validation", "test"]);
  });

  it("of a run that is not under way is nothing", () => {
    const { session } = new Bench();
    session.stop("20260101-000000-nobody");
    session.pause("20260101-000000-nobody");
    session.resume("20260101-000000-nobody");
    session.frameCredit("20260101-000000-nobody", 1);
    expect(session.handshake().kernelFlavour).toBe("reference");
  });
});

describe("pause", () => {
  it("takes no step until it is resumed, has its steps on disk and told, and counts no time", async () => {
    const bench = new Bench();
    const start = bench.start(long);
    const seen: number[] = [];
    const { run } = await actWhen(
      bench,
      start,
      () => bench.of("epoch").length > 2,
      () => {
        bench.session.pause(start.runId);
        setTimeout(() => {
          const paused = bench.ports.run(start.runFolder);
          seen.push(paused.steps.length / 3, paused.record.seconds.total);
          expect(paused.record.status).toBe("paused");
          expect(bench.of("progress").at(-1)?.step, "screens show the step it stands at").toBe(seen[0]);
          bench.ports.now += 3_600_000;
          setTimeout(() => {
            seen.push(bench.ports.run(start.runFolder).steps.length / 3);
            bench.session.resume(start.runId);
            bench.session.stop(start.runId);
          }, 5);
        }, 5);
      },
    );
    expect(seen[0]).toBeGreaterThan(80);
    expect(seen[2]).toBe(seen[0]);
    expect(run.record.seconds.total).toBeLessThan((seen[1] ?? 0) + 60);
  });

  it("is honoured during the last evaluation, from which the run goes on to finish", async () => {
    const bench = new Bench();
    bench.ports.pace = 20;
    const start = bench.start({ training: { epochs: 2 } });
    const { run } = await actWhen(
      bench,
      start,
      () => bench.of("phase").at(-1)?.phase === "evaluation",
      () => {
        bench.session.pause(start.runId);
        setTimeout(() => {
          bench.session.stop(start.runId);
        }, 5);
      },
    );
    expect(bench.of("status").map(({ status }) => status)).toEqual(["running", "paused", "running", "finished"]);
    expect(run.record.status).toBe("finished");
  });
});

describe("what a run tells", () => {
  it("is at most ten frames and ten progress reports a second", async () => {
    const bench = new Bench();
    await bench.train(bench.start({ training: { epochs: 40, batchSize: 4 } }));
    const tenths = bench.ports.now / 100;
    expect(tenths).toBeGreaterThan(10);
    for (const name of ["frame", "progress", "phase"] as const)
      expect(bench.of(name).length, name).toBeLessThanOrEqual(tenths + 7);
    expect(bench.of("progress").length).toBeGreaterThan(5);
  });

  it("is two frames and no more when the host takes none, and the rest once it does", async () => {
    const bench = new Bench();
    bench.credit = false;
    const start = bench.start({ training: { epochs: 40, batchSize: 4 } });
    await bench.train(start);
    expect(bench.of("frame")).toHaveLength(2);
    bench.session.frameCredit(start.runId, 1);
    const headers = bench.of("frame").map(({ frame }) => frame.header);
    expect(headers).toHaveLength(3);
    const [, second, third] = headers;
    expect(third?.firstStep).toBe((second?.firstStep ?? 0) + (second?.count ?? 0) * (second?.stride ?? 0));
    const end = (third?.firstStep ?? 0) + (third?.count ?? 0) * (third?.stride ?? 0) - 1;
    expect(third?.lastStep ?? end).toBe(40 * 20);
    expect(third?.count).toBeLessThanOrEqual(512);
    bench.session.frameCredit(start.runId, 1);
    expect(bench.of("frame")).toHaveLength(3);
  });
});
