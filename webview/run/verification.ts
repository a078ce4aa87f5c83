import { html, type TemplateResult } from "lit";
import type { RunRecord } from "../../src/experiment/record.ts";
import { isTrainedSince, type ToldVerification } from "../../src/protocol/verification.ts";
import { formatDate } from "../format.ts";
import { icon } from "../icons.ts";

/** What the last verification of a run came to: a line, and the sentences that come with it where someone asks. */
export function verificationTemplate(
  verification: ToldVerification,
  run: Pick<RunRecord, "status" | "ended" | "resumes">,
): TemplateResult {
  const { outcome, at } = verification;
  const [first = "", ...others] = verification.words;
  const further = isTrainedSince(verification, run);
  const more = further ? ["The run was trained further since.", ...others] : others;
  const line = html`${icon(outcome === "same" && !further ? "check" : "warning")}<span
      >Verified ${formatDate(at)}: ${first}</span
    >`;
  return html`<div class="verification ${outcome}" data-testid="verification">
    ${
      more.length === 0
        ? html`<p>${line}</p>`
        : html`<details>
            <summary>${line}</summary>
            <ul>
              ${more.map((sentence) => html`<li>${sentence}</li>`)}
            </ul>
          </details>`
    }
  </div>`;
}
