import process from "node:process";
import { listenToSignals } from "./interrupt.ts";
import { runProgram } from "./program.ts";
import { openTerminal } from "./terminal.ts";

const interrupt = listenToSignals(process);
// Not process.exit: what is still on its way into a pipe must arrive.
process.exitCode = await runProgram(process.argv.slice(2), { terminal: openTerminal(process), interrupt });
