import { html, nothing, type TemplateResult } from "lit";
import { icon } from "./icons.ts";
import { PanelElement } from "./panelElement.ts";

export interface MenuItem {
  readonly label: string;
  readonly run: () => void;
}

/** A button with three dots that opens a short menu; arrow keys, Escape and Enter work as in the editor's menus. */
export class BenchtopMenu extends PanelElement {
  static override readonly properties = {
    label: {},
    items: { attribute: false },
    open: { state: true },
  };
  declare label: string;
  declare items: readonly MenuItem[];
  declare protected open: boolean;

  constructor() {
    super();
    this.label = "More";
    this.items = [];
    this.open = false;
    this.addEventListener("focusout", (event) => {
      if (!(event.relatedTarget instanceof Node && this.contains(event.relatedTarget))) this.open = false;
    });
    this.addEventListener("keydown", (event) => {
      this.#onKey(event);
    });
  }

  protected override render(): TemplateResult {
    return html`<vscode-button
        appearance="icon"
        aria-label=${this.label}
        title=${this.label}
        aria-haspopup="menu"
        aria-expanded=${this.open ? "true" : "false"}
        @click=${() => {
          this.open = !this.open;
        }}
        >${icon("more")}</vscode-button
      >
      ${
        this.open
          ? html`<ul class="menu" role="menu" aria-label=${this.label}>
              ${this.items.map(
                (item) =>
                  html`<li
                    role="menuitem"
                    tabindex="-1"
                    @click=${() => {
                      this.#choose(item);
                    }}
                  >
                    ${item.label}
                  </li>`,
              )}
            </ul>`
          : nothing
      }`;
  }

  protected override updated(changed: ReadonlyMap<PropertyKey, unknown>): void {
    if (changed.has("open") && this.open) this.#entries()[0]?.focus();
  }

  #entries(): HTMLElement[] {
    return [...this.querySelectorAll<HTMLElement>("[role=menuitem]")];
  }

  #choose(item: MenuItem): void {
    this.#close();
    item.run();
  }

  #close(): void {
    this.open = false;
    this.querySelector<HTMLElement>("vscode-button")?.focus();
  }

  #onKey(event: KeyboardEvent): void {
    if (!this.open) return;
    const entries = this.#entries();
    const at = entries.findIndex((entry) => entry === document.activeElement);
    const item = this.items[at];
    if (event.key === "Escape") this.#close();
    else if (event.key === "ArrowDown") entries[(at + 1) % entries.length]?.focus();
    else if (event.key === "ArrowUp") entries[(at + entries.length - 1) % entries.length]?.focus();
    else if ((event.key === "Enter" || event.key === " ") && item !== undefined) this.#choose(item);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }
}
