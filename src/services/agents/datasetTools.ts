import * as z from "zod";
import { visible } from "../../base/visible.ts";
import { splitNames } from "../../data/table.ts";
import type { AgentTool } from "./tool.ts";

const mostListed = 100;
const mostClasses = 50;

const listInput = z.strictObject({});

export const listDatasets: AgentTool<z.infer<typeof listInput>> = {
  name: "benchtop_list_datasets",
  title: "List Datasets",
  description:
    "Lists the labelled files of the workspace (tables with a text or numbers and a class in each row) that a classifier can be trained on. Start here when you do not know the path.",
  icon: "$(database)",
  input: listInput,
  readOnly: true,
  doing: () => "Looking for labelled files",
  async run(_, { workspace }) {
    const paths = await workspace.datasets();
    if (paths.length === 0)
      return "No labelled file was found in the workspace: a csv, tsv or text file with a class in each row.";
    const lines = paths.slice(0, mostListed).map((path) => visible(workspace.shown(path)));
    const more = paths.length > mostListed ? [`… and ${String(paths.length - mostListed)} more`] : [];
    return [`${String(paths.length)} labelled files:`, ...lines, ...more].join("\n");
  },
};

const inspectInput = z.strictObject({
  path: z.string().min(1).max(4096).describe("The labelled file, from the workspace folder."),
});

export const inspectDataset: AgentTool<z.infer<typeof inspectInput>> = {
  name: "benchtop_inspect_dataset",
  title: "Inspect Dataset",
  description:
    "Tells how a labelled file is laid out: its text, label and number columns, classes with counts per split, and rows that cannot be read. Trains nothing.",
  icon: "$(search)",
  input: inspectInput,
  readOnly: true,
  doing: ({ path }) => `Inspecting ${visible(path)}`,
  async run({ path }, { services, workspace }) {
    const file = workspace.resolve(path);
    await workspace.admit([file]);
    const { classes, counts, examples, sniffed, meanTokens, brokenRows, invalidBytes } =
      await services.datasets.inspect(file);
    const splits = splitNames.filter((split) => counts[split] !== undefined);
    const rows = classes
      .slice(0, mostClasses)
      .map(
        (name, id) => `${name}: ${splits.map((split) => `${String(counts[split]?.[id] ?? 0)} ${split}`).join(", ")}`,
      );
    return [
      `${String(examples)} examples, ${String(classes.length)} classes`,
      ...sniffed.reasons,
      ...(meanTokens === null ? [] : [`${meanTokens.toFixed(1)} tokens in a text on average`]),
      ...(brokenRows > 0 ? [`${String(brokenRows)} rows cannot be read and are left out`] : []),
      ...(invalidBytes > 0 ? [`${String(invalidBytes)} byte sequences are not UTF-8`] : []),
      ...rows,
      ...(classes.length > mostClasses ? [`… and ${String(classes.length - mostClasses)} more classes`] : []),
    ]
      .map(visible)
      .join("\n");
  },
};
