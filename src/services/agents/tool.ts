import type * as z from "zod";
import type { Comparisons, Datasets, Predictions, Runs, Training } from "../api.ts";
import type { Clock, StoredRun } from "../ports.ts";
import type { Verification, VerifyRequest } from "../verification/verifications.ts";

/** What agents may use. */
export interface AgentPorts {
  readonly services: {
    readonly training: Training;
    readonly datasets: Datasets;
    readonly runs: Runs;
    readonly comparisons: Comparisons;
    readonly predictions: Predictions;
    verify(run: StoredRun, request: VerifyRequest): Promise<Verification | undefined>;
  };
  readonly clock: Clock;
  readonly workspace: AgentWorkspace;
}

/** The files that an agent may name. */
export interface AgentWorkspace {
  /** Whether a person trusts what lies in it: text of an untrusted one may be what moves a model to act. */
  readonly isTrusted: boolean;
  /** The absolute path of one that is written from the workspace folder. */
  resolve(path: string): string;
  /** The same the other way round. */
  shown(path: string): string;
  /** Returns when all absolute paths may be read; else a UserError that says what to do. */
  admit(paths: readonly string[]): Promise<void>;
  /** Absolute paths of the labelled files. */
  datasets(): Promise<readonly string[]>;
  /** Where the runs of a file go, and what paths in their records start from. */
  place(path: string): Promise<{ readonly runsFolder: string; readonly baseFolder: string }>;
  /** The text of an experiment file. */
  readText(path: string): Promise<string>;
}

/** One call of a tool. */
export interface AgentCall {
  /** @param fraction 0…1, null where it is not known. */
  progress(message: string, fraction: number | null): void;
  readonly isCancelled: () => boolean;
}

/** Said to a person before a tool acts. */
export interface Confirmation {
  readonly title: string;
  readonly message: string;
}

/**
 * One tool, the same for the editor's language models and for MCP. `run` answers in words and numbers, at most
 * `longestAnswer` characters; what goes wrong is a UserError that says what to change.
 */
export interface AgentTool<Input = never> {
  readonly name: string;
  readonly title: string;
  /** For the model: what it does and when to use it. */
  readonly description: string;
  readonly icon: string;
  readonly input: z.ZodType<Input>;
  /** Whether it only looks. */
  readonly readOnly: boolean;
  readonly doing: (input: Input) => string;
  readonly confirm?: (input: Input) => Confirmation;
  readonly run: (input: Input, ports: AgentPorts, call: AgentCall) => Promise<string>;
}

/** Characters of an answer: a model reads all of it, and has better to do. */
const longestAnswer = 8_000;

/** Cuts an answer at a line, and says so. */
export function bounded(answer: string): string {
  if (answer.length <= longestAnswer) return answer;
  const kept = answer.slice(0, longestAnswer);
  const end = kept.lastIndexOf("\n");
  return `${kept.slice(0, end > 0 ? end : longestAnswer)}\n… cut here; ask for less.`;
}
