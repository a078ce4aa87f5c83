import { placeInFile } from "../../base/filePlace.ts";
import { UserError } from "../../base/errors.ts";
import { keyOfExample } from "../../data/exampleKey.ts";
import { thousands } from "../../data/phrases.ts";
import { readTable } from "../../data/readTable.ts";
import { type ExampleTable, splitNames } from "../../data/table.ts";
import type { RunRecord } from "../../experiment/record.ts";
import { pacedSource } from "../pacedSource.ts";
import type { RunReader, TrainerPorts } from "../ports.ts";
import { RunControl } from "../runControl.ts";

/** An example as the run saw it. */
interface SeenExample {
  readonly file: number;
  readonly line: number;
  readonly key: readonly [number, number];
  readonly label: number;
}

/** What changed in the data since a run, in a sentence: the first line of its examples that is not what it was. */
export async function dataChange(
  reader: RunReader,
  ports: Pick<TrainerPorts, "files" | "clock">,
  baseFolder: string,
): Promise<string | null> {
  try {
    const record = await reader.record();
    return tell(await readAgain(record, ports, baseFolder), await seenBy(reader, record), record);
  } catch (error) {
    if (error instanceof UserError) return error.message;
    throw error;
  }
}

async function readAgain(
  { experiment }: RunRecord,
  { files, clock }: Pick<TrainerPorts, "files" | "clock">,
  baseFolder: string,
): Promise<ExampleTable> {
  const control = new RunControl(clock);
  const sources = [];
  for (const { role, path } of experiment.dataset.files)
    sources.push({ role, source: pacedSource(await files.open(files.resolve(baseFolder, path)), control) });
  return readTable(sources, experiment.dataset.layout);
}

/** In the order of the files; none of a run that stored no examples. */
async function seenBy(reader: RunReader, { metrics }: RunRecord): Promise<readonly SeenExample[]> {
  const seen: SeenExample[] = [];
  for (const split of splitNames) {
    if (metrics[split] === undefined) continue;
    const [rows, keys, labels] = [
      (await reader.array(`rows.${split}`)).values,
      (await reader.array(`keys.${split}`)).values,
      (await reader.array(`labels.${split}`)).values,
    ];
    for (const [index, label] of labels.entries())
      seen.push({
        ...{ file: rows[index * 3 + 1] ?? 0, line: rows[index * 3 + 2] ?? 0, label },
        key: [keys[index * 2] ?? 0, keys[index * 2 + 1] ?? 0],
      });
  }
  return seen.sort((a, b) => a.file - b.file || a.line - b.line);
}

function tell(table: ExampleTable, seen: readonly SeenExample[], { data, experiment }: RunRecord): string | null {
  if (seen.length === 0) return null;
  const ids = new Map(Array.from(table.lineOf, (line, id) => [`${String(table.fileOf[id])} ${String(line)}`, id]));
  for (const { file, line, key, label } of seen) {
    const id = ids.get(`${String(file)} ${String(line)}`);
    const path = experiment.dataset.files[file]?.path ?? "the data";
    const place = `${placeInFile(path, line)} of ${path}`;
    const first = `The first example that is not what it was stands in ${place}`;
    if (id === undefined) return `${first}: there is no example any more.`;
    const [old, fresh] = [data?.classes[label] ?? "", table.classes[table.labels[id] ?? -1] ?? ""];
    const [one, other] = keyOfExample(table, id);
    if (one !== key[0] || other !== key[1]) return `${first}: it holds something else.`;
    if (old !== fresh) return `${first}: its label was ${old}, it is ${fresh}.`;
  }
  const same = `The ${thousands(seen.length)} examples of the run stand where they stood, unchanged`;
  return table.size === seen.length
    ? `${same}; what has changed is beside them: spaces, line ends, or columns that are not read.`
    : `${same}; there are ${thousands(table.size)} examples now.`;
}
