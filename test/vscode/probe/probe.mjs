/** Writes the loop delay of the extension host between two commands to the file named by BENCHTOP_PROBE. */
import { appendFileSync } from "node:fs";
import { monitorEventLoopDelay, performance } from "node:perf_hooks";
import process from "node:process";
import * as vscode from "vscode";

export function activate(context) {
  const histogram = monitorEventLoopDelay({ resolution: 1 });
  let began = 0;
  const start = () => {
    histogram.reset();
    histogram.enable();
    began = performance.now();
  };
  const stop = () => {
    histogram.disable();
    const milliseconds = (nanoseconds) => nanoseconds / 1e6;
    const line = {
      seconds: (performance.now() - began) / 1000,
      turns: histogram.count,
      median: milliseconds(histogram.percentile(50)),
      p99: milliseconds(histogram.percentile(99)),
      max: milliseconds(histogram.max),
    };
    told(line);
  };
  const told = (line) => appendFileSync(process.env.BENCHTOP_PROBE, `${JSON.stringify(line)}\n`);
  const ask = async (name, input) =>
    (await vscode.lm.invokeTool(name, { input, toolInvocationToken: undefined })).content[0].value;
  /** The words of a refusal; "" where there is none. */
  const refusal = (name, input) =>
    ask(name, input).then(
      () => "",
      (error) => String(error.message),
    );
  /** What a language model gets in Restricted Mode. */
  const useRestricted = async () => {
    told({
      trained: await refusal("benchtop_train", { dataset: "penguins/penguins.csv" }),
      stopped: await refusal("benchtop_stop_run", { run: "2" }),
      verified: await refusal("benchtop_verify_run", { run: "2" }),
      outside: await refusal("benchtop_inspect_dataset", { path: "/etc/services" }),
      inspected: await ask("benchtop_inspect_dataset", { path: "penguins/penguins.csv" }),
    });
  };
  /** As another extension and a language model would: through the API, and through the tools. */
  const use = async () => {
    const api = await vscode.extensions.getExtension("benchtop.benchtop").activate();
    let changes = 0;
    context.subscriptions.push(api.onDidChangeRuns(() => changes++));
    const training = await api.train({ content: { dataset: "penguins/penguins.csv", training: { epochs: 3 } } });
    const ended = await training.ended;
    const refused = await refusal("benchtop_inspect_dataset", { path: "none.csv" });
    told({
      version: api.version,
      ended,
      changes,
      refused,
      listed: (await api.runs()).map(({ id }) => id),
      tools: vscode.lm.tools.map(({ name }) => name),
      inspected: await ask("benchtop_inspect_dataset", { path: "penguins/penguins.csv" }),
      runs: await ask("benchtop_list_runs", {}),
      verified: await ask("benchtop_verify_run", { run: ended.id }),
    });
  };
  const useIt = () =>
    (vscode.workspace.isTrusted ? use() : useRestricted()).catch((error) => told({ error: error.stack }));
  context.subscriptions.push(
    vscode.commands.registerCommand("benchtopProbe.use", useIt),
    vscode.commands.registerCommand("benchtopProbe.start", start),
    vscode.commands.registerCommand("benchtopProbe.stop", stop),
  );
}
