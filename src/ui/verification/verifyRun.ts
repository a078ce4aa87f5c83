import { commands, ProgressLocation, window } from "vscode";
import { runTitle } from "../../experiment/describe.ts";
import type { StoredRun } from "../../services/ports.ts";
import type { Verification } from "../../services/verification/verifications.ts";
import type { ServicesDoor } from "../services.ts";
import type { ShownTexts } from "../shownTexts.ts";

export interface VerifyParts {
  readonly services: ServicesDoor;
  readonly texts: ShownTexts;
}

/** `Verify Reproducibility`: trains the run again beside it, and says in a sentence whether the same came out. */
export async function verifyRun(run: StoredRun, { services, texts }: VerifyParts): Promise<void> {
  const title = runTitle(run.record, run.annotations);
  const verification = await window.withProgress(
    { location: ProgressLocation.Notification, title: `Verifying “${title}”`, cancellable: true },
    async (progress, token) => {
      const stopping = new AbortController();
      const listening = token.onCancellationRequested(() => stopping.abort());
      try {
        let done = 0;
        return await services().verify(run, {
          signal: stopping.signal,
          onProgress: (phase, fraction) => {
            const percent = phase === "training" && fraction !== null ? Math.floor(100 * fraction) : done;
            progress.report({ message: phase, increment: Math.max(0, percent - done) });
            done = Math.max(done, percent);
          },
        });
      } finally {
        listening.dispose();
      }
    },
  );
  // Who pressed Cancel knows.
  if (verification !== undefined) tell(title, verification, texts);
}

/** The outcome in its first sentence; the others where someone asks. */
export function tell(title: string, { outcome, words }: Verification, texts: ShownTexts): void {
  const details = "Details";
  const show = outcome === "same" ? window.showInformationMessage : window.showWarningMessage;
  void show(`“${title}”: ${words[0] ?? ""}`, details).then(async (choice) => {
    if (choice !== details) return;
    const text = [`# Verification of ${escaped(title)}`, ...words.map(escaped)].join("\n\n");
    await commands.executeCommand("markdown.showPreview", texts.add("Verification.md", `${text}\n`));
  });
}

/** Words from data and files are text, whatever they hold. */
function escaped(text: string): string {
  return text.replaceAll(/[\\`*_{}[\]()#+!|<>~&]/g, (mark) => `&#${String(mark.charCodeAt(0))};`);
}
