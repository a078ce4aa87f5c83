import { type Disposable, Uri, ViewColumn, window, workspace } from "vscode";

const scheme = "benchtop-shown";
/** Texts that are kept for the editors that show them; the oldest go first. */
const most = 50;

/** Texts that an editor shows and nobody can change: what is not a file, and need not become one. */
export class ShownTexts implements Disposable {
  readonly #texts = new Map<string, string>();
  readonly #provider = workspace.registerTextDocumentContentProvider(scheme, {
    provideTextDocumentContent: ({ query }) => this.#texts.get(query) ?? "",
  });
  #count = 0;

  /** A document of that name with this text, not yet on the screen. */
  add(name: string, text: string): Uri {
    const key = String(++this.#count);
    this.#texts.set(key, text);
    for (const old of [...this.#texts.keys()].slice(0, -most)) this.#texts.delete(old);
    return Uri.from({ scheme, path: `/${name.replaceAll(/[\\/]/g, "-")}`, query: key });
  }

  /** Opens it beside what is there, where a name ending in `.experiment.json` is coloured as one. */
  async show(name: string, text: string): Promise<void> {
    const document = await workspace.openTextDocument(this.add(name, text));
    await window.showTextDocument(document, { preview: true, viewColumn: ViewColumn.Active });
  }

  dispose(): void {
    this.#provider.dispose();
  }
}
