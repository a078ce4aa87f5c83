import { env, window } from "vscode";
import type { StoredRun } from "../../services/ports.ts";
import { linkPath, linkQuery } from "../../services/reproduction/link.ts";
import type { ServicesDoor } from "../services.ts";

/** `Copy Reproduction Link`: what another person needs to train the run again, but for the data. */
export async function copyLink(run: StoredRun, extension: string, services: ServicesDoor): Promise<void> {
  const reproduction = await (await services().reproductions()).describe(run);
  await env.clipboard.writeText(`${env.uriScheme}://${extension}${linkPath}?${linkQuery(reproduction)}`);
  const files = reproduction.files.map(({ path }) => path.slice(path.indexOf("/") + 1)).join(", ");
  void window.showInformationMessage(
    `Copied. Who opens the link needs ${files} in the workspace, and is shown the experiment before anything happens.`,
  );
}
