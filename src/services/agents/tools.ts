import { UserError } from "../../base/errors.ts";
import * as z from "zod";
import { inspectDataset, listDatasets } from "./datasetTools.ts";
import { compareRuns, getRun, listRuns, predict, stopRun } from "./runTools.ts";
import { type AgentCall, type AgentPorts, type AgentTool, bounded, type Confirmation } from "./tool.ts";
import { train } from "./trainTool.ts";
import { verifyRun } from "./verifyTool.ts";

/** A tool whose input is whatever a model sent. */
export interface CallableTool {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly icon: string;
  readonly readOnly: boolean;
  readonly input: z.ZodType;
  doing(input: unknown): string;
  confirm(input: unknown): Confirmation | undefined;
  run(input: unknown, ports: AgentPorts, call: AgentCall): Promise<string>;
}

/** Every tool for agents, by the names of the editor's language models and of MCP. */
export const agentTools: readonly CallableTool[] = [
  callable(listDatasets),
  callable(inspectDataset),
  callable(train),
  callable(listRuns),
  callable(getRun),
  callable(compareRuns),
  callable(stopRun),
  callable(verifyRun),
  callable(predict),
];

/** The JSON schema of a tool's input. */
export function inputSchema({ input }: Pick<CallableTool, "input">): Readonly<Record<string, unknown>> {
  const schema: Record<string, unknown> = { ...z.toJSONSchema(input, { io: "input", target: "draft-7" }) };
  delete schema["$schema"];
  return schema;
}

function callable<Input>(tool: AgentTool<Input>): CallableTool {
  const { name, title, description, icon, readOnly, input } = tool;
  const read = (value: unknown): Input => {
    const parsed = input.safeParse(value);
    if (parsed.success) return parsed.data;
    const problems = parsed.error.issues
      .slice(0, 5)
      .map(({ path, message }) => `${path.map(String).join(".") || "input"}: ${message}`);
    throw new UserError(`The input of ${name} does not fit: ${problems.join("; ")}.`, "Change it and call again.");
  };
  return {
    ...{ name, title, description, icon, readOnly, input },
    doing: (value) => tool.doing(read(value)),
    confirm: (value) => tool.confirm?.(read(value)),
    run: async (value, ports, call) => {
      if (!readOnly && !ports.workspace.isTrusted)
        throw new UserError(
          "The workspace is in Restricted Mode, in which no language model may train or stop a run.",
          "Ask the person to trust the workspace, or to train it themselves.",
        );
      return bounded(await tool.run(read(value), ports, call));
    },
  };
}
