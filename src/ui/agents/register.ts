import { type ExtensionContext, lm, McpStdioServerDefinition, Uri, workspace } from "vscode";
import { type Disposable, DisposableStore } from "../../base/lifecycle.ts";
import { agentToolNames } from "../../services/agents/names.ts";
import type { AgentTools } from "./tools.ts";

/** Registers the tools for language models, and the same as an MCP server; what they do is loaded when one is called. */
export function registerAgents(context: ExtensionContext, tools: () => Promise<AgentTools>): Disposable {
  const store = new DisposableStore();
  for (const name of agentToolNames)
    store.add(
      lm.registerTool<object>(name, {
        prepareInvocation: async ({ input }) => (await tools()).prepare(name, input),
        invoke: async ({ input }, token) => (await tools()).invoke(name, input, token),
      }),
    );
  store.add(
    lm.registerMcpServerDefinitionProvider("benchtop.mcp", {
      // Another program starts with the folder's files at hand: not before the folder is trusted.
      provideMcpServerDefinitions: () =>
        workspace.isTrusted ? folders().map((folder) => serverFor(context, folder)) : [],
    }),
  );
  return store;
}

function folders() {
  return (workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === "file");
}

/** The command line that ships with the extension, run by the editor's own Node. */
function serverFor({ extensionUri, extension }: ExtensionContext, { name, uri }: { name: string; uri: Uri }) {
  const script = Uri.joinPath(extensionUri, "dist", "cli.mjs").fsPath;
  const label = folders().length > 1 ? `Benchtop: ${name}` : "Benchtop";
  const { version } = extension.packageJSON as { version: string };
  const definition = new McpStdioServerDefinition(
    label,
    process.execPath,
    [script, "mcp", "--workspace", uri.fsPath],
    { ELECTRON_RUN_AS_NODE: "1" },
    version,
  );
  definition.cwd = uri;
  return definition;
}
