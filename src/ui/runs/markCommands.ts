import { type QuickPickItem, window } from "vscode";
import { filterChoices } from "../../services/runFilter.ts";
import type { CommandHandler, CommandTable } from "../commandTable.ts";
import { counted } from "../format.ts";
import type { Messages } from "../messages.ts";
import type { ServicesDoor } from "../services.ts";
import type { RunMarks } from "./marks.ts";
import type { RunStore } from "./store.ts";
import type { RunTree } from "./tree.ts";

export interface MarkCommandParts {
  readonly runs: RunStore;
  readonly marks: RunMarks;
  readonly tree: RunTree;
  readonly messages: Messages;
  readonly services: ServicesDoor;
  /** The runs that a command was called for, or that are selected in the view. */
  readonly chosen: (args: readonly unknown[]) => readonly string[];
}

type MarkCommand =
  "starRun" | "unstarRun" | "tagRun" | "noteRun" | "setBaseline" | "clearBaseline" | "filterRuns" | "clearRunFilter";

/** What people put on runs, and which runs the view shows. */
export function markCommands(parts: MarkCommandParts): CommandTable<MarkCommand> {
  const { marks, tree, messages, services, chosen } = parts;
  const onRuns =
    (attempt: string, action: (ids: readonly string[]) => Promise<void>): CommandHandler =>
    (...args) =>
      messages.guard(attempt, async () => {
        const ids = chosen(args);
        if (ids.length > 0) await action(ids);
      });
  const star =
    (value: boolean) =>
    async (ids: readonly string[]): Promise<void> => {
      for (const id of ids) await services().runs.annotate(id, { star: value });
    };
  const filterBy = async (filter: string): Promise<void> => {
    await marks.setFilter(filter);
    tree.refresh();
  };
  return {
    starRun: onRuns("star the run", star(true)),
    unstarRun: onRuns("take the star off the run", star(false)),
    tagRun: onRuns("tag the run", (ids) => editTags(parts, ids)),
    noteRun: onRuns("write the note", ([id]) => editNote(parts, id ?? "")),
    setBaseline: onRuns("set the baseline", async ([id]) => {
      await marks.setBaseline(id ?? null);
      tree.refresh();
    }),
    clearBaseline: () =>
      messages.guard("clear the baseline", async () => {
        await marks.setBaseline(null);
        tree.refresh();
      }),
    filterRuns: () =>
      messages.guard("filter the runs", async () => {
        const filter = await askFilter(parts);
        if (filter !== undefined) await filterBy(filter);
      }),
    clearRunFilter: () => messages.guard("clear the filter", () => filterBy("")),
  };
}

/** Of several runs: the tags that all of them have are shown, and added or taken away on each. */
async function editTags({ runs, services }: MarkCommandParts, ids: readonly string[]): Promise<void> {
  const all = await Promise.all(ids.map(async (id) => (await services().runs.get(id))?.annotations.tags ?? []));
  const [first = []] = all;
  const common = first.filter((tag) => all.every((tags) => tags.includes(tag)));
  const known = [...new Set((await runs.list()).flatMap(({ annotations }) => annotations.tags ?? []))].sort();
  const answer = await window.showInputBox({
    title: ids.length === 1 ? "Tags of the Run" : `Tags of ${counted(ids.length, "Run")}`,
    prompt: `Separated by commas.${known.length === 0 ? "" : ` In use: ${known.slice(0, 12).join(", ")}.`}`,
    value: common.join(", "),
    validateInput: (value) => (value.length > 500 ? "At most 500 characters." : undefined),
  });
  if (answer === undefined) return;
  const wanted = [...new Set(answer.split(",").map((tag) => tag.trim()))].filter((tag) => tag !== "");
  for (const [at, id] of ids.entries()) {
    const kept = (all[at] ?? []).filter((tag) => !common.includes(tag) && !wanted.includes(tag));
    await services().runs.annotate(id, { tags: [...kept, ...wanted] });
  }
}

async function editNote({ services }: MarkCommandParts, id: string): Promise<void> {
  const note = await window.showInputBox({
    title: "Note on the Run",
    prompt: "Shown when you point at the run. Leave it empty for none.",
    value: (await services().runs.get(id))?.annotations.note ?? "",
    validateInput: (value) => (value.length > 5000 ? "At most 5,000 characters." : undefined),
  });
  if (note !== undefined) await services().runs.annotate(id, { note: note.trim() });
}

/** Asks for a filter: it can be typed, or put together from what runs have. Undefined when the person leaves. */
async function askFilter({ runs, marks }: MarkCommandParts): Promise<string | undefined> {
  const choices = filterChoices(await runs.list());
  const picker = window.createQuickPick<QuickPickItem & { readonly filter: string }>();
  const offer = (value: string): void => {
    const typed = value.trim();
    const words = typed.split(/\s+/u);
    picker.items = [
      ...(typed === "" ? [] : [{ label: `$(filter) Show runs that fit “${typed}”`, filter: typed, alwaysShow: true }]),
      ...(marks.filter === "" ? [] : [{ label: "$(clear-all) Show all runs", filter: "", alwaysShow: true }]),
      ...choices
        .filter((choice) => !words.includes(choice))
        .map((choice) => ({
          label: choice,
          description: typed === "" ? "" : "as well",
          filter: `${typed} ${choice}`.trim(),
          alwaysShow: true,
        })),
    ];
  };
  picker.title = "Filter Runs";
  picker.placeholder = "Words of a title, tag or note, is:starred, is:verified, status:failed, tag:NAME";
  picker.value = marks.filter;
  offer(picker.value);
  picker.onDidChangeValue(offer);
  try {
    return await new Promise<string | undefined>((resolve) => {
      picker.onDidAccept(() => resolve(picker.selectedItems[0]?.filter ?? picker.value.trim()));
      picker.onDidHide(() => resolve(undefined));
      picker.show();
    });
  } finally {
    picker.dispose();
  }
}
