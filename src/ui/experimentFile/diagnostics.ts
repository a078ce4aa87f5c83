import { Diagnostic, DiagnosticSeverity, languages, Range, type TextDocument, type Uri, workspace } from "vscode";
import { type Disposable, DisposableStore } from "../../base/lifecycle.ts";
import { problemsOf } from "./problems.ts";

/** Marks in experiment files why training them was refused, until they are edited or trained. */
export class ExperimentDiagnostics implements Disposable {
  readonly #store = new DisposableStore();
  readonly #collection = this.#store.add(languages.createDiagnosticCollection("benchtop"));

  constructor() {
    this.#store.add(
      workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (contentChanges.length > 0) this.#collection.delete(document.uri);
      }),
    );
    this.#store.add(workspace.onDidCloseTextDocument(({ uri }) => this.#collection.delete(uri)));
  }

  show(document: TextDocument, error: unknown): void {
    const diagnostics = problemsOf(document.getText(), error).map(({ line, message }) => {
      const text = document.lineAt(Math.min(Math.max(line, 1), document.lineCount) - 1);
      const start = text.firstNonWhitespaceCharacterIndex;
      const range = new Range(text.lineNumber, start, text.lineNumber, Math.max(start + 1, text.range.end.character));
      const diagnostic = new Diagnostic(range, message, DiagnosticSeverity.Error);
      diagnostic.source = "Benchtop";
      return diagnostic;
    });
    this.#collection.set(document.uri, diagnostics);
  }

  clear(uri: Uri): void {
    this.#collection.delete(uri);
  }

  dispose(): void {
    this.#store.dispose();
  }
}
