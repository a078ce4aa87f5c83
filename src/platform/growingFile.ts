import type { Disk, DiskFile } from "./disk.ts";
import { writeAll } from "./fileIo.ts";

/** What was written is on the medium so many milliseconds later, and the time that the medium takes. */
const syncMilliseconds = 300;

/** A file that grows at its end. What is appended goes to the medium behind the back of whoever appends. */
export class GrowingFile {
  readonly #file: DiskFile;
  #length: number;
  #syncing: Promise<void> = Promise.resolve();
  #timer: NodeJS.Timeout | undefined;
  #failure: Error | undefined;

  private constructor(file: DiskFile, length: number) {
    this.#file = file;
    this.#length = length;
  }

  /** Opens the file, or makes it; its being there is safe from a power cut once this settles. */
  static async open(path: string, folder: string, disk: Disk): Promise<GrowingFile> {
    const file = await disk.open(path, "a");
    const { size } = await file.stat();
    await disk.syncFolder(folder);
    return new GrowingFile(file, size);
  }

  /** Bytes. */
  get length(): number {
    return this.#length;
  }

  async append(bytes: Uint8Array): Promise<void> {
    if (this.#failure !== undefined) throw this.#failure;
    await writeAll(this.#file, bytes);
    this.#length += bytes.length;
    this.#timer ??= setTimeout(() => {
      this.sync().catch((error: unknown) => {
        this.#failure = error instanceof Error ? error : new Error(String(error));
      });
    }, syncMilliseconds).unref();
  }

  /** Cuts off what is behind so many bytes; on the medium when this settles. */
  async cutBack(length: number): Promise<void> {
    await this.#file.truncate(length);
    this.#length = length;
    await this.sync();
  }

  /** Settles when everything that was appended before is on the medium. */
  sync(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const next = this.#syncing.then(() => this.#file.sync());
    this.#syncing = next.catch(() => undefined);
    return next;
  }

  async close(): Promise<void> {
    try {
      await this.sync();
    } finally {
      await this.#file.close();
    }
  }
}
