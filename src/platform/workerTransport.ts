import { MessagePort, type Transferable, type Worker } from "node:worker_threads";
import {
  AbstractMessageReader,
  AbstractMessageWriter,
  type DataCallback,
  type Disposable,
  type Message,
  type MessageConnection,
  type MessageReader,
  type MessageWriter,
  createMessageConnection,
} from "vscode-jsonrpc/node";

/** Either end of the wire between the host and a worker thread. */
type Port = MessagePort | Worker;

/** A JSON-RPC connection over a port: messages are cloned, not serialised, and ArrayBuffers in them move over. */
export function connectPort(port: Port, onError: (error: Error) => void): MessageConnection {
  const connection = createMessageConnection(new PortReader(port), new PortWriter(port));
  connection.onError(([error]) => {
    onError(error);
  });
  return connection;
}

class PortReader extends AbstractMessageReader implements MessageReader {
  readonly #port: Port;
  #stop: (() => void) | undefined;

  constructor(port: Port) {
    super();
    this.#port = port;
  }

  override listen(callback: DataCallback): Disposable {
    const onMessage = (message: unknown): void => {
      // Anything else on the wire is not ours.
      if (isMessage(message)) callback(message);
    };
    const onMessageError = (error: Error): void => {
      this.fireError(error);
    };
    const onClose = (): void => {
      this.fireClose();
    };
    // A worker ends with "exit", a message port with "close".
    const end = this.#port instanceof MessagePort ? "close" : "exit";
    this.#port.on("message", onMessage);
    this.#port.on("messageerror", onMessageError);
    this.#port.on(end, onClose);
    this.#stop = () => {
      this.#port.off("message", onMessage);
      this.#port.off("messageerror", onMessageError);
      this.#port.off(end, onClose);
    };
    return { dispose: () => this.#stop?.() };
  }

  override dispose(): void {
    this.#stop?.();
    super.dispose();
  }
}

class PortWriter extends AbstractMessageWriter implements MessageWriter {
  readonly #port: Port;

  constructor(port: Port) {
    super();
    this.#port = port;
  }

  write(message: Message): Promise<void> {
    try {
      this.#port.postMessage(message, buffersIn(message));
      return Promise.resolve();
    } catch (error) {
      this.fireError(error, message);
      return Promise.reject(error instanceof Error ? error : new Error(String(error)));
    }
  }

  end(): void {
    // The port belongs to whoever made it.
  }
}

/** Every ArrayBuffer in a message once, for its transfer list. Typed arrays are cloned: their buffer may be shared. */
function buffersIn(message: Message): Transferable[] {
  const buffers = new Set<ArrayBuffer>();
  const waiting: unknown[] = [message];
  while (waiting.length > 0) {
    const value = waiting.pop();
    if (typeof value !== "object" || value === null || ArrayBuffer.isView(value)) continue;
    if (value instanceof ArrayBuffer) buffers.add(value);
    else for (const item of Object.values(value)) if (typeof item === "object") waiting.push(item);
  }
  return [...buffers];
}

function isMessage(value: unknown): value is Message {
  return typeof value === "object" && value !== null && "jsonrpc" in value;
}
