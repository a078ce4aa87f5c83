import { existsSync, lstatSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { SweepEvent } from "../../../src/experiment/sweep/events.ts";
import type { SweepPlan } from "../../../src/experiment/sweep/plan.ts";
import { replaceJson } from "../../../src/platform/fileIo.ts";
import { replaceOwnedFile } from "../../../src/platform/ownedFile.ts";
import { sweepFilesOn } from "../../../src/platform/sweepFiles.ts";
import { PowerCut, SimulatedDisk } from "./simulatedDisk.ts";
import { temporaryFolder } from "./temporaryFolder.ts";

/** Cuts the power at each operation of some writing in turn, with several outcomes each, and looks at what is left. */
async function cutEverywhere(
  write: (disk: SimulatedDisk) => Promise<void>,
  check: (disk: SimulatedDisk) => Promise<void> | void,
): Promise<void> {
  let disk = new SimulatedDisk(temporaryFolder());
  for (let seed = 1; seed <= 3; seed++)
    for (let cutAt = 1, isWhole = false; !isWhole; cutAt++) {
      disk = disk.erased(cutAt);
      disk.show();
      await write(disk).catch((error: unknown) => {
        if (!(error instanceof PowerCut)) throw error;
      });
      isWhole = !disk.isCut;
      disk = disk.afterCut(seed * 1000 + cutAt);
      disk.show();
      await check(disk);
    }
}

test("marks, notes and stars are the old or the new, wherever the power is cut, and the new once that was told", async () => {
  const name = "user.json";
  let told: string | null = null;
  const versions = ["first", "second", "third"];
  await cutEverywhere(
    async (disk) => {
      told = null;
      for (const note of versions) {
        await replaceJson(join(disk.top, name), { schemaVersion: 1, note }, disk);
        told = note;
      }
    },
    ({ top }) => {
      const path = join(top, name);
      const note = existsSync(path) ? (JSON.parse(readFileSync(path, "utf8")) as { note: string }).note : null;
      expect(versions.slice(told === null ? 0 : versions.indexOf(told))).toContain(note ?? "first");
      if (told !== null) expect(note).not.toBeNull();
    },
  );
});

test("a sweep keeps its plan and all that it was told is written, wherever the power is cut, and goes on", async () => {
  const id = "20260102-030405-aaaaaa";
  const run = "20260102-030406-bbbbbb";
  const plan: SweepPlan = {
    schemaVersion: 1,
    ...{ id, created: "2026-01-02T03:04:05.000Z", experimentFile: null, folder: ".", text: "{}", overrides: [] },
    runs: [[run]],
  };
  const event = (epoch: number): SweepEvent => ({
    ...{ event: "rung", trial: 1, repeat: 0, run, epoch, value: 0.5, seconds: 1, data: null },
  });
  let created = false;
  let appended: SweepEvent[] = [];
  await cutEverywhere(
    async (disk) => {
      created = false;
      appended = [];
      const runs = join(disk.top, ".benchtop", "runs");
      const log = await sweepFilesOn(disk).create(runs, join(disk.top, ".benchtop", "sweeps", id), plan);
      created = true;
      try {
        for (const epoch of [1, 2, 3]) {
          await log.append(event(epoch));
          appended.push(event(epoch));
        }
      } finally {
        await log.close();
      }
    },
    async (disk) => {
      if (!created) return;
      const runs = join(disk.top, ".benchtop", "runs");
      const opened = await sweepFilesOn(disk).open(runs, id);
      expect(opened.plan).toEqual(plan);
      expect(opened.events.slice(0, appended.length)).toEqual(appended);
      await opened.log.append(event(9));
      await opened.log.close();
      disk.show();
      expect((await sweepFilesOn(disk).read(runs, id)).events).toEqual([...opened.events, event(9)]);
    },
  );
});

test.skipIf(process.platform === "win32")("a person's file is replaced where it lies, and stays a link", async () => {
  const folder = temporaryFolder();
  const target = join(folder, "target.json");
  const link = join(folder, "reviews.experiment.json");
  writeFileSync(target, "old", { mode: 0o640 });
  symlinkSync(target, link);
  await replaceOwnedFile(link, "new");
  expect(lstatSync(link).isSymbolicLink()).toBe(true);
  expect(readFileSync(target, "utf8")).toBe("new");
  expect(statSync(target).mode & 0o777).toBe(0o640);
  await replaceOwnedFile(join(folder, "fresh.json"), "made");
  expect(readFileSync(join(folder, "fresh.json"), "utf8")).toBe("made");
});
