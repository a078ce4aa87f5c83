import { type WriteStream } from "node:tty";
import { styleText } from "node:util";

type Style = "bold" | "dim" | "green" | "red" | "yellow";

/** Where a command writes: results to standard output, everything else to standard error. */
export interface Terminal {
  /** Writes a line of result. */
  out(line: string): void;
  /** Writes bytes of result and waits until they are on their way; false once nobody reads them any more. */
  write(bytes: Uint8Array): Promise<boolean>;
  /** Writes a line beside the result: warnings, errors. */
  err(line: string): void;
  /** Shows one line that the next one replaces, where standard error is a terminal; "" takes it away. */
  progress(line: string): void;
  /** Emphasis where standard output is a terminal and NO_COLOR is not set. */
  style(style: Style, text: string): string;
  /** Columns of standard output; 100 where it is no terminal. */
  readonly width: number;
  /** Whether `progress` shows anything. */
  readonly live: boolean;
}

interface Streams {
  readonly stdout: WriteStream;
  readonly stderr: WriteStream;
  readonly env: NodeJS.ProcessEnv;
}

/** The terminal of a process. A reader that closes its end of the pipe (as `head` does) ends the output, not the command. */
export function openTerminal({ stdout, stderr, env }: Streams): Terminal {
  const writer = (stream: WriteStream): ((text: string) => void) => {
    let open = true;
    stream.on("error", () => (open = false));
    return (text) => {
      if (open) stream.write(text);
    };
  };
  const [toOut, toErr] = [writer(stdout), writer(stderr)];
  const coloured = stdout.isTTY && (env["NO_COLOR"] ?? "") === "" && env["TERM"] !== "dumb";
  const live = stderr.isTTY && env["TERM"] !== "dumb";
  let shown = false;
  const clear = (): void => {
    if (shown) toErr("\r\u001b[2K");
    shown = false;
  };
  return {
    out(line) {
      clear();
      toOut(`${line}\n`);
    },
    write: (bytes) =>
      new Promise((resolve) => {
        clear();
        stdout.write(bytes, (error) => resolve(error === null || error === undefined));
      }),
    err(line) {
      clear();
      toErr(`${line}\n`);
    },
    progress(line) {
      if (!live) return;
      clear();
      if (line === "") return;
      toErr(line);
      shown = true;
    },
    style: (style, text) => (coloured ? styleText(style, text, { validateStream: false }) : text),
    get width() {
      return stdout.isTTY ? stdout.columns : 100;
    },
    live,
  };
}
