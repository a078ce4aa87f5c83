import { LineCutter, type RowReader, type RowSink } from "../rowReader.ts";

const mark = "__label__";
const marked = /(^|\s)__label__(\S*)/g;

/**
 * fastText's own format: words that start with `__label__` are labels wherever they stand, the rest of the line is the
 * text. Blank lines are no rows. A row is [label, text].
 * @param each whether each label of a line makes an example; else the first counts
 */
export function readFastText(path: string, sink: RowSink, each: boolean): RowReader {
  return new LineCutter(path, (line, number) => {
    const { labels, text } = parseFastText(line);
    const [first] = labels;
    if (first === undefined) {
      if (line.trim() !== "") sink.broken(number, `there is no ${mark} on this line`, "separator");
      return;
    }
    if (labels.length > 1) sink.note?.("severalLabels");
    for (const label of each ? labels : [first]) sink.row([label, text], number);
  });
}

/** The different labels of a line in their order, without their mark, and the text without them. */
function parseFastText(line: string): { readonly labels: readonly string[]; readonly text: string } {
  const labels = new Set<string>();
  const rest = line.replace(marked, (_, before: string, label: string) => {
    labels.add(label);
    return before;
  });
  return { labels: [...labels], text: rest.trim() };
}

/** Whether most of these lines carry a label of fastText. */
export function looksLikeFastText(lines: readonly string[]): boolean {
  const filled = lines.filter((line) => line.trim() !== "");
  const carrying = filled.filter((line) => /(?:^|\s)__label__\S/.test(line));
  return filled.length > 0 && carrying.length >= 0.8 * filled.length;
}
