import { html, type TemplateResult } from "lit";
import { textToBase64 } from "../base64.ts";
import { toCsv } from "../csv.ts";
import type { DatasetActions } from "./actions.ts";

/** The menu beside a table: its rows, a header first, to a file or the clipboard. */
export function fileMenu(
  actions: DatasetActions,
  table: {
    readonly name: string;
    readonly file: string;
    readonly rows: () => readonly (readonly (string | number)[])[];
  },
): TemplateResult {
  const { name, file, rows } = table;
  const items = [
    {
      label: "Save CSV…",
      run: () => {
        actions.perform(`save ${file}`, "saveFile", { name: file, base64: textToBase64(toCsv(rows())) });
      },
    },
    {
      label: "Copy CSV",
      run: () => {
        actions.perform("copy the table", "copyText", { text: toCsv(rows()) });
      },
    },
  ];
  return html`<benchtop-menu .label=${`${name}: save or copy`} .items=${items}></benchtop-menu>`;
}

/** A heading with the menu of what stands below it. */
export function sectionHead(title: string, id: string, menu: unknown): TemplateResult {
  return html`<div class="section-head">
    <h2 id=${id}>${title}</h2>
    ${menu}
  </div>`;
}
