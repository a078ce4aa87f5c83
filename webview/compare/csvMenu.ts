import { html, type TemplateResult } from "lit";
import { textToBase64 } from "../base64.ts";
import { toCsv } from "../csv.ts";
import type { CompareActions } from "./actions.ts";

export type CsvRows = readonly (readonly (string | number)[])[];

interface CsvTable {
  /** What it is called. */
  readonly table: string;
  readonly file: string;
  /** A header first; null where they had to be asked for and did not come. */
  readonly rows: () => CsvRows | Promise<CsvRows | null>;
}

/** The menu beside a table: its rows to a file or the clipboard. */
export function csvMenu(actions: CompareActions, { table, file, rows }: CsvTable): TemplateResult {
  const withText = async (use: (text: string) => void): Promise<void> => {
    const found = await rows();
    if (found !== null) use(toCsv(found));
  };
  const save = (text: string): void => {
    actions.perform(`save ${file}`, "saveFile", { name: file, base64: textToBase64(text) });
  };
  const copy = (text: string): void => {
    actions.perform("copy the table", "copyText", { text });
  };
  const items = [
    { label: "Save CSV…", run: () => void withText(save) },
    { label: "Copy CSV", run: () => void withText(copy) },
  ];
  return html`<benchtop-menu .label=${`${table}: save or copy`} .items=${items}></benchtop-menu>`;
}
