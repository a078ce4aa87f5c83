import { agentTools, inputSchema } from "./tools.ts";

/** `contributes.languageModelTools` of package.json. */
export function contributedTools(): readonly object[] {
  return agentTools.map((tool) => ({
    name: tool.name,
    displayName: `Benchtop: ${tool.title}`,
    toolReferenceName: referenceName(tool.name),
    canBeReferencedInPrompt: true,
    icon: tool.icon,
    modelDescription: tool.description,
    userDescription: tool.description.split(/(?<=\.) /)[0],
    tags: ["machine learning", "benchtop"],
    inputSchema: inputSchema(tool),
  }));
}

/** `benchtop_list_runs` is called `#benchtopListRuns` in a prompt. */
function referenceName(name: string): string {
  return name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
}
