/** A file that is being written. */
export interface DiskFile {
  /** Writes at the end, or where the last write ended; may take only a part. */
  write(bytes: Uint8Array, offset: number, length: number): Promise<{ readonly bytesWritten: number }>;
  /** Settles when everything written so far is on the medium. */
  sync(): Promise<void>;
  truncate(length: number): Promise<void>;
  stat(): Promise<{ readonly size: number }>;
  close(): Promise<void>;
}

/**
 * What writing a run folder asks of a file system. What was written is safe from a power cut once its file was synced, a
 * file's being there or its name once its folder was; until then any part of it may be lost, in any order.
 */
export interface Disk {
  /** `a`: at the end of a file, made when it is missing; `wx`: of a file that must not be there yet. */
  open(path: string, flags: "a" | "wx"): Promise<DiskFile>;
  /** Makes a folder, and those that it lies in, where they are missing; what it made is safe once this settles. */
  makeFolder(path: string): Promise<void>;
  /** The names in a folder. */
  list(path: string): Promise<readonly string[]>;
  rename(from: string, to: string): Promise<void>;
  /** Gives a file a second name; an error where that name is taken or the file system has no links. */
  link(from: string, to: string): Promise<void>;
  /** A file that is not there is no error. */
  remove(path: string): Promise<void>;
  /** With all that is in it; one that is not there is no error. */
  removeFolder(path: string): Promise<void>;
  syncFolder(path: string): Promise<void>;
}
