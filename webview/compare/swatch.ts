import { html, type TemplateResult } from "lit";
import { styleOfSlot } from "./runColors.ts";

/** A run's letter, colour and title. */
export function runName(
  { id, letter }: { readonly id: string; readonly letter: string },
  title: string,
): TemplateResult {
  return html`<span class="run-name" title=${title}
    ><span class="swatch" data-run=${id} aria-hidden="true"></span><strong>${letter}</strong>
    <span class="run-title" dir="auto">${title}</span></span
  >`;
}

/** Gives the swatches within an element their colours; the page's policy allows no style attributes. */
export function paintSwatches(within: HTMLElement, slots: Readonly<Record<string, number>>): void {
  for (const swatch of within.querySelectorAll<HTMLElement>(".swatch[data-run]"))
    swatch.style.setProperty("background", styleOfSlot(slots[swatch.dataset["run"] ?? ""] ?? 0).color);
}
