import {
  AbstractMessageReader,
  AbstractMessageWriter,
  createMessageConnection,
  type DataCallback,
  type Disposable,
  type Message,
  type MessageConnection,
  type MessageReader,
  type MessageWriter,
} from "vscode-jsonrpc/browser";
import type { VsCodeApi } from "./vscodeApi.ts";

/** Reads the host's messages, which arrive as events of this window. */
class WindowReader extends AbstractMessageReader implements MessageReader {
  listen(callback: DataCallback): Disposable {
    const onMessage = (event: MessageEvent<unknown>): void => {
      if (isRpcMessage(event.data)) callback(event.data);
    };
    window.addEventListener("message", onMessage);
    return {
      dispose() {
        window.removeEventListener("message", onMessage);
      },
    };
  }
}

class ApiWriter extends AbstractMessageWriter implements MessageWriter {
  readonly #api: VsCodeApi;

  constructor(api: VsCodeApi) {
    super();
    this.#api = api;
  }

  write(message: Message): Promise<void> {
    this.#api.postMessage(message);
    return Promise.resolve();
  }

  end(): void {
    this.dispose();
  }
}

/** A connection to the extension host over the webview's message channel, already listening. */
export function connectToHost(api: VsCodeApi): MessageConnection {
  const connection = createMessageConnection(new WindowReader(), new ApiWriter(api));
  connection.listen();
  return connection;
}

// Other scripts of the editor's frame post messages to this window too.
function isRpcMessage(data: unknown): data is Message {
  return typeof data === "object" && data !== null && "jsonrpc" in data && data.jsonrpc === "2.0";
}
