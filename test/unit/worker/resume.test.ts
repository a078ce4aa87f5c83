import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { UserError } from "../../../src/base/errors.ts";
import type { EpochMetrics } from "../../../src/experiment/metrics.ts";
import type { RunRecord } from "../../../src/experiment/record.ts";
import { parseRecord } from "../../../src/experiment/recordIo.ts";
import type { StartRun } from "../../../src/protocol/trainer.ts";
import { kindsOfRuns } from "./kindsOfRuns.ts";
import { MemoryPorts, type MemoryRun } from "./memoryPorts.ts";
import { Bench } from "./reviews.ts";

const timeless = (epoch: EpochMetrics | null) => epoch && { ...epoch, seconds: 0 };

/** All that two equal runs share, whenever and however often they were stopped. */
function resultOf(run: MemoryRun) {
  const { record } = run;
  const untimed: Partial<RunRecord> = {
    ...record,
    created: "",
    started: "",
    ended: "",
    best: timeless(record.best),
    last: timeless(record.last),
    progress: { ...record.progress, examplesPerSecond: null },
  };
  delete (untimed as { resumes?: unknown }).resumes;
  delete (untimed as { seconds?: unknown }).seconds;
  return {
    record: untimed,
    epochs: run.epochs.map(timeless),
    steps: Buffer.from(run.steps.slice().buffer).toString("hex"),
    model: run.modelDigest,
    arrays: Object.fromEntries(run.arrays),
  };
}

function begin(written: Record<string, unknown>): { bench: Bench; start: StartRun } {
  const bench = new Bench();
  // The clock moves a little with every look: a checkpoint every few slices.
  return { bench, start: { ...bench.start(written), checkpointSeconds: 0.05 } };
}

async function straight(written: Record<string, unknown>): Promise<{ run: MemoryRun; breaths: number }> {
  const { bench, start } = begin(written);
  const run = await bench.train(start);
  return { run, breaths: bench.ports.breaths };
}

/** The run goes on in another process that finds what the first left. */
async function resumed(start: StartRun, left: MemoryRun): Promise<MemoryRun> {
  const bench = new Bench();
  bench.ports.runs.set(start.runFolder, left);
  return bench.train({ ...start, resume: true });
}

/** What a process leaves that dies now. */
function leftBy(run: MemoryRun): MemoryRun {
  const copy = Object.assign(Object.create(Object.getPrototypeOf(run) as object) as MemoryRun, run);
  return Object.assign(copy, {
    open: false,
    records: [...run.records],
    epochs: [...run.epochs],
    arrays: new Map(run.arrays),
  });
}

describe.each(Object.entries(kindsOfRuns))("%s", (name, written) => {
  it("ends as if it had not been stopped, whenever that was, and however often", async () => {
    const whole = await straight(written);
    expect(whole.run.record.status).toBe("finished");
    expect(whole.run.checkpoint).toBeNull();
    const wanted = resultOf(whole.run);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(whole.breaths), { minLength: 1, maxLength: 3 }), async (stops) => {
        const { bench, start } = begin(written);
        bench.ports.onBreath = (breath) => {
          if (breath > (stops[0] ?? 0)) bench.session.stop(start.runId);
        };
        let run = await bench.train(start);
        for (const stop of [...stops.slice(1), Infinity]) {
          if (run.record.status === "finished") break;
          const next = new Bench();
          next.ports.runs.set(start.runFolder, run);
          next.ports.onBreath = (breath) => {
            if (breath > stop) next.session.stop(start.runId);
          };
          run = await next.train({ ...start, resume: true });
        }
        expect(resultOf(run)).toEqual(wanted);
      }),
      { numRuns: 6 },
    );
  });

  it("ends as if its process had not died, whenever that was", async () => {
    const wanted = resultOf((await straight(written)).run);
    const { bench, start } = begin(written);
    const left: MemoryRun[] = [];
    bench.ports.onBreath = () => {
      left.push(leftBy(bench.ports.run(start.runFolder)));
    };
    await bench.train(start);
    // What counts once has no place to go on from: it begins anew.
    expect(left.some(({ checkpoint }) => checkpoint !== null)).toBe(name !== "naive Bayes");
    const every = Math.ceil(left.length / 6);
    for (const one of left.filter((_, index) => index % every === 0)) {
      const run = await resumed(start, one);
      expect(resultOf(run)).toEqual(wanted);
      expect(run.checkpoint).toBeNull();
    }
  });
});

describe("a resumed run", () => {
  const written = kindsOfRuns["a network with adam, dropout and a norm"] ?? {};

  async function stopped(): Promise<{ start: StartRun; run: MemoryRun }> {
    const { bench, start } = begin(written);
    bench.ports.onBreath = () => {
      if (bench.of("epoch").length === 3) bench.session.stop(start.runId);
    };
    const run = await bench.train(start);
    expect(run.record.status).toBe("stopped");
    expect(run.checkpoint).not.toBeNull();
    return { start, run };
  }

  it("says when and where it went on, and tells its whole curve again", async () => {
    const { start, run } = await stopped();
    const bench = new Bench();
    bench.ports.runs.set(start.runFolder, run);
    const { record, epochs } = await bench.train({ ...start, resume: true });
    expect(record.resumes).toMatchObject([{ versions: { benchtop: "0.0.0" }, kernelFlavour: "reference" }]);
    expect(record.resumes?.[0]?.step).toBeGreaterThan(0);
    expect(parseRecord(JSON.stringify(record), "run.json")).toEqual(record);
    expect(bench.of("epoch").map(({ epoch }) => epoch)).toEqual(epochs);
    const frames = bench.of("frame").map(({ frame }) => frame.header);
    expect(frames[0]).toMatchObject({ firstStep: 1, seq: 1 });
  });

  it("is refused, and left as it was, where its data are others", async () => {
    const { start, run } = await stopped();
    const { record, lengths } = run;
    const bench = new Bench();
    bench.ports.write("/folder/reviews.csv", `review,kind\n${"fine,good\npoor,bad\n".repeat(40)}`);
    bench.ports.runs.set(start.runFolder, run);
    const after = await bench.train({ ...start, resume: true });
    expect({ ...after.record, message: record.message }).toEqual(record);
    expect(after.record.message).toContain("its data file is not what it was");
    expect(after.lengths).toEqual(lengths);
    expect(after.checkpoint).not.toBeNull();
    // Put back as it was, it goes on.
    expect((await resumed(start, after)).record.status).toBe("finished");
  });

  it("is left as it was by a stop before it has gone on", async () => {
    const { start, run } = await stopped();
    const { record } = run;
    const bench = new Bench();
    bench.ports.runs.set(start.runFolder, run);
    bench.ports.onBreath = () => {
      bench.session.stop(start.runId);
    };
    expect((await bench.train({ ...start, resume: true })).record).toEqual(record);
  });

  it("is refused when it has ended by itself", async () => {
    const { start, run } = await stopped();
    const ended = await resumed(start, run);
    await expect(resumed(start, ended)).rejects.toThrow("nothing left to train");
  });

  it("begins anew where the checkpoint is of another version", async () => {
    const { run: whole } = await straight(written);
    const { start, run } = await stopped();
    if (run.checkpoint !== null) run.checkpoint = { ...run.checkpoint, metadata: { format: "benchtop-checkpoint-9" } };
    const again = await resumed(start, run);
    expect(again.record.resumes).toMatchObject([{ step: 0 }]);
    expect(resultOf(again)).toEqual(resultOf(whole));
  });
});

describe("a medium that is slow", () => {
  function slow(record: (record: RunRecord) => Promise<void>): { bench: Bench; start: StartRun } {
    const { bench, start } = begin({ training: { epochs: 30 } });
    const { ports } = bench;
    const open = (folder: string) => MemoryPorts.prototype.openRun.call(ports, folder);
    ports.pace = 30;
    ports.openRun = async (folder) => {
      const writer = await open(folder);
      return {
        ...writer,
        record: async (next) => {
          if (next.status === "running" && next.last !== null) await record(next);
          await writer.record(next);
        },
      };
    };
    return { bench, start };
  }

  it("does not keep training waiting for what the record says meanwhile", async () => {
    let asked = 0;
    let written = (): void => undefined;
    const whole = new Promise<void>((resolve) => (written = resolve));
    const { bench, start } = slow(() => {
      asked++;
      return whole;
    });
    bench.onTold = () => {
      if (bench.of("epoch").length === 31) written();
    };
    expect((await bench.train(start)).record.status).toBe("finished");
    expect(asked, "one at a time").toBe(1);
  });

  it("ends the run when it takes no record any more", async () => {
    const { bench, start } = slow(() => Promise.reject(new UserError("The disk is full.", "Make room.")));
    const { record, epochs } = await bench.train(start);
    expect(record).toMatchObject({ status: "failed", message: "The disk is full. Make room." });
    expect(epochs.length).toBeLessThan(31);
  });
});
