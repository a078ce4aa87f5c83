import {
  AbstractMessageReader,
  AbstractMessageWriter,
  createMessageConnection,
  type DataCallback,
  type Disposable,
  type Message,
  type MessageConnection,
} from "vscode-jsonrpc/node";

/** Carries messages over a channel of text, array buffers included (as base64 under this key). */
export const bufferKey = "\u0000buffer";

function encode(message: unknown): string {
  return JSON.stringify(message, (_key, value: unknown) =>
    value instanceof ArrayBuffer ? { [bufferKey]: Buffer.from(value).toString("base64") } : value,
  );
}

class TextReader extends AbstractMessageReader {
  #callback: DataCallback | undefined;

  listen(callback: DataCallback): Disposable {
    this.#callback = callback;
    return { dispose: () => (this.#callback = undefined) };
  }

  take(text: string): void {
    this.#callback?.(JSON.parse(text) as Message);
  }
}

class TextWriter extends AbstractMessageWriter {
  readonly #send: (text: string) => Promise<void>;

  constructor(send: (text: string) => Promise<void>) {
    super();
    this.#send = send;
  }

  write(message: Message): Promise<void> {
    return this.#send(encode(message));
  }

  end(): void {
    this.dispose();
  }
}

/** The host's end of a wire to a page: `take` is given what the page posts. */
export function hostConnection(send: (text: string) => Promise<void>): {
  readonly connection: MessageConnection;
  readonly take: (text: string) => void;
} {
  const reader = new TextReader();
  const connection = createMessageConnection(reader, new TextWriter(send));
  connection.listen();
  return {
    connection,
    take: (text) => {
      reader.take(text);
    },
  };
}
