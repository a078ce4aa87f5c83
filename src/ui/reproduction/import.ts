import { commands, Uri, window, workspace } from "vscode";
import { UserError } from "../../base/errors.ts";
import type { OpenedBundle } from "../../protocol/reproduction.ts";
import { missingFiles, neededText, type Plan, planText, planWords } from "../../services/reproduction/reproductions.ts";
import { parseLink } from "../../services/reproduction/link.ts";
import type { Places } from "../places.ts";
import type { ServicesDoor } from "../services.ts";
import type { ShownTexts } from "../shownTexts.ts";
import type { Starter } from "../train/starter.ts";
import type { Messages } from "../messages.ts";
import { tell } from "../verification/verifyRun.ts";

export interface ImportParts {
  readonly services: ServicesDoor;
  readonly places: Places;
  readonly starter: Starter;
  readonly messages: Messages;
  readonly texts: ShownTexts;
}

/** Most files of a workspace that are looked at for the data of a run. */
const mostFiles = 20_000;

/**
 * `Import Bundle…` and links: shows the experiment in full, asks, and only then writes and trains, and compares with what
 * is expected. The argument is a bundle's file, a link, or nothing.
 */
export async function importRun(argument: unknown, parts: ImportParts): Promise<void> {
  const uri = argument instanceof Uri ? argument : await askFile();
  if (uri === undefined) return;
  const reproductions = await parts.services().reproductions();
  const isBundle = uri.scheme === "file";
  const opened: OpenedBundle = isBundle
    ? await reproductions.openBundle(uri.fsPath)
    : { reproduction: parseLink(uri), included: [] };
  const [folder] = parts.places.workspaceFolders;
  if (folder === undefined)
    throw new UserError("There is no folder to write the experiment into.", "Open a folder first.");
  const files = await workspace.findFiles("**/*", "**/{node_modules,.git,.benchtop}/**", mostFiles);
  const candidates = files.filter(({ scheme }) => scheme === "file").map(({ fsPath }) => fsPath);
  const bundle = isBundle ? uri.fsPath : null;
  const plan = await reproductions.plan(opened, { bundle, folder, candidates });
  const choice = await confirm(plan, folder, parts.texts);
  if (choice === undefined) return;
  const file = await reproductions.write(plan, folder);
  if (choice === "write") {
    await window.showTextDocument(Uri.file(file));
    return;
  }
  const run = await parts.starter.trainFile(Uri.file(file));
  if (run === undefined) return;
  // The command is over once training has begun; the outcome comes with its end.
  void parts.messages.guard("compare the run", async () => {
    const { status } = await run.ended;
    if (status !== "finished" && status !== "diverged") return;
    tell(plan.reproduction.title, await reproductions.compare(run, plan.reproduction), parts.texts);
  });
}

async function askFile(): Promise<Uri | undefined> {
  const [file] =
    (await window.showOpenDialog({
      title: "Import a bundle",
      openLabel: "Look at It",
      filters: { "Benchtop bundles": ["zip"] },
    })) ?? [];
  return file;
}

/** The whole experiment stands in an editor behind the question. */
async function confirm(plan: Plan, folder: string, texts: ShownTexts): Promise<"write" | "train" | undefined> {
  await texts.show("Experiment to import.experiment.json", planText(plan));
  const missing = missingFiles(plan);
  const lines = planWords(plan);
  if (missing.length > 0) {
    const needed = missing.map((file) => `${file.path}: ${neededText(file)}`);
    const detail = [...lines, "", "Put it into the workspace, under any name, and try again:", ...needed].join("\n");
    await window.showWarningMessage("A file that the experiment needs is not here.", { modal: true, detail });
    return undefined;
  }
  if (!workspace.isTrusted)
    throw new UserError(
      "An experiment from elsewhere is neither written nor trained in Restricted Mode.",
      "Look at it, and trust the workspace first.",
    );
  const [train, write] = ["Import and Train", "Import Only"];
  const detail = [...lines, "", `It will be written into ${folder}. Nothing has been written yet.`].join("\n");
  const question = `Import “${plan.reproduction.title.slice(0, 100)}”? The experiment is shown behind this question.`;
  const answer = await window.showInformationMessage(question, { modal: true, detail }, train, write);
  if (answer === undefined) {
    await commands.executeCommand("workbench.action.closeActiveEditor");
    return undefined;
  }
  return answer === train ? "train" : "write";
}
