import { html, type TemplateResult } from "lit";
import type { DatasetPart } from "../../src/protocol/datasets.ts";
import { type DatasetSnapshot, stoppedByPerson } from "../../src/protocol/datasetPanel.ts";
import { icon } from "../icons.ts";
import type { DatasetActions } from "./actions.ts";

const words: Readonly<Record<DatasetPart, { readonly doing: string; readonly title: string; readonly again: string }>> =
  {
    overview: { doing: "Reading the data", title: "read the data", again: "Read Again" },
    duplicates: { doing: "Looking for duplicates", title: "look for duplicates", again: "Look for Duplicates" },
    words: { doing: "Counting words", title: "count words", again: "Count Words" },
    vectors: { doing: "Reading word vectors", title: "read the word vectors", again: "Read Again" },
  };

/** What stands in the place of a part that is not there yet: how far it is, or why it is not. */
export function workTemplate(
  { working, problems }: DatasetSnapshot,
  part: DatasetPart,
  actions: DatasetActions,
): TemplateResult {
  const { doing, title, again } = words[part];
  const problem = problems[part];
  const start = (): void => {
    actions.perform(title, "start", { part });
  };
  if (problem === stoppedByPerson)
    return html`<p class="work" data-testid="stopped-${part}">
      <span class="muted">Stopped.</span>
      <vscode-button appearance="secondary" @click=${start}>${again}</vscode-button>
    </p>`;
  if (problem !== undefined)
    return html`<div class="notice error" role="alert" data-testid="problem-${part}">
      ${icon("cross")}<span>Could not ${title}: ${problem}</span>
      <vscode-button appearance="secondary" @click=${start}>Try Again</vscode-button>
    </div>`;
  const fraction = working[part];
  return html`<p class="work" role="status" data-testid="work-${part}">
    <span>${doing}${fraction === undefined ? " soon" : ""}…</span>
    <progress aria-label=${doing} max="1" .value=${fraction ?? 0}></progress>
    <vscode-button
      appearance="secondary"
      ?disabled=${fraction === undefined}
      @click=${() => {
        actions.perform("stop", "stop", { part });
      }}
      >Stop</vscode-button
    >
  </p>`;
}
