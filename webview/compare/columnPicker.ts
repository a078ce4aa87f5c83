import { html, nothing, type TemplateResult } from "lit";
import type { CompareColumn, CompareLayout } from "../../src/protocol/comparePanel.ts";
import { checkbox } from "../fields.ts";
import { icon } from "../icons.ts";
import { PanelElement } from "../panelElement.ts";
import type { CompareActions } from "./actions.ts";
import type { TableModel } from "./tableModel.ts";

const groupTitles = {
  run: "Run",
  metric: "Metrics",
  setting: "Settings",
  time: "Time",
  data: "Data and model",
} as const;

/** Which columns are shown, and in which order. */
export class ColumnPicker extends PanelElement {
  static override readonly properties = {
    model: { attribute: false },
    shown: { attribute: false },
    layout: { attribute: false },
    open: { state: true },
    search: { state: true },
  };
  declare model: TableModel;
  /** The columns in the table now. */
  declare shown: readonly CompareColumn[];
  declare layout: CompareLayout;
  declare actions: CompareActions;
  declare protected open: boolean;
  declare protected search: string;

  constructor() {
    super();
    this.open = false;
    this.search = "";
    this.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !this.open) return;
      this.open = false;
      this.querySelector<HTMLElement>("vscode-button")?.focus();
    });
  }

  protected override render(): TemplateResult {
    return html`<vscode-button
        appearance="secondary"
        aria-expanded=${this.open ? "true" : "false"}
        data-testid="columns"
        @click=${() => {
          this.open = !this.open;
        }}
        >Columns</vscode-button
      >
      ${this.open ? this.#popup() : nothing}`;
  }

  #popup(): TemplateResult {
    const ids = this.shown.map(({ id }) => id);
    const asked = this.search.trim().toLowerCase();
    const others = this.model.data.columns.filter(
      ({ id, title }) => id !== "star" && !ids.includes(id) && title.toLowerCase().includes(asked),
    );
    return html`<div class="column-picker" role="dialog" aria-label="Columns">
      <div class="column-picker-head">
        ${checkbox(
          "Only settings that differ",
          "Leaves out settings that are the same in all listed runs",
          this.layout.onlyChanged,
          (onlyChanged) => {
            this.actions.setLayout({ onlyChanged });
          },
        )}
        <vscode-button
          appearance="secondary"
          @click=${() => {
            this.actions.setLayout({ columns: null, widths: {} });
          }}
          >Reset</vscode-button
        >
      </div>
      <h3>Shown, in this order</h3>
      <ul>
        ${ids.map((id, at) => this.#shownEntry(id, at, ids))}
      </ul>
      <h3>More columns</h3>
      <vscode-text-field
        aria-label="Find a column"
        placeholder="Find a column"
        .value=${this.search}
        @input=${(event: Event) => {
          this.search = (event.currentTarget as HTMLElement & { value: string }).value;
        }}
      ></vscode-text-field>
      ${(Object.keys(groupTitles) as (keyof typeof groupTitles)[]).map((group) => {
        const own = others.filter((column) => column.group === group);
        if (own.length === 0) return nothing;
        return html`<h4>${groupTitles[group]}</h4>
          <ul>
            ${own.map(
              (column) =>
                html`<li>
                  ${checkbox(column.title, column.sentence, false, (checked) => {
                    if (checked) this.actions.setLayout({ columns: [...ids, column.id] });
                  })}
                </li>`,
            )}
          </ul>`;
      })}
    </div>`;
  }

  #shownEntry(id: string, at: number, ids: readonly string[]): TemplateResult {
    const column = this.model.column(id);
    if (column === undefined) return html``;
    const move = (to: number): void => {
      const rest = ids.filter((other) => other !== id);
      this.actions.setLayout({ columns: [...rest.slice(0, to), id, ...rest.slice(to)] });
    };
    // The run's name stays first.
    if (at === 0) return html`<li><span class="fixed-column">${column.title}</span></li>`;
    return html`<li>
      ${checkbox(column.title, column.sentence, true, (checked) => {
        if (!checked) this.actions.setLayout({ columns: ids.filter((other) => other !== id) });
      })}
      <span class="movers">
        <vscode-button
          appearance="icon"
          aria-label="Move ${column.title} to the left"
          title="To the left"
          ?disabled=${at === 1}
          @click=${() => {
            move(at - 1);
          }}
          >${icon("up")}</vscode-button
        >
        <vscode-button
          appearance="icon"
          aria-label="Move ${column.title} to the right"
          title="To the right"
          ?disabled=${at === ids.length - 1}
          @click=${() => {
            move(at + 1);
          }}
          >${icon("down")}</vscode-button
        >
      </span>
    </li>`;
  }
}
