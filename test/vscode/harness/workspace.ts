import { createHash } from "node:crypto";
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { RunRecord } from "../../../src/experiment/record.ts";
import { samples } from "./places.ts";

/** A temporary copy of the sample workspace, or of some of its folders. */
export class Workspace {
  readonly folder: string;

  constructor(folders?: readonly string[]) {
    // The name is part of what the tests look at; what is above it is not.
    const parent = realpathSync(mkdtempSync(path.join(tmpdir(), "benchtop-e2e-")));
    this.folder = path.join(parent, "workspace");
    if (folders === undefined) {
      cpSync(samples, this.folder, { recursive: true, filter: (source) => path.basename(source) !== ".benchtop" });
    } else {
      for (const name of folders) cpSync(path.join(samples, name), path.join(this.folder, name), { recursive: true });
    }
  }

  path(...parts: readonly string[]): string {
    return path.join(this.folder, ...parts);
  }

  write(name: string, text: string): void {
    writeFileSync(this.path(name), text);
  }

  /** Ids of the run folders, oldest first. */
  runs(): string[] {
    const folder = this.path(".benchtop", "runs");
    return existsSync(folder)
      ? readdirSync(folder)
          .filter((name) => existsSync(path.join(folder, name, "run.json")))
          .sort()
      : [];
  }

  record(run: string): RunRecord {
    return JSON.parse(readFileSync(this.path(".benchtop", "runs", run, "run.json"), "utf8")) as RunRecord;
  }

  /** Puts a copy of a run beside it, with another record and a name. */
  copyRun(run: string, copy: string, record: RunRecord, name: string): void {
    const folder = this.path(".benchtop", "runs", copy);
    cpSync(this.path(".benchtop", "runs", run), folder, { recursive: true });
    writeFileSync(path.join(folder, "user.json"), JSON.stringify({ schemaVersion: 1, name }));
    writeFileSync(path.join(folder, "run.json"), JSON.stringify(record));
  }

  /** The number of whole lines in a run's metrics.ndjson. */
  epochsOnDisk(run: string): number {
    const file = this.path(".benchtop", "runs", run, "metrics.ndjson");
    return existsSync(file) ? readFileSync(file, "utf8").split("\n").length - 1 : 0;
  }

  /** SHA-256 of a run's weights. */
  weights(run: string): string {
    const file = this.path(".benchtop", "runs", run, "model.safetensors");
    return createHash("sha256").update(readFileSync(file)).digest("hex");
  }

  remove(): void {
    // An extension host that is ending may still write.
    rmSync(path.dirname(this.folder), { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  }
}
