import { html, nothing, type TemplateResult } from "lit";
import type { CompareColumn } from "../../src/protocol/comparePanel.ts";
import { dropdown } from "../fields.ts";
import { icon } from "../icons.ts";
import { PanelElement } from "../panelElement.ts";
import type { CompareActions } from "./actions.ts";
import { type Filter, filterProblem, type Operator, operators, operatorsFor } from "./filterRules.ts";
import type { TableModel } from "./tableModel.ts";

/** The filters in force as chips, and the form that adds one. */
export class FilterBar extends PanelElement {
  static override readonly properties = {
    model: { attribute: false },
    filters: { attribute: false },
    draft: { state: true },
    problem: { state: true },
  };
  declare model: TableModel;
  declare filters: readonly Filter[];
  declare actions: CompareActions;
  declare protected draft: Filter | null;
  declare protected problem: string | null;

  constructor() {
    super();
    this.draft = null;
    this.problem = null;
  }

  protected override render(): TemplateResult {
    return html`<div class="filter-bar" role="group" aria-label="Filters">
      ${this.filters.map((filter, at) => this.#chip(filter, at))}
      ${
        this.draft === null
          ? html`<vscode-button
              appearance="secondary"
              data-testid="add-filter"
              @click=${() => {
                this.#begin();
              }}
              >Add filter</vscode-button
            >`
          : this.#form(this.draft)
      }
    </div>`;
  }

  #chip(filter: Filter, at: number): TemplateResult {
    const { label, of } = operators[filter.operator];
    const name = this.model.column(filter.column)?.title ?? filter.column;
    const words = `${name} ${label}${of === "any" ? "" : ` ${filter.value}`}`;
    return html`<span class="chip"
      ><span class="label" dir="auto" title=${words}>${words}</span
      ><vscode-button
        appearance="icon"
        aria-label="Remove the filter ${words}"
        title="Remove this filter"
        @click=${() => {
          this.actions.setView({ filters: this.filters.filter((_, other) => other !== at) });
        }}
        >${icon("close")}</vscode-button
      ></span
    >`;
  }

  #begin(): void {
    const first = this.#columns()[0];
    if (first === undefined) return;
    this.problem = null;
    this.draft = { column: first.id, operator: operatorsFor(first)[0] ?? "filled", value: "" };
    void this.updateComplete.then(() => {
      this.querySelector<HTMLElement>("vscode-dropdown")?.focus();
    });
  }

  #columns(): readonly CompareColumn[] {
    return this.model.data.columns.filter(({ id }) => id !== "star");
  }

  #form(draft: Filter): TemplateResult {
    const column = this.model.column(draft.column);
    const choices = column === undefined ? [] : operatorsFor(column);
    return html`<form
      class="filter-form"
      @submit=${(event: Event) => {
        event.preventDefault();
        this.#add();
      }}
      @keydown=${(event: KeyboardEvent) => {
        if (event.key === "Escape") this.#end();
        if (event.key === "Enter" && event.target instanceof Element && event.target.matches("vscode-text-field"))
          this.#add();
      }}
    >
      ${dropdown(
        "column",
        "The column that the filter looks at",
        this.#columns().map(({ id, title }) => ({ value: id, label: title })),
        draft.column,
        (id) => {
          const next = this.model.column(id);
          const fitting = next === undefined ? [] : operatorsFor(next);
          const operator = fitting.includes(draft.operator) ? draft.operator : (fitting[0] ?? "filled");
          this.draft = { ...draft, column: id, operator };
        },
      )}
      ${dropdown(
        "is",
        "What the filter asks",
        choices.map((value: Operator) => ({ value, label: operators[value].label })),
        draft.operator,
        (operator) => {
          this.draft = { ...draft, operator };
        },
      )}
      ${
        operators[draft.operator].of === "any"
          ? nothing
          : html`<vscode-text-field
              aria-label="value"
              placeholder=${placeholders[operators[draft.operator].of]}
              .value=${draft.value}
              @input=${(event: Event) => {
                this.draft = { ...draft, value: (event.currentTarget as HTMLElement & { value: string }).value };
              }}
            ></vscode-text-field>`
      }
      <vscode-button
        @click=${() => {
          this.#add();
        }}
        >Add</vscode-button
      >
      <vscode-button
        appearance="secondary"
        @click=${() => {
          this.#end();
        }}
        >Cancel</vscode-button
      >
      ${this.problem === null ? nothing : html`<span class="problem" role="alert">${this.problem}</span>`}
    </form>`;
  }

  #add(): void {
    if (this.draft === null) return;
    this.problem = filterProblem(this.draft);
    if (this.problem !== null) return;
    this.actions.setView({ filters: [...this.filters, this.draft] });
    this.#end();
  }

  #end(): void {
    this.draft = null;
    this.problem = null;
    void this.updateComplete.then(() => {
      this.querySelector<HTMLElement>("[data-testid=add-filter]")?.focus();
    });
  }
}

const placeholders = {
  any: "",
  text: "text, or several with commas",
  number: "0.9 or 90%",
  date: "2026-05-31",
} as const;
