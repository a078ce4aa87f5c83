import { deflateSync, inflateSync } from "fflate";
import { UserError } from "../../base/errors.ts";
import type { MetricsBySplit } from "../../experiment/metrics.ts";
import { parseReproduction, type Reproduction } from "../../experiment/reproduction.ts";

/** What programs pass on of an address without cutting it, and what is read of one. */
const longestMade = 8_000;
const longestRead = 32_768;
const unpackedLimit = 1_000_000;
const key = "run";

/** The path of a link that reproduces a run. */
export const linkPath = "/reproduce";

/**
 * The query of a link that holds what is needed to train a run again, without its curve: `run=` and base64url of the
 * deflated JSON. A UserError where it would be longer than programs pass on.
 */
export function linkQuery(reproduction: Reproduction): string {
  const { result, digests } = reproduction.expected;
  const brief: Reproduction = {
    ...reproduction,
    expected: {
      result: { status: result["status"], metrics: briefMetrics(result["metrics"] as MetricsBySplit) },
      digests,
    },
  };
  const packed = deflateSync(new TextEncoder().encode(JSON.stringify(brief)), { level: 9 });
  const query = `${key}=${base64url(packed)}`;
  if (query.length <= longestMade) return query;
  throw new UserError(
    `The link would have ${String(query.length)} characters, more than programs pass on.`,
    "Export the run as a bundle instead.",
  );
}

function briefMetrics(metrics: MetricsBySplit): object {
  return Object.fromEntries(
    Object.entries(metrics).map(([split, { examples, loss, accuracy, macroF1 }]) => [
      split,
      { examples, loss, accuracy, macroF1 },
    ]),
  );
}

const remedy = "Ask for it again, or for a bundle.";

/** Reads the path and query of a link; whatever is not as it should be is a UserError. */
export function parseLink({ path, query }: { readonly path: string; readonly query: string }): Reproduction {
  if (path !== linkPath) throw new UserError("This link is none that Benchtop knows.", "Check it for a slip.");
  if (query.length > longestRead) throw new UserError("The link is too long.", remedy);
  const match = /^run=([\w-]+)$/.exec(query);
  if (match === null) throw new UserError("The link does not hold a run.", remedy);
  let text: string;
  try {
    // A byte more than may be used: what fills it was longer.
    const bytes = inflateSync(fromBase64url(match[1] ?? ""), { out: new Uint8Array(unpackedLimit + 1) });
    if (bytes.length > unpackedLimit) throw new UserError("The link unpacks to more than it should.", remedy);
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError("The link is damaged.", remedy);
  }
  return parseReproduction(text);
}

function base64url(bytes: Uint8Array): string {
  const text = Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
  return btoa(text).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

function fromBase64url(text: string): Uint8Array {
  return Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));
}
