import * as z from "zod";
import { UserError } from "../../base/errors.ts";
import { visible } from "../../base/visible.ts";
import { pathsIn } from "../../experiment/paths.ts";
import type { StoredRun } from "../ports.ts";
import type { Verification } from "../verification/verifications.ts";
import { findRun } from "./findRun.ts";
import { pathIn } from "./pathIn.ts";
import type { AgentCall, AgentPorts, AgentTool } from "./tool.ts";
import { runName } from "./runName.ts";
import { pace, sleep, waitSeconds } from "./wait.ts";

const verifyInput = z.strictObject({
  run: runName,
  waitSeconds: waitSeconds
    .describe(
      "How long it may take, in seconds (0 to 600); about as long as the run trained. It is given up after that.",
    )
    .default(300),
});

export const verifyRun: AgentTool<z.infer<typeof verifyInput>> = {
  name: "benchtop_verify_run",
  title: "Verify Run",
  description:
    "Trains an ended run again from its record, beside it, and tells whether the same comes out bit for bit (curve, metrics, weights, outputs for every example), else what differs first and why. Use it before you rely on figures of a run that somebody else trained.",
  icon: "$(verified)",
  input: verifyInput,
  readOnly: false,
  doing: ({ run }) => `Verifying run ${visible(run)}`,
  confirm: ({ run }) => ({
    title: "Verify a run?",
    message: `Trains the run \`${visible(run).replaceAll("`", "'")}\` again and compares. Of the run itself nothing is changed; what comes of it is kept in its folder as verification.json.`,
  }),
  async run({ run: name, waitSeconds: seconds }, ports, call) {
    const { workspace, services } = ports;
    const run = await findRun(name, services.runs);
    // A run folder may come from anybody, and name any file.
    await workspace.admit(pathsIn(run.record.experiment).map((path) => pathIn(run.baseFolder, path, workspace)));
    const verification = await verifyFor(seconds, run, ports, call);
    return [`${run.record.id}: ${verification.outcome}`, ...verification.words].map(visible).join("\n");
  },
};

/** Gives up when the time is over or the call was cancelled: half a verification says nothing. */
async function verifyFor(
  seconds: number,
  run: StoredRun,
  { services, clock }: AgentPorts,
  call: AgentCall,
): Promise<Verification> {
  const end = clock.now() + seconds * 1000;
  const stopping = new AbortController();
  let isOver = false;
  const verifying = services
    .verify(run, {
      signal: stopping.signal,
      onProgress: (phase, fraction) => call.progress(phase, phase === "training" ? fraction : null),
    })
    .finally(() => {
      isOver = true;
    });
  const watch = async (): Promise<void> => {
    for (;;) {
      await sleep(clock, Math.max(0, Math.min(pace, end - clock.now())));
      if (isOver) return;
      if (clock.now() < end && !call.isCancelled()) continue;
      stopping.abort();
      return;
    }
  };
  const [verification] = await Promise.all([verifying, watch()]);
  if (verification !== undefined) return verification;
  throw new UserError(
    `The run ${run.record.id} was not verified within ${String(seconds)} seconds, and that was given up.`,
    "Give more waitSeconds, or ask the person to use Benchtop: Verify Reproducibility.",
  );
}
