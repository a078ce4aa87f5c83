import type { LogOutputChannel } from "vscode";
import type { Log } from "../../services/ports.ts";

/** The output channel as a log: it keeps the level the person chose and writes stacks where there are any. */
export function channelLog(channel: LogOutputChannel): Log {
  return {
    info: (message) => channel.info(message),
    warn: (message) => channel.warn(message),
    error: (message, cause) => {
      if (cause === undefined) channel.error(message);
      else channel.error(message, cause instanceof Error ? (cause.stack ?? cause.message) : JSON.stringify(cause));
    },
  };
}
