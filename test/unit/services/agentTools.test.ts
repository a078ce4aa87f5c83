import { expect, test } from "vitest";
import type { AgentPorts } from "../../../src/services/agents/tool.ts";
import { agentTools } from "../../../src/services/agents/tools.ts";

/** Inputs that fit, for every tool that acts. */
const inputs: Readonly<Record<string, object>> = {
  benchtop_train: { dataset: "data.csv" },
  benchtop_stop_run: { run: "20260101-000000-aaaaaa" },
  benchtop_verify_run: { run: "20260101-000000-aaaaaa" },
};

test("in Restricted Mode a language model may look, but every tool that acts is refused before it touches anything", async () => {
  const ports = {
    workspace: { isTrusted: false, datasets: () => Promise.resolve([]) },
    get services(): AgentPorts["services"] {
      throw new Error("touched the services");
    },
  } as unknown as AgentPorts;
  const call = { progress: () => undefined, isCancelled: () => false };
  const acting = agentTools.filter(({ readOnly }) => !readOnly);
  expect(acting.map(({ name }) => name).sort()).toEqual(Object.keys(inputs).sort());
  for (const tool of acting)
    await expect(tool.run(inputs[tool.name], ports, call)).rejects.toThrow(/Restricted Mode.*trust the workspace/);
  const list = agentTools.find(({ name }) => name === "benchtop_list_datasets");
  await expect(list?.run({}, ports, call)).resolves.toMatch(/\w/);
});
