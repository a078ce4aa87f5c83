import { csvText } from "../base/formulaText.ts";
import { visible } from "../base/visible.ts";
import { type Cell, cellText, type Table } from "./table.ts";

/** A table as text for other programs. Names in it may come from anybody: each format has its own way to keep them text. */

export const tableFormats = { csv: toCsv, markdown: toMarkdown, latex: toLatex } as const;
export type TableFormat = keyof typeof tableFormats;

/** RFC 4180, numbers in full; notes in a last column. Texts that a spreadsheet would take for a formula get an apostrophe. */
function toCsv({ columns, rows }: Table): string {
  const hasNotes = rows.some(({ notes }) => notes.length > 0);
  const head = [...columns.map(({ title }) => title), ...(hasNotes ? ["notes"] : [])];
  const lines = rows.map(({ cells, notes }) => [...cells, ...(hasNotes ? [notes.join(" ")] : [])]);
  return [head, ...lines].map(csvLine).join("");
}

/** One line with its end. */
export function csvLine(cells: readonly Cell[]): string {
  return `${cells.map(csvField).join(",")}\r\n`;
}

function csvField(cell: Cell): string {
  if (cell === null) return "";
  if (typeof cell !== "string") return String(cell.value);
  return csvText(visible(cell));
}

/** GitHub's table, the notes as a list below. */
function toMarkdown({ columns, rows, notes: general }: Table): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |\n`;
  const head = line(columns.map(({ title }) => markdownText(title)));
  const rule = line(columns.map(({ numeric }) => (numeric ? "---:" : "---")));
  const body = rows.map(({ cells }) => line(cells.map((cell) => markdownText(cellText(cell))))).join("");
  const notes = [...rows.flatMap((row) => row.notes), ...general].map((note) => `- ${markdownText(note)}\n`);
  return `${head}${rule}${body}${notes.length === 0 ? "" : `\n${notes.join("")}`}`;
}

/** Text that Markdown takes as it is, whatever it holds. */
export function markdownText(text: string): string {
  return visible(text).replace(/[\\`*_[\]<>|~&$#!]/g, (character) => `\\${character}`);
}

/** A tabular with the rules of the booktabs package, the notes as paragraphs below. */
function toLatex({ columns, rows, notes: general }: Table): string {
  const line = (cells: readonly string[]): string => {
    const text = cells.join(" & ");
    // After \\ a bracket or star would be its option.
    return `${/^[[*]/.test(text) ? "{}" : ""}${text} \\\\\n`;
  };
  const letters = columns.map(({ numeric }) => (numeric ? "r" : "l")).join("");
  const head = line(columns.map(({ title }) => latexText(title)));
  const body = rows.map(({ cells }) => line(cells.map(latexCell))).join("");
  const notes = [...rows.flatMap((row) => row.notes), ...general].map(
    (note) => `\n\\noindent ${latexText(note)}\\par\n`,
  );
  return [
    "% needs \\usepackage{booktabs}; names that are not Latin need XeLaTeX or LuaLaTeX\n",
    `\\begin{tabular}{${letters}}\n\\toprule\n${head}\\midrule\n${body}\\bottomrule\n\\end{tabular}\n`,
    ...notes,
  ].join("");
}

function latexCell(cell: Cell): string {
  const text = cellText(cell);
  if (cell === null || typeof cell === "string") return latexText(text);
  return /^[+−]/.test(text) ? `$${text.replace("−", "-")}$` : text;
}

const latexNames: Readonly<Record<string, string>> = {
  "\\": "\\textbackslash{}",
  "~": "\\textasciitilde{}",
  "^": "\\textasciicircum{}",
  "<": "\\textless{}",
  ">": "\\textgreater{}",
  "|": "\\textbar{}",
  "`": "\\textasciigrave{}",
  "−": "$-$",
  "→": "$\\rightarrow$",
  "±": "$\\pm$",
};

function latexText(text: string): string {
  return (
    visible(text)
      .replace(/[\\~^<>|`−→±{}$&#%_]/g, (character) => latexNames[character] ?? `\\${character}`)
      // Two hyphens would become a dash, two quotes a quotation mark.
      .replace(/([-'])(?=\1)/g, "$1{}")
  );
}
