import {
  type CancellationToken,
  LanguageModelTextPart,
  LanguageModelToolResult,
  MarkdownString,
  type PreparedToolInvocation,
  workspace,
} from "vscode";
import { UserError } from "../../base/errors.ts";
import { readTextBounded } from "../../platform/fileIo.ts";
import { absolutePath, isInside, pathFrom } from "../../platform/vscode/paths.ts";
import type { AgentPorts, AgentWorkspace } from "../../services/agents/tool.ts";
import { agentTools, type CallableTool } from "../../services/agents/tools.ts";
import type { Clock } from "../../services/ports.ts";
import type { DatasetFinder } from "../datasets/finder.ts";
import type { Places } from "../places.ts";
import type { RunStore } from "../runs/store.ts";
import type { ServicesDoor } from "../services.ts";
import { Declined, type OutsidePaths } from "../train/outsidePaths.ts";

export interface AgentToolsParts {
  readonly services: ServicesDoor;
  readonly places: Places;
  readonly outside: OutsidePaths;
  readonly finder: DatasetFinder;
  readonly runs: Pick<RunStore, "follow">;
  readonly clock: Clock;
}

const experimentLimit = 4 * 1024 * 1024;

/** The tools for agents over the services of this window. */
export class AgentTools {
  readonly #parts: AgentToolsParts;

  constructor(parts: AgentToolsParts) {
    this.#parts = parts;
  }

  /** What is said while a tool works, and asked before one that trains or stops. */
  prepare(name: string, input: unknown): PreparedToolInvocation {
    const tool = toolNamed(name);
    // What will be refused is not asked for.
    const confirmation = workspace.isTrusted ? tool.confirm(input) : undefined;
    return {
      invocationMessage: tool.doing(input),
      ...(confirmation !== undefined && {
        confirmationMessages: { title: confirmation.title, message: new MarkdownString(confirmation.message) },
      }),
    };
  }

  /** What goes wrong is thrown as a message that the model can act on. */
  async invoke(name: string, input: unknown, token: CancellationToken): Promise<LanguageModelToolResult> {
    const tool = toolNamed(name);
    // Runs that an agent starts show in the view at once.
    if (!tool.readOnly) this.#parts.runs.follow();
    const call = { progress: () => undefined, isCancelled: () => token.isCancellationRequested };
    const text = await tool.run(input, this.#ports, call);
    return new LanguageModelToolResult([new LanguageModelTextPart(text)]);
  }

  get #ports(): AgentPorts {
    const { services, clock } = this.#parts;
    return { services: services(), clock, workspace: this.#workspace };
  }

  get #workspace(): AgentWorkspace {
    const { places, outside, finder } = this.#parts;
    const [root] = places.workspaceFolders;
    if (root === undefined) throw new UserError("No folder is open.", "Ask the person to open a folder.");
    return {
      isTrusted: workspace.isTrusted,
      resolve: (path) => absolutePath(root, path),
      shown: (path) => (isInside(root, path) ? pathFrom(root, path) : path),
      async admit(paths) {
        try {
          await outside.confirm(paths);
        } catch (error) {
          if (!(error instanceof Declined)) throw error;
          throw new UserError("The person did not allow this file to be read.", "Use a file of the workspace.", {
            file: error.message,
          });
        }
      },
      datasets: async () => (await finder.labelled()).map(({ path }) => path),
      place: (path) => places.forRunsOf(path),
      readText: (path) => readTextBounded(path, experimentLimit),
    };
  }
}

function toolNamed(name: string): CallableTool {
  const tool = agentTools.find((one) => one.name === name);
  if (tool === undefined) throw new Error(`there is no tool ${name}`);
  return tool;
}
