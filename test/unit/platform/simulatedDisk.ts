import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join, relative, sep } from "node:path";
import { RandomStream } from "../../../src/base/random.ts";
import type { Disk, DiskFile } from "../../../src/platform/disk.ts";

/** A change of a file that was not synced: bytes at a place, or a new length. */
type FileChange = { readonly at: number; readonly bytes: Uint8Array } | { readonly length: number };

class SimulatedFile {
  /** What would outlast a power cut for sure, and what was done since. */
  safe = new Uint8Array(0);
  pending: FileChange[] = [];
  now = new Uint8Array(0);

  do(change: FileChange): void {
    this.now = changed(this.now, change);
    this.pending.push(change);
  }

  sync(): void {
    this.safe = this.now;
    this.pending = [];
  }
}

type Entry = SimulatedFile | SimulatedFolder;
/** Names that come, change or go together; null: gone. */
type FolderChange = readonly (readonly [name: string, entry: Entry | null])[];

class SimulatedFolder {
  safe = new Map<string, Entry>();
  pending: FolderChange[] = [];
  now = new Map<string, Entry>();

  do(change: FolderChange): void {
    apply(this.now, change);
    this.pending.push(change);
  }

  sync(): void {
    this.safe = new Map(this.now);
    this.pending = [];
  }
}

/** What every call answers from the power cut on. */
export class PowerCut extends Error {}

/**
 * A disk in memory that remembers what was synced. At operation `cutAt` (from 1) the power is cut: of what was not synced
 * until then each write, truncation, new, renamed or removed name is kept, lost, torn or full of zeros, one independent of
 * the other, as a seed says.
 */
export class SimulatedDisk implements Disk {
  /** The folder of the real disk that stands for it. */
  readonly top: string;
  readonly #cutAt: number;
  readonly #root: SimulatedFolder;
  /** What the real folder holds. */
  readonly #shown: Map<string, Uint8Array>;
  #operations = 0;

  constructor(top: string, cutAt = Infinity, root = new SimulatedFolder(), shown = new Map<string, Uint8Array>()) {
    this.top = top;
    this.#cutAt = cutAt;
    this.#root = root;
    this.#shown = shown;
  }

  /** An empty one in its place. */
  erased(cutAt = Infinity): SimulatedDisk {
    return new SimulatedDisk(this.top, cutAt, new SimulatedFolder(), this.#shown);
  }

  get operations(): number {
    return this.#operations;
  }

  get isCut(): boolean {
    return this.#operations >= this.#cutAt;
  }

  open(path: string, flags: "a" | "wx"): Promise<DiskFile> {
    const name = basename(path);
    return this.#operation(() => {
      const folder = this.#folder(dirname(path));
      const found = folder.now.get(name);
      if (found instanceof SimulatedFolder || (found !== undefined && flags === "wx")) throw refusal("EEXIST", path);
      const file = found ?? new SimulatedFile();
      if (found === undefined) folder.do([[name, file]]);
      return () => this.#handle(file);
    });
  }

  #handle(file: SimulatedFile): DiskFile {
    return {
      write: (bytes, offset, length) =>
        this.#operation(() => {
          // One call may take only a part.
          const part = bytes.slice(offset, offset + Math.min(length, 5_000));
          file.do({ at: file.now.length, bytes: part });
          return () => ({ bytesWritten: part.length });
        }),
      sync: () =>
        this.#operation(() => () => {
          file.sync();
        }),
      truncate: (length) => this.#done(() => file.do({ length })),
      stat: () => Promise.resolve({ size: file.now.length }),
      close: () => Promise.resolve(),
    };
  }

  async makeFolder(path: string): Promise<void> {
    let at = this.top;
    for (const name of this.#names(path)) {
      const folder = this.#folder(at);
      if (!folder.now.has(name)) {
        await this.#done(() => folder.do([[name, new SimulatedFolder()]]));
        await this.syncFolder(at);
      }
      at = join(at, name);
    }
  }

  list(path: string): Promise<readonly string[]> {
    return this.#operation(() => () => [...this.#folder(path).now.keys()]);
  }

  rename(from: string, to: string): Promise<void> {
    return this.#done(() => {
      const folder = this.#folder(dirname(from));
      if (folder !== this.#folder(dirname(to))) throw new Error("a rename within its folder");
      const entry = folder.now.get(basename(from));
      if (entry === undefined) throw refusal("ENOENT", from);
      if (folder.now.get(basename(to)) instanceof SimulatedFolder) throw refusal("ENOTEMPTY", to);
      folder.do([
        [basename(from), null],
        [basename(to), entry],
      ]);
    });
  }

  link(from: string, to: string): Promise<void> {
    return this.#done(() => {
      const folder = this.#folder(dirname(to));
      const entry = this.#folder(dirname(from)).now.get(basename(from));
      if (!(entry instanceof SimulatedFile)) throw refusal("ENOENT", from);
      if (folder.now.has(basename(to))) throw refusal("EEXIST", to);
      folder.do([[basename(to), entry]]);
    });
  }

  remove(path: string): Promise<void> {
    return this.#done(() => {
      const folder = this.#folder(dirname(path));
      if (folder.now.has(basename(path))) folder.do([[basename(path), null]]);
    });
  }

  removeFolder(path: string): Promise<void> {
    return this.remove(path);
  }

  syncFolder(path: string): Promise<void> {
    return this.#operation(() => () => {
      this.#folder(path).sync();
    });
  }

  /** The disk after the power cut; one seed, one outcome. */
  afterCut(seed: number, cutAt = Infinity): SimulatedDisk {
    const stream = new RandomStream(seed, "power cut");
    const random = (): number => stream.float64();
    // Some cuts take all that was not synced, some nearly nothing: both find other faults than the mean.
    const kept = [0, 0.1, 0.5, 0.9, 1][stream.below(5)] ?? 0;
    const files = new Set<SimulatedFile>();
    const settle = (folder: SimulatedFolder): void => {
      folder.now = new Map(folder.safe);
      for (const change of folder.pending) if (random() < kept) apply(folder.now, change);
      folder.sync();
      for (const entry of folder.now.values()) {
        if (entry instanceof SimulatedFolder) settle(entry);
        else if (!files.has(entry)) {
          files.add(entry);
          entry.now = leftOf(entry, kept, random);
          entry.sync();
        }
      }
    };
    settle(this.#root);
    return new SimulatedDisk(this.top, cutAt, this.#root, this.#shown);
  }

  /** Makes the real folder what this disk holds now, for who reads it. */
  show(): void {
    const gone = new Set(this.#shown.keys());
    const show = (folder: SimulatedFolder, place: string): void => {
      mkdirSync(place, { recursive: true });
      for (const [name, entry] of folder.now) {
        const path = join(place, name);
        if (entry instanceof SimulatedFolder) show(entry, path);
        else {
          const before = this.#shown.get(path);
          if (!gone.delete(path) || before === undefined || Buffer.compare(before, entry.now) !== 0)
            writeFileSync(path, entry.now);
          this.#shown.set(path, entry.now);
        }
      }
    };
    show(this.#root, this.top);
    for (const path of gone) {
      rmSync(path);
      this.#shown.delete(path);
    }
  }

  #names(path: string): string[] {
    return relative(this.top, path).split(sep).filter(Boolean);
  }

  #folder(path: string): SimulatedFolder {
    let folder = this.#root;
    for (const name of this.#names(path)) {
      const next = folder.now.get(name);
      if (!(next instanceof SimulatedFolder)) throw refusal("ENOENT", path);
      folder = next;
    }
    return folder;
  }

  #done(change: () => void): Promise<void> {
    return this.#operation(() => {
      change();
      return () => undefined;
    });
  }

  /** `begin` puts down what may be left of it; what it returns happens unless the power is cut meanwhile. */
  async #operation<T>(begin: () => () => T): Promise<T> {
    await Promise.resolve();
    if (this.isCut) throw new PowerCut("the power is off");
    const isLast = ++this.#operations >= this.#cutAt;
    const finish = begin();
    if (isLast) throw new PowerCut("the power was cut");
    return finish();
  }
}

function leftOf({ safe, pending }: SimulatedFile, kept: number, random: () => number): Uint8Array<ArrayBuffer> {
  let bytes = safe;
  for (const change of pending) {
    const luck = random();
    if (luck < kept) bytes = changed(bytes, change);
    else if ("bytes" in change && luck < kept + (1 - kept) / 2) bytes = changed(bytes, damaged(change, random));
  }
  return bytes;
}

/** The beginning of what was written, alone or with zeros behind it. */
function damaged({ at, bytes }: Extract<FileChange, { bytes: unknown }>, random: () => number): FileChange {
  const whole = Math.floor(random() * bytes.length);
  if (random() < 0.5) return { at, bytes: bytes.slice(0, whole) };
  return { at, bytes: bytes.map((byte, index) => (index < whole ? byte : 0)) };
}

function changed(bytes: Uint8Array, change: FileChange): Uint8Array<ArrayBuffer> {
  if ("length" in change) return bytes.slice(0, change.length);
  const result = new Uint8Array(Math.max(bytes.length, change.at + change.bytes.length));
  result.set(bytes);
  result.set(change.bytes, change.at);
  return result;
}

function apply(entries: Map<string, Entry>, change: FolderChange): void {
  for (const [name, entry] of change)
    if (entry === null) entries.delete(name);
    else entries.set(name, entry);
}

function refusal(code: string, path: string): Error {
  return Object.assign(new Error(`${code}: ${path}`), { code });
}
