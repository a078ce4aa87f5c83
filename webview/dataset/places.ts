import { html, type TemplateResult } from "lit";
import { filePlace, placeInFile } from "../../src/base/filePlace.ts";
import type { DatasetExample } from "../../src/protocol/datasets.ts";
import type { DatasetActions } from "./actions.ts";

/** A file's name and line, which opens it there. */
export function placeLink(
  { file, line }: Pick<DatasetExample, "file" | "line">,
  actions: DatasetActions,
): TemplateResult {
  const name = file.split(/[\\/]/).at(-1) ?? file;
  return html`<vscode-link
    href="#"
    class="place"
    title="Open ${file} at ${placeInFile(file, line)}"
    @click=${(event: Event) => {
      // The link is a link for keyboards and screen readers; there is nowhere to go to.
      event.preventDefault();
      actions.perform("open the example", "openExample", { file, line });
    }}
    >${filePlace(name, line)}</vscode-link
  >`;
}

/** A label; one that is nothing but space is told in words. */
export function labelText(name: string | undefined): string {
  return name === undefined || name.trim() === "" ? "(empty)" : name;
}
