import { html, nothing, type TemplateResult } from "lit";
import type { CompareColumn, CompareLayout } from "../../src/protocol/comparePanel.ts";
import { formatSeconds } from "../format.ts";
import { icon } from "../icons.ts";
import type { MenuItem } from "../menu.ts";
import { PanelElement } from "../panelElement.ts";
import { cellText, deltaKind, deltaText } from "./cellText.ts";
import { narrowest, widest, widthOf } from "./columnChoice.ts";
import type { ColumnTimes } from "./columnTimes.ts";
import { dragWidth } from "./dragWidth.ts";
import { groupText, isNumeric } from "./groupText.ts";
import { movedTo, type Place } from "./gridKeys.ts";
import { HeldColumn } from "./heldColumn.ts";
import type { PlannedRow } from "./rowPlan.ts";
import { RowWindow } from "./rowWindow.ts";
import type { TableModel } from "./tableModel.ts";
import type { SortKey } from "./viewState.ts";

/** What a person can do with the table; the panel carries it out. */
export interface GridActions {
  sort(column: string, more: boolean): void;
  choose(runs: readonly string[], chosen: boolean): void;
  setBaseline(run: string | null): void;
  open(run: string): void;
  star(run: string, star: boolean): void;
  diff(run: string): void;
  toggleGroup(key: string): void;
  resize(column: string, width: number): void;
}

const rowHeight = 26;
/** The width of the column that holds the checkboxes. */
const pickWidth = 44;

/** The table of runs as a grid: one tab stop, arrow keys move, and only the rows in sight are in the page. */
export class RunGrid extends PanelElement {
  static override readonly properties = {
    model: { attribute: false },
    rows: { attribute: false },
    columns: { attribute: false },
    times: { attribute: false },
    layout: { attribute: false },
    sort: { attribute: false },
    chosen: { attribute: false },
    baseline: {},
    focused: { state: true },
  };
  declare model: TableModel;
  declare rows: readonly PlannedRow[];
  declare columns: readonly CompareColumn[];
  declare times: ColumnTimes;
  declare layout: CompareLayout;
  declare sort: readonly SortKey[];
  declare chosen: ReadonlySet<string>;
  declare baseline: string | null;
  declare actions: GridActions;
  declare colorOf: (run: string) => string;
  declare protected focused: Place;

  readonly #window = new RowWindow(rowHeight, () => {
    this.requestUpdate();
  });
  readonly #held = new HeldColumn();

  constructor() {
    super();
    this.focused = { row: 0, column: 0 };
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#window.dispose();
    this.#held.dispose();
  }

  protected override render(): TemplateResult {
    const items = this.#window.show(this.rows.length);
    return html`<div
      class="run-grid"
      role="grid"
      aria-label="Runs"
      aria-multiselectable="true"
      aria-rowcount=${this.rows.length + 1}
      aria-colcount=${this.columns.length + 1}
      data-testid="run-grid"
      @keydown=${(event: KeyboardEvent) => {
        this.#onKey(event);
      }}
      @focusin=${({ target }: FocusEvent) => {
        // A click moves nothing: what was hit stays under the pointer.
        if (target instanceof HTMLElement && target.matches(".run-cell:focus-visible")) this.#held.reveal(target);
      }}
    >
      <div class="run-row run-head" role="row" aria-rowindex="1">
        ${this.#pickAll(this.#listed())}${this.columns.map((column, at) => this.#header(column, at))}
      </div>
      <div class="run-rows" role="rowgroup">
        ${items.map((at) => {
          const row = this.rows[at];
          return row === undefined ? nothing : row.kind === "run" ? this.#run(row, at) : this.#group(row, at);
        })}
      </div>
    </div>`;
  }

  /** Sizes go through the style objects: the page's policy allows no style attributes. */
  protected override updated(): void {
    const grid = this.querySelector<HTMLElement>(".run-grid");
    if (grid === null) return;
    const widths = this.columns.map((column) => widthOf(column, this.layout));
    const [first] = this.columns;
    const named = first?.id === "title" ? pickWidth + widthOf(first, this.layout) : null;
    grid.style.setProperty("--pick", `${pickWidth}px`);
    grid.style.setProperty("--named", `${named ?? pickWidth}px`);
    grid.style.setProperty("--columns", [pickWidth, ...widths].map((width) => `${width}px`).join(" "));
    grid.style.setProperty("--width", `${pickWidth + widths.reduce((sum, width) => sum + width, 0)}px`);
    grid.querySelector<HTMLElement>(".run-rows")?.style.setProperty("height", `${this.rows.length * rowHeight}px`);
    for (const row of grid.querySelectorAll<HTMLElement>(".run-rows > [data-at]"))
      row.style.setProperty("top", `${Number(row.dataset["at"]) * rowHeight}px`);
    for (const swatch of grid.querySelectorAll<HTMLElement>(".swatch[data-run]"))
      swatch.style.setProperty("background", this.colorOf(swatch.dataset["run"] ?? ""));
    this.#held.hold(grid, named);
    this.#window.attach(grid);
  }

  #id(run: number): string {
    return this.model.data.ids[run] ?? "";
  }

  #listed(): readonly string[] {
    return this.rows.flatMap((row) => (row.kind === "run" ? [this.#id(row.run)] : []));
  }

  #pickAll(ids: readonly string[]): TemplateResult {
    const every = ids.length > 0 && ids.every((id) => this.chosen.has(id));
    return this.#pick("columnheader", -1, ids, every, "all listed runs");
  }

  /** The cell that chooses runs. A checkbox of the toolkit would be a tab stop of its own in every row. */
  #pick(
    role: "columnheader" | "gridcell",
    row: number,
    ids: readonly string[],
    checked: boolean,
    what: string,
  ): TemplateResult {
    return html`<div
      class="run-cell pick"
      role=${role}
      tabindex=${this.#tabIndex(row, -1)}
      data-place="${row}:-1"
      aria-label="${checked ? "Chosen" : "Not chosen"}: ${what}"
      title=${checked ? "Leave out of the comparison" : "Draw and compare"}
      @click=${() => {
        this.focused = { row, column: -1 };
        this.#toggle(ids);
      }}
    >
      <span class="tick ${checked ? "on" : ""}">${checked ? icon("tick") : nothing}</span>${
        role === "gridcell" && ids.length === 1 && checked
          ? html`<span class="swatch" data-run=${ids[0] ?? ""} aria-hidden="true"></span>`
          : nothing
      }
    </div>`;
  }

  #header(column: CompareColumn, at: number): TemplateResult {
    const place = this.sort.findIndex((key) => key.column === column.id);
    const key = this.sort[place];
    const order = key === undefined ? "none" : key.descending ? "descending" : "ascending";
    return html`<div
      class="run-cell head ${isNumeric(column) ? "number" : ""}"
      role="columnheader"
      aria-sort=${order}
      aria-colindex=${at + 2}
      tabindex=${this.#tabIndex(-1, at)}
      data-place="-1:${at}"
      title="${column.sentence} Click to sort; with Shift to sort by several."
      @click=${(event: MouseEvent) => {
        this.focused = { row: -1, column: at };
        this.actions.sort(column.id, event.shiftKey);
      }}
    >
      <span class="head-title">${column.title}</span>${
        key === undefined
          ? nothing
          : html`<span class="sort-mark"
              >${icon(key.descending ? "down" : "up")}${this.sort.length > 1 ? place + 1 : nothing}</span
            >`
      }
      <span
        class="resizer"
        aria-hidden="true"
        @click=${(event: Event) => {
          event.stopPropagation();
        }}
        @pointerdown=${(event: PointerEvent) => {
          dragWidth(event, widthOf(column, this.layout), (width) => {
            this.#resize(column, width);
          });
        }}
      ></span>
    </div>`;
  }

  #run(row: Extract<PlannedRow, { kind: "run" }>, at: number): TemplateResult {
    const id = this.#id(row.run);
    const chosen = this.chosen.has(id);
    const isBaseline = id === this.baseline;
    return html`<div
      class="run-row ${chosen ? "chosen" : ""} ${isBaseline ? "baseline" : ""} ${row.inGroup ? "in-group" : ""}"
      role="row"
      aria-rowindex=${at + 2}
      aria-selected=${chosen ? "true" : "false"}
      data-at=${at}
      data-run=${id}
      @dblclick=${() => {
        this.actions.open(id);
      }}
    >
      ${this.#pick("gridcell", at, [id], chosen, String(this.model.cell("title", row.run) ?? id))}
      ${this.columns.map((column, index) => this.#cell(column, row.run, at, index, isBaseline))}
    </div>`;
  }

  #cell(column: CompareColumn, run: number, at: number, index: number, isBaseline: boolean): TemplateResult {
    const value = this.model.cell(column.id, run);
    const text = cellText(column, value, this.times.get(column.id));
    // Beside an hour all short times are 0:00.
    const exact = column.kind === "seconds" && typeof value === "number" ? formatSeconds(value) : text;
    return html`<div
      class="run-cell ${isNumeric(column) ? "number" : ""} ${text === "–" ? "none" : ""}"
      role="gridcell"
      aria-colindex=${index + 2}
      tabindex=${this.#tabIndex(at, index)}
      data-place="${at}:${index}"
      title=${exact}
      @click=${() => {
        this.focused = { row: at, column: index };
      }}
    >
      ${column.id === "title" ? this.#title(run, text, at, isBaseline) : html`<span class="value" dir="auto">${text}</span>`}${
        isBaseline ? nothing : this.#delta(column, run)
      }
    </div>`;
  }

  #title(run: number, text: string, at: number, isBaseline: boolean): TemplateResult {
    const id = this.#id(run);
    return html`${this.model.cell("star", run) === true ? html`<span class="star" title="Starred">★</span>` : nothing}<span
        class="value"
        dir="auto"
        >${text}</span
      >${isBaseline ? html`<span class="tag">baseline</span>` : nothing}${
        this.focused.row === at
          ? html`<benchtop-menu .label=${`Run ${text}: more`} .items=${this.#menu(run, id)}></benchtop-menu>`
          : nothing
      }`;
  }

  #menu(run: number, id: string): readonly MenuItem[] {
    const starred = this.model.cell("star", run) === true;
    const { actions, baseline } = this;
    const items: MenuItem[] = [
      { label: "Open run", run: () => actions.open(id) },
      baseline === id
        ? { label: "No baseline", run: () => actions.setBaseline(null) }
        : { label: "Set as baseline", run: () => actions.setBaseline(id) },
      { label: starred ? "Remove star" : "Add star", run: () => actions.star(id, !starred) },
    ];
    if (baseline !== null && baseline !== id)
      items.push({ label: "Settings beside the baseline's", run: () => actions.diff(id) });
    return items;
  }

  #delta(column: CompareColumn, run: number): TemplateResult | typeof nothing {
    if (this.baseline === null || column.group !== "metric" || column.better === "neither") return nothing;
    const base = this.model.cell(column.id, this.model.data.ids.indexOf(this.baseline));
    const value = this.model.cell(column.id, run);
    if (typeof base !== "number" || typeof value !== "number") return nothing;
    const kind = deltaKind(column, value - base);
    return html`<span
      class="delta ${kind}"
      title="${kind === "even" ? "As" : kind} ${kind === "even" ? "the" : "than the"} baseline"
      >${deltaText(column, value - base)}</span
    >`;
  }

  #group(row: Extract<PlannedRow, { kind: "group" }>, at: number): TemplateResult {
    const ids = row.runs.map((run) => this.#id(run));
    return html`<div
      class="run-row group"
      role="row"
      aria-rowindex=${at + 2}
      aria-expanded=${row.open ? "true" : "false"}
      data-at=${at}
    >
      ${this.#pick(
        "gridcell",
        at,
        ids,
        ids.every((id) => this.chosen.has(id)),
        row.title,
      )}
      ${this.columns.map((column, index) => {
        const text =
          column.id === "title" ? row.title : groupText(this.model, column, row.runs, this.times.get(column.id));
        return html`<div
          class="run-cell ${isNumeric(column) ? "number" : ""}"
          role="gridcell"
          aria-colindex=${index + 2}
          tabindex=${this.#tabIndex(at, index)}
          data-place="${at}:${index}"
          title=${text}
          @click=${() => {
            this.focused = { row: at, column: index };
            if (column.id === "title") this.actions.toggleGroup(row.key);
          }}
        >
          ${column.id === "title" ? icon(row.open ? "down" : "right") : nothing}<span class="value" dir="auto"
            >${text}</span
          >${column.id === "title" ? html`<span class="tag">${row.runs.length}</span>` : nothing}
        </div>`;
      })}
    </div>`;
  }

  #tabIndex(row: number, column: number): "0" | "-1" {
    return this.focused.row === row && this.focused.column === column ? "0" : "-1";
  }

  #resize(column: CompareColumn, width: number): void {
    this.actions.resize(column.id, Math.max(narrowest, Math.min(widest, width)));
  }

  #onKey(event: KeyboardEvent): void {
    // A menu within a cell has keys of its own.
    if (event.defaultPrevented || (event.target instanceof Element && event.target.closest("benchtop-menu") !== null))
      return;
    const ends = { lastRow: this.rows.length - 1, lastColumn: this.columns.length - 1 };
    const next = movedTo(event, this.focused, { ...ends, page: this.#window.visibleRows });
    if (next === null) {
      if (!this.#act(event)) return;
    } else this.#focus(next);
    event.preventDefault();
  }

  /** Keys that do something where the focus is; false where the key means nothing here. */
  #act(event: KeyboardEvent): boolean {
    const { row, column } = this.focused;
    const shown = this.columns[column];
    if (event.altKey && shown !== undefined && (event.key === "ArrowLeft" || event.key === "ArrowRight")) {
      const change = event.key === "ArrowLeft" ? -16 : 16;
      this.#resize(shown, widthOf(shown, this.layout) + change);
      return true;
    }
    if (event.ctrlKey || event.metaKey || event.altKey) return false;
    if (row === -1) {
      if (event.key !== "Enter" && event.key !== " ") return false;
      if (shown === undefined) {
        this.#toggle(this.#listed());
        return true;
      }
      this.actions.sort(shown.id, event.shiftKey);
      return true;
    }
    const planned = this.rows[row];
    if (planned === undefined) return false;
    if (planned.kind === "group") {
      if (event.key === " ") this.#toggle(planned.runs.map((run) => this.#id(run)));
      else if (event.key === "Enter") this.actions.toggleGroup(planned.key);
      else return false;
      return true;
    }
    const id = this.#id(planned.run);
    if (event.key === " ") this.#toggle([id]);
    else if (event.key === "Enter") this.actions.open(id);
    else if (event.key === "b") this.actions.setBaseline(id === this.baseline ? null : id);
    else if (event.key === "s") this.actions.star(id, this.model.cell("star", planned.run) !== true);
    else if (event.key === "d" && this.baseline !== null && id !== this.baseline) this.actions.diff(id);
    else return false;
    return true;
  }

  #toggle(ids: readonly string[]): void {
    this.actions.choose(ids, !ids.every((id) => this.chosen.has(id)));
  }

  #focus(place: Place): void {
    this.focused = place;
    if (place.row >= 0) this.#window.reveal(place.row);
    this.requestUpdate();
    void this.updateComplete.then(() => {
      const { row, column } = this.focused;
      this.querySelector<HTMLElement>(`[data-place="${row}:${column}"]`)?.focus();
    });
  }
}
