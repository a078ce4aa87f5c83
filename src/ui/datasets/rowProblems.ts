import {
  CodeAction,
  CodeActionKind,
  type CodeActionProvider,
  Diagnostic,
  DiagnosticSeverity,
  languages,
  Range,
  type TextDocument,
  type Uri,
} from "vscode";
import { type Disposable, DisposableStore } from "../../base/lifecycle.ts";
import { type BrokenKind, brokenKinds } from "../../data/layout.ts";
import { dataSchemes, documentAt } from "../panels/dataDocuments.ts";
import type { DatasetFinder } from "./finder.ts";

const source = "Benchtop data";

/**
 * Rows of the datasets that cannot be used, in the Problems view at their lines, with a fix that skips their kind. Those of
 * a file that is no text are in the text that shows it.
 */
export class RowProblems implements Disposable, CodeActionProvider {
  readonly #finder: DatasetFinder;
  readonly #store = new DisposableStore();
  readonly #collection = this.#store.add(languages.createDiagnosticCollection("benchtop-data"));
  /** The dataset and the files that it has marks in. */
  readonly #marked = new Map<string, readonly Uri[]>();

  constructor(finder: DatasetFinder) {
    this.#finder = finder;
    this.#store.add(finder.onChange((path) => (path === null ? this.#sweep() : this.#show(path))));
    this.#store.add(
      languages.registerCodeActionsProvider([{ scheme: "file" }, ...dataSchemes.map((scheme) => ({ scheme }))], this, {
        providedCodeActionKinds: [CodeActionKind.QuickFix],
      }),
    );
  }

  provideCodeActions(
    document: TextDocument,
    _range: Range,
    { diagnostics }: { readonly diagnostics: readonly Diagnostic[] },
  ): CodeAction[] {
    const path = this.#datasetOf(document.uri);
    if (path === undefined) return [];
    const kinds = new Set(diagnostics.filter((one) => one.source === source).map(({ code }) => code));
    return Object.entries(brokenKinds).flatMap(([kind, words]) => {
      if (!kinds.has(kind)) return [];
      const action = new CodeAction(`Skip rows like this (${words})`, CodeActionKind.QuickFix);
      action.diagnostics = diagnostics.filter(({ code }) => code === kind);
      action.command = { command: "benchtop.skipRows", title: action.title, arguments: [{ path, kind }] };
      return [action];
    });
  }

  dispose(): void {
    this.#store.dispose();
  }

  #datasetOf(uri: Uri): string | undefined {
    const wanted = uri.toString();
    for (const [path, uris] of this.#marked) if (uris.some((one) => one.toString() === wanted)) return path;
    return undefined;
  }

  /** The list changed: files that are no longer in it lose their marks. */
  #sweep(): void {
    for (const path of this.#marked.keys()) if (this.#finder.get(path) === undefined) this.#clear(path);
  }

  #show(path: string): void {
    this.#clear(path);
    const state = this.#finder.get(path)?.state;
    if (state?.kind !== "inspected" || state.summary.broken.length === 0) return;
    const byDocument = new Map<string, { readonly uri: Uri; readonly marks: Diagnostic[] }>();
    for (const { line, reason, kind, file = path } of state.summary.broken) {
      const shown = documentAt(file, line);
      const key = shown.uri.toString();
      const known = byDocument.get(key) ?? { uri: shown.uri, marks: [] };
      known.marks.push(mark(shown.line, reason, kind));
      byDocument.set(key, known);
    }
    const documents = [...byDocument.values()];
    const left = state.summary.brokenRows - state.summary.broken.length;
    const last = documents.at(-1)?.marks.at(-1);
    if (left > 0 && last !== undefined) last.message += ` ${String(left)} more rows of the dataset cannot be used.`;
    for (const { uri, marks } of documents) this.#collection.set(uri, marks);
    this.#marked.set(
      path,
      documents.map(({ uri }) => uri),
    );
  }

  #clear(path: string): void {
    for (const uri of this.#marked.get(path) ?? []) this.#collection.delete(uri);
    this.#marked.delete(path);
  }
}

function mark(line: number, reason: string, kind: BrokenKind): Diagnostic {
  const at = Math.max(0, line - 1);
  const message = `This row is left out: ${reason}.`;
  const diagnostic = new Diagnostic(new Range(at, 0, at, 1000), message, DiagnosticSeverity.Warning);
  diagnostic.source = source;
  diagnostic.code = kind;
  return diagnostic;
}
