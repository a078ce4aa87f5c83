import {
  type CancellationToken,
  Location,
  Range,
  type TestController,
  type TestItem,
  TestMessage,
  type TestRun,
  type TestRunRequest,
  type Uri,
  workspace,
} from "vscode";
import { UserError } from "../../base/errors.ts";
import { visible } from "../../base/visible.ts";
import { parseGates } from "../../experiment/gates/parse.ts";
import { readTextBounded } from "../../platform/fileIo.ts";
import { runFiles } from "../../platform/runFiles.ts";
import { absolutePath, folderOf } from "../../platform/vscode/paths.ts";
import { findRun } from "../../services/agents/findRun.ts";
import { checkGates } from "../../services/gates.ts";
import { namedFiles } from "../../services/namedFiles.ts";
import type { Places } from "../places.ts";
import type { ServicesDoor } from "../services.ts";
import type { OutsidePaths } from "../train/outsidePaths.ts";

const fileLimit = 1024 * 1024;

export interface GateTestsParts {
  readonly services: ServicesDoor;
  readonly places: Places;
  readonly outside: OutsidePaths;
  /** Shows runs that begin in the Runs view. */
  readonly follow: () => void;
}

/** Gates files as tests: each file a group, each gate a test that fails with what was expected and what came out. */
export class GateTests {
  readonly #parts: GateTestsParts;

  constructor(parts: GateTestsParts) {
    this.#parts = parts;
  }

  async list(controller: TestController, files: readonly Uri[]): Promise<void> {
    controller.items.replace(await Promise.all(files.map((uri) => fileItem(controller, uri))));
  }

  async run(controller: TestController, request: TestRunRequest, token: CancellationToken): Promise<void> {
    const run = controller.createTestRun(request);
    try {
      for (const [file, gates] of wanted(controller, request)) {
        if (token.isCancellationRequested) break;
        for (const gate of gates) run.started(gate);
        await this.#runFile(file, gates, run, token).catch((error: unknown) => {
          const message = messageAt(file, error instanceof Error ? error.message : String(error), error);
          for (const one of gates.length > 0 ? gates : [file]) run.errored(one, message);
        });
      }
    } finally {
      run.end();
    }
  }

  async #runFile(file: TestItem, gates: readonly TestItem[], run: TestRun, token: CancellationToken): Promise<void> {
    const { services, places, outside, follow } = this.#parts;
    const { uri } = file;
    if (uri === undefined) return;
    const path = uri.fsPath;
    const { training, runs, comparisons } = services();
    const report = await checkGates(
      {
        ...{ text: await textOf(uri), file: path, folder: folderOf(path) },
        places: await places.forRunsOf(path),
        findRun: (name) => findRun(name.split(/[\\/]/).at(-1) ?? name, runs),
        admit: async ({ text, file }) => {
          const named = namedFiles(text).map((one) => absolutePath(folderOf(file), one));
          await outside.confirm([file, ...named]);
        },
        onTraining: (live) => {
          follow();
          run.appendOutput(`training ${live.id}\r\n`);
          token.onCancellationRequested(() => void live.stop());
        },
      },
      { training, runs, comparisons, files: runFiles },
    );
    run.appendOutput(`measured ${report.run.record.id}\r\n`);
    for (const { gate, passed, expected, actual } of report.results) {
      const item = gates.find(({ id }) => id === itemId(path, gate.id));
      if (item === undefined) continue;
      const lines = (passed ? `✓ ${actual}` : `✗ ${actual}\n  expected ${expected}`).split("\n").map(visible);
      run.appendOutput(`${lines.join("\r\n")}\r\n`, undefined, item);
      if (passed) run.passed(item);
      else if (token.isCancellationRequested) run.skipped(item);
      else
        run.failed(
          item,
          at(TestMessage.diff(`${visible(gate.id)}: ${actual}; expected ${expected}`, expected, actual), item),
        );
    }
  }
}

/** The file's item with a child for each gate; one that cannot be read says why. */
async function fileItem(controller: TestController, uri: Uri): Promise<TestItem> {
  const item = controller.createTestItem(uri.fsPath, workspace.asRelativePath(uri), uri);
  try {
    const { gates } = parseGates(await textOf(uri), uri.fsPath);
    item.children.replace(
      gates.map(({ id, line }) => {
        const child = controller.createTestItem(itemId(uri.fsPath, id), visible(id), uri);
        child.range = new Range(line - 1, 0, line - 1, 0);
        return child;
      }),
    );
  } catch (error) {
    item.error = error instanceof Error ? error.message : String(error);
  }
  return item;
}

/** What to run, file by file: all of a file where it, or everything, is asked for. */
function wanted(
  controller: TestController,
  { include, exclude = [] }: TestRunRequest,
): Map<TestItem, readonly TestItem[]> {
  const files: TestItem[] = [];
  controller.items.forEach((file) => files.push(file));
  const asked = (item: TestItem): boolean => include === undefined || include.includes(item);
  const found = new Map<TestItem, readonly TestItem[]>();
  for (const file of files) {
    const gates: TestItem[] = [];
    file.children.forEach((gate) => {
      if ((asked(file) || asked(gate)) && !exclude.includes(gate) && !exclude.includes(file)) gates.push(gate);
    });
    if (gates.length > 0 || (asked(file) && !exclude.includes(file))) found.set(file, gates);
  }
  return found;
}

function itemId(path: string, gate: string): string {
  return `${path}#${gate}`;
}

/** As it stands in the editor, saved or not. */
async function textOf(uri: Uri): Promise<string> {
  const open = workspace.textDocuments.find((document) => document.uri.toString() === uri.toString());
  return open?.getText() ?? readTextBounded(uri.fsPath, fileLimit);
}

function messageAt(item: TestItem, text: string, error: unknown): TestMessage {
  const message = new TestMessage(text);
  const line = error instanceof UserError && error.place.file === item.uri?.fsPath ? (error.place.line ?? 1) : 1;
  if (item.uri !== undefined) message.location = new Location(item.uri, new Range(line - 1, 0, line - 1, 0));
  return message;
}

function at(message: TestMessage, { uri, range }: TestItem): TestMessage {
  if (uri !== undefined && range !== undefined) message.location = new Location(uri, range);
  return message;
}
