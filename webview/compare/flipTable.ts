import { html, type TemplateResult } from "lit";
import { filePlace, placeInFile } from "../../src/base/filePlace.ts";
import type { FlipKind } from "../../src/experiment/comparison/pair.ts";
import type { FlippedExample } from "../../src/protocol/trainer.ts";
import type { CsvRows } from "./csvMenu.ts";

export const flipKinds: readonly FlipKind[] = ["rightToWrong", "wrongToRight", "wrongToWrong"];
export const flipWords: Readonly<Record<FlipKind, string>> = {
  rightToWrong: "right → wrong",
  wrongToRight: "wrong → right",
  wrongToWrong: "wrong → other wrong",
};

/** Flipped examples; each opens its line of the data file. */
export function flipTable(
  rows: readonly FlippedExample[],
  classes: readonly string[],
  [baseline, run]: readonly [string, string],
  open: (file: string, line: number) => void,
): TemplateResult {
  return html`<div class="scroll" role="region" aria-label="List of flipped examples" tabindex="0">
    <table class="example-table flip-table" data-testid="flips">
      <thead>
        <tr>
          <th scope="col">where</th>
          <th scope="col">true</th>
          <th scope="col" title="What the baseline predicts">${baseline} says</th>
          <th scope="col" title="What the run predicts">${run} says</th>
          <th scope="col" class="wide">example</th>
        </tr>
      </thead>
      <tbody>
        ${rows.map((row) => flipRow(row, classes, [baseline, run], open))}
      </tbody>
    </table>
  </div>`;
}

function flipRow(
  row: FlippedExample,
  classes: readonly string[],
  letters: readonly [string, string],
  openLine: (file: string, line: number) => void,
): TemplateResult {
  const open = (event: Event): void => {
    // The link is a link for keyboards and screen readers; there is nowhere to go to.
    event.preventDefault();
    event.stopPropagation();
    openLine(row.file, row.line);
  };
  const base = row.file.split(/[\\/]/).at(-1) ?? row.file;
  const name = (id: number): string => classes[id] ?? String(id);
  const answer = (id: number, letter: string): TemplateResult => {
    const right = id === row.trueClass;
    return html`<td class="answer ${right ? "right" : "wrong"}" data-says="${letter} says">
      <span class="mark" aria-hidden="true">${right ? "✓" : "✗"}</span
      ><span class="label" dir="auto" title="${name(id)}, ${right ? "right" : "wrong"}">${name(id)}</span
      ><span class="visually-hidden">, ${right ? "right" : "wrong"}</span>
    </td>`;
  };
  return html`<tr data-kind=${row.kind} @click=${open}>
    <th scope="row">
      <vscode-link href="#" title="Open ${row.file} at ${placeInFile(row.file, row.line)}" @click=${open}
        >${filePlace(base, row.line)}</vscode-link
      >
    </th>
    <td class="true-class">
      <span class="label" dir="auto" title=${name(row.trueClass)}>${name(row.trueClass)}</span>
    </td>
    ${answer(row.before, letters[0])}${answer(row.after, letters[1])}
    <td class="wide"><span class="excerpt" dir="auto">${row.excerpt}</span></td>
  </tr>`;
}

export function flipRows(
  rows: readonly FlippedExample[],
  classes: readonly string[],
  [baseline, run]: readonly [string, string],
): CsvRows {
  const name = (id: number): string => classes[id] ?? String(id);
  return [
    ["change", "file", "line", "true class", `predicted by ${baseline}`, `predicted by ${run}`, "example"],
    ...rows.map(({ kind, file, line, trueClass, before, after, excerpt }) => [
      flipWords[kind],
      file,
      line,
      name(trueClass),
      name(before),
      name(after),
      excerpt,
    ]),
  ];
}
