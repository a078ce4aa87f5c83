import type { Uri, WebviewPanel } from "vscode";
import { type Disposable, DisposableStore, toDisposable } from "../../base/lifecycle.ts";
import type { MessageConnection } from "vscode-jsonrpc";
import { webviewConnection } from "../webviewTransport.ts";
import { panelHtml, type PanelPage, panelRoots } from "./html.ts";

/** Who speaks to a page while it is visible; what it opens goes into the store and ends with the page. */
export type PageHost = (connection: MessageConnection, page: DisposableStore) => void;

/** A webview panel with its page. It speaks to the page only while that is visible: a hidden page does not exist. */
export class PanelShell implements Disposable {
  readonly #panel: WebviewPanel;
  readonly #extension: Uri;
  readonly #content: PanelPage;
  readonly #host: PageHost;
  readonly #store = new DisposableStore();
  #page: DisposableStore | null = null;
  #rebuilt = false;

  constructor(panel: WebviewPanel, extension: Uri, content: PanelPage, host: PageHost) {
    this.#panel = panel;
    this.#extension = extension;
    this.#content = content;
    this.#host = host;
    this.#store.add(panel.onDidChangeViewState(() => this.#follow()));
    this.#store.add(toDisposable(() => this.#page?.dispose()));
    panel.webview.options = { enableScripts: true, localResourceRoots: panelRoots(extension) };
    this.#connect();
    this.#load();
  }

  /** Loads the page anew, once: one that is still of another version says so instead. */
  rebuild(): void {
    if (this.#rebuilt) return;
    this.#rebuilt = true;
    this.#load();
  }

  dispose(): void {
    this.#store.dispose();
  }

  #follow(): void {
    if (this.#panel.visible === (this.#page !== null)) return;
    if (this.#panel.visible) this.#connect();
    else this.#disconnect();
  }

  /** A page that comes back counts its requests from the start, so each gets a connection of its own. */
  #connect(): void {
    this.#disconnect();
    const page = new DisposableStore();
    const connection = page.add(webviewConnection(this.#panel.webview));
    this.#host(connection, page);
    connection.listen();
    this.#page = page;
  }

  #disconnect(): void {
    this.#page?.dispose();
    this.#page = null;
  }

  #load(): void {
    this.#panel.webview.html = panelHtml(this.#panel.webview, this.#extension, this.#content);
  }
}
