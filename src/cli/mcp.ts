import { resolve } from "node:path";
import process from "node:process";
import { McpServer, type ServerContext } from "@modelcontextprotocol/server";
import { StdioServerTransport } from "@modelcontextprotocol/server/stdio";
import { systemClock } from "../platform/clock.ts";
import { regularFileSize } from "../platform/dataFiles.ts";
import { versions } from "../platform/versions.ts";
import type { AgentCall, AgentPorts } from "../services/agents/tool.ts";
import { agentTools, type CallableTool } from "../services/agents/tools.ts";
import { openServices } from "./context.ts";
import { exit } from "./exit.ts";
import type { Interrupt } from "./interrupt.ts";
import { folderWorkspace } from "./agentWorkspace.ts";
import { runPlaces, workspaceOf } from "./places.ts";
import type { Terminal } from "./terminal.ts";

export interface McpOptions {
  readonly workspace?: string;
  readonly out?: string;
}

const instructions =
  "Benchtop trains and compares small classifiers on labelled files of one folder. Inspect a dataset before training on it, compare every accuracy with always guessing the commonest class, and tell a difference between runs only after benchtop_compare_runs says that it is more than chance.";

/** Serves the tools until the client closes its end; runs under way are then stopped, keeping what they trained. */
export async function serveAgents(
  options: McpOptions,
  { terminal, interrupt }: { readonly terminal: Terminal; readonly interrupt: Interrupt },
): Promise<number> {
  const root = options.workspace === undefined ? workspaceOf(process.cwd()) : resolve(options.workspace);
  const places = runPlaces(root, options.out);
  // A slip in the name is told now and not at the first question.
  await regularFileSize(root).catch((error: unknown) => {
    if (!String(error).includes("This is a folder.")) throw error;
  });
  const services = openServices(places, terminal, { oneCommand: false });
  const ports: AgentPorts = {
    services,
    clock: systemClock,
    workspace: folderWorkspace(root, places, services.datasets),
  };
  const server = new McpServer(
    { name: "benchtop", title: "Benchtop", version: versions.benchtop },
    { capabilities: { tools: {} }, instructions },
  );
  for (const tool of agentTools) register(server, tool, ports);
  try {
    await new Promise<void>((close, fail) => {
      server.server.onclose = () => close();
      interrupt.onFirst(() => void server.close());
      server.connect(new StdioServerTransport()).catch(fail);
    });
    return exit.done;
  } finally {
    await services.shutdown();
  }
}

function register(server: McpServer, tool: CallableTool, ports: AgentPorts): void {
  const { name, title, description, input, readOnly } = tool;
  const annotations = { title, readOnlyHint: readOnly, destructiveHint: false, openWorldHint: false };
  server.registerTool(name, { title, description, inputSchema: input, annotations }, async (value, context) => {
    try {
      return { content: [{ type: "text" as const, text: await tool.run(value, ports, callOf(context)) }] };
    } catch (error) {
      // A model reads it and does better; nothing is said of the code.
      const text = error instanceof Error ? error.message : String(error);
      return { isError: true, content: [{ type: "text" as const, text }] };
    }
  });
}

function callOf({ mcpReq }: ServerContext): AgentCall {
  const progressToken = mcpReq._meta?.progressToken;
  let shown = -1;
  return {
    isCancelled: () => mcpReq.signal.aborted,
    progress(message, fraction) {
      // By the protocol it only grows.
      if (progressToken === undefined || fraction === null || fraction <= shown) return;
      shown = fraction;
      const params = { progressToken, progress: fraction, total: 1, message };
      void mcpReq.notify({ method: "notifications/progress", params }).catch(() => undefined);
    },
  };
}
