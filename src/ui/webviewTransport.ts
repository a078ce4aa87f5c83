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
} from "vscode-jsonrpc/node";
import type { Webview } from "vscode";

/** The part of a webview that carries messages. */
export type MessagePost = Pick<Webview, "onDidReceiveMessage" | "postMessage">;

/** A JSON-RPC connection over a webview's messages. VS Code carries ArrayBuffers in them as they are. */
export function webviewConnection(webview: MessagePost): MessageConnection {
  return createMessageConnection(new WebviewReader(webview), new WebviewWriter(webview));
}

class WebviewReader extends AbstractMessageReader implements MessageReader {
  readonly #webview: MessagePost;

  constructor(webview: MessagePost) {
    super();
    this.#webview = webview;
  }

  listen(callback: DataCallback): Disposable {
    return this.#webview.onDidReceiveMessage((message: unknown) => {
      if (isMessage(message)) callback(message);
    });
  }
}

class WebviewWriter extends AbstractMessageWriter implements MessageWriter {
  readonly #webview: MessagePost;
  #ended = false;

  constructor(webview: MessagePost) {
    super();
    this.#webview = webview;
  }

  // A page that is hidden or gone loses its messages; it asks for a snapshot when it is back.
  async write(message: Message): Promise<void> {
    if (!this.#ended) await this.#webview.postMessage(message);
  }

  end(): void {
    this.#ended = true;
  }

  override dispose(): void {
    this.#ended = true;
    super.dispose();
  }
}

function isMessage(value: unknown): value is Message {
  return typeof value === "object" && value !== null && "jsonrpc" in value;
}
