import { type LogOutputChannel, Position, Range, Uri, ViewColumn, window } from "vscode";
import { UserError } from "../base/errors.ts";
import { filePlace } from "../base/filePlace.ts";
import { absolutePath, fileName, isAbsolutePath } from "../platform/vscode/paths.ts";
import { StoppedCounting } from "../services/stoppedCounting.ts";
import type { Log } from "../services/ports.ts";

const openFile = "Open File";
const showLog = "Show Log";

/** Tells a person of what went wrong: once, in words, with what helps next. */
export class Messages {
  readonly #log: Log;
  readonly #channel: LogOutputChannel;

  constructor(log: Log, channel: LogOutputChannel) {
    this.#log = log;
    this.#channel = channel;
  }

  /** @param folder what a relative path in the error's place starts from. */
  error(attempt: string, error: unknown, folder?: string): void {
    // Who cancels knows it.
    if (error instanceof StoppedCounting) return;
    const user = error instanceof UserError;
    if (user) this.#log.warn(`${attempt}: ${error.message}`);
    else this.#log.error(attempt, error);
    const { file, line } = user ? error.place : {};
    const path = file === undefined ? undefined : placeOf(file, folder);
    const text = user
      ? readable(error)
      : `Benchtop could not ${attempt}: ${error instanceof Error ? error.message : "see the log"}`;
    const choices = path === undefined ? [showLog] : [openFile, showLog];
    void window.showErrorMessage(text, ...choices).then((choice) => {
      if (choice === showLog) this.#channel.show();
      if (choice === openFile && path !== undefined) void openAt(Uri.file(path), line ?? 1);
    });
  }

  /** Runs an action; what it throws is told. */
  async guard<T>(attempt: string, action: () => Promise<T>, folder?: string): Promise<T | undefined> {
    try {
      return await action();
    } catch (error) {
      this.error(attempt, error, folder);
      return undefined;
    }
  }
}

/** Opens a text file with the line selected and in view. Lines count from 1. */
export async function openAt(uri: Uri, line: number, options: { beside?: boolean } = {}): Promise<void> {
  const start = new Position(Math.max(0, line - 1), 0);
  const end = new Position(Math.max(0, line - 1), Number.MAX_SAFE_INTEGER);
  await window.showTextDocument(uri, {
    selection: new Range(start, end),
    ...(options.beside === true && { viewColumn: textColumn() }),
  });
}

/** Where texts are open already, else a new column. */
function textColumn(): ViewColumn {
  const open = window.visibleTextEditors.find(({ viewColumn }) => viewColumn !== undefined);
  return open?.viewColumn ?? ViewColumn.Beside;
}

/** The error's sentences with the file's name instead of its whole path; notifications are narrow. */
function readable({ what, remedy, place }: UserError): string {
  const where = [
    place.file === undefined ? null : placeName(fileName(place.file), place.line),
    place.file === undefined && place.line !== undefined ? `line ${String(place.line)}` : null,
    place.field ?? null,
  ].filter((part) => part !== null);
  return [where.length === 0 ? "" : `${where.join(": ")}:`, what, remedy].filter((part) => part !== "").join(" ");
}

function placeName(name: string, line: number | undefined): string {
  return line === undefined ? name : filePlace(name, line);
}

function placeOf(file: string, folder: string | undefined): string | undefined {
  if (folder !== undefined) return absolutePath(folder, file);
  return isAbsolutePath(file) ? file : undefined;
}
