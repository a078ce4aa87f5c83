import { html, type TemplateResult } from "lit";
import { textToBase64 } from "../base64.ts";
import { toCsv } from "../csv.ts";
import { type PictureSource, pictureItems } from "../pictureItems.ts";
import type { CompareActions } from "./actions.ts";
import type { CsvRows } from "./csvMenu.ts";

interface SweepMenu {
  /** What is saved or copied. */
  readonly what: string;
  /** The end of the files' names. */
  readonly file: string;
  readonly png: PictureSource | null;
  /** A header first. */
  readonly rows: () => CsvRows;
}

/** The menu of a chart or table of a sweep. */
export function sweepMenu(actions: CompareActions, { what, file, png, rows }: SweepMenu): TemplateResult {
  const name = `sweep-${file}`;
  const savePng = (base64: string): void => {
    actions.perform("save the picture", "saveFile", { name: `${name}.png`, base64 });
  };
  const items = [
    ...(png === null ? [] : pictureItems(png, savePng)),
    {
      label: "Save CSV…",
      run: () => {
        actions.perform("save the table", "saveFile", { name: `${name}.csv`, base64: textToBase64(toCsv(rows())) });
      },
    },
    {
      label: "Copy CSV",
      run: () => {
        actions.perform("copy the table", "copyText", { text: toCsv(rows()) });
      },
    },
  ];
  return html`<benchtop-menu .label=${`${what}: save or copy`} .items=${items}></benchtop-menu>`;
}
