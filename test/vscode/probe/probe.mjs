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
    appendFileSync(process.env.BENCHTOP_PROBE, `${JSON.stringify(line)}\n`);
  };
  context.subscriptions.push(
    vscode.commands.registerCommand("benchtopProbe.start", start),
    vscode.commands.registerCommand("benchtopProbe.stop", stop),
  );
}
