import { html, nothing, type TemplateResult } from "lit";
import type { CompareColumn, CompareSnapshot } from "../../src/protocol/comparePanel.ts";
import { checkbox, dropdown } from "../fields.ts";
import { formatCount, plural } from "../format.ts";
import { icon } from "../icons.ts";
import type { CompareActions } from "./actions.ts";
import { shownColumns } from "./columnChoice.ts";
import { columnTimes } from "./columnTimes.ts";
import { outgoingTable } from "./exportTable.ts";
import { assignSlots, styleOfSlot } from "./runColors.ts";
import type { GridActions } from "./runGrid.ts";
import { planRows, repeats } from "./rowPlan.ts";
import type { TableModel } from "./tableModel.ts";
import type { SortKey, ViewState } from "./viewState.ts";

/** As many runs can be drawn and compared at once. */
export const mostChosen = 50;

export interface TableTabContext {
  readonly snapshot: CompareSnapshot;
  readonly model: TableModel;
  readonly view: ViewState;
  readonly actions: CompareActions;
  /** Runs that the filters of the sweep leave; null: there are none. */
  readonly swept: ReadonlySet<string> | null;
}

/** The table of runs with its search, filters, columns and exports. */
export function tableTab({ snapshot, model, view, actions, swept }: TableTabContext): TemplateResult {
  const chosen = new Set(view.chosen);
  const only = view.onlyChosen ? new Set(view.chosen.filter((id) => swept?.has(id) ?? true)) : swept;
  const runs = model.rows({ ...view, only });
  const columns = shownColumns(model, snapshot.layout, runs, snapshot.keyMetric);
  const rows = planRows(model, runs, view.groupBy, view.opened);
  const groups = groupChoices(model, runs);
  return html`<section class="table-tab" aria-label="Table of runs">
    <div class="toolbar">
      <vscode-text-field
        class="search"
        aria-label="Search"
        placeholder="Search runs"
        .value=${view.search}
        @input=${(event: Event) => {
          actions.setView({ search: (event.currentTarget as HTMLElement & { value: string }).value });
        }}
      ></vscode-text-field>
      <benchtop-filter-bar .model=${model} .filters=${view.filters} .actions=${actions}></benchtop-filter-bar>
      ${
        swept === null
          ? nothing
          : html`<span class="chip" title="Set by filtering the axes of the Sweep tab"
              >runs within the sweep's filters
              <vscode-button
                appearance="icon"
                aria-label="Remove the sweep's filters"
                @click=${() => {
                  actions.setView({ brushes: {} });
                }}
                >${icon("close")}</vscode-button
              ></span
            >`
      }
      ${dropdown(
        "group by",
        "Puts runs together that share a setting, with mean and deviation of their figures",
        groups,
        groups.some(({ value }) => value === (view.groupBy ?? "none")) ? (view.groupBy ?? "none") : "none",
        (value) => {
          actions.setView({ groupBy: value === "none" ? null : value, opened: [] });
        },
      )}
      ${checkbox("Only chosen", "Lists the chosen runs alone", view.onlyChosen, (onlyChosen) => {
        actions.setView({ onlyChosen });
      })}
      <span class="spring"></span>
      <benchtop-column-picker
        .model=${model}
        .shown=${columns}
        .layout=${snapshot.layout}
        .actions=${actions}
      ></benchtop-column-picker>
      <benchtop-menu
        .label=${"Table: copy or save"}
        .items=${(["csv", "markdown", "latex"] as const).flatMap((format) =>
          (["clipboard", "file"] as const).map((to) => ({
            label: `${to === "clipboard" ? "Copy as" : "Save as"} ${formatNames[format]}${to === "file" ? "…" : ""}`,
            run: () => {
              const table = outgoingTable(model, rows, columns, view.baseline);
              actions.perform(`${to === "clipboard" ? "copy" : "save"} the table`, "export", { table, format, to });
            },
          })),
        )}
      ></benchtop-menu>
    </div>
    <p class="muted table-count" role="status">
      ${countWords(runs.length, model.data.ids.length)}${
        view.chosen.length === 0
          ? ". Tick runs to draw their curves and compare them."
          : `, ${formatCount(view.chosen.length)} chosen.`
      }
      ${
        view.chosen.length === 0
          ? nothing
          : html`<vscode-link
              href="#"
              @click=${(event: Event) => {
                event.preventDefault();
                actions.setView({ chosen: [], slots: {}, onlyChosen: false });
              }}
              >Choose none</vscode-link
            >`
      }
    </p>
    ${
      runs.length === 0
        ? html`<p class="empty">No run fits the search and the filters.</p>`
        : html`<benchtop-run-grid
            .model=${model}
            .rows=${rows}
            .columns=${columns}
            .times=${columnTimes(model, columns, runs)}
            .layout=${snapshot.layout}
            .sort=${view.sort}
            .chosen=${chosen}
            .baseline=${view.baseline}
            .actions=${gridActions(model, view, snapshot, actions)}
            .colorOf=${(id: string) => styleOfSlot(view.slots[id] ?? 0).color}
          ></benchtop-run-grid>`
    }
  </section>`;
}

const formatNames = { csv: "CSV", markdown: "Markdown", latex: "LaTeX" } as const;

function countWords(shown: number, all: number): string {
  return shown === all ? plural(all, "run") : `${formatCount(shown)} of ${plural(all, "run")}`;
}

function groupChoices(model: TableModel, runs: readonly number[]): { value: string; label: string }[] {
  const differing = model.data.columns.filter(
    ({ id, group }) => (group === "setting" || id === "status") && model.varies(id, runs),
  );
  return [
    { value: "none", label: "nothing" },
    { value: repeats, label: "repeats (all but seed and fold)" },
    ...differing.map(({ id, title }) => ({ value: id, label: title })),
  ];
}

function gridActions(
  model: TableModel,
  view: ViewState,
  snapshot: CompareSnapshot,
  actions: CompareActions,
): GridActions {
  return {
    sort: (column, more) => {
      actions.setView({ sort: sortedBy(view.sort, model.column(column), more) });
    },
    choose: (ids, choose) => {
      const rest = view.chosen.filter((id) => !ids.includes(id));
      const chosen = choose ? [...rest, ...ids].slice(0, mostChosen) : rest;
      actions.setView({ chosen, slots: assignSlots(chosen, view.slots) });
    },
    setBaseline: (baseline) => {
      actions.setView({ baseline });
    },
    open: (id) => {
      actions.perform("open the run", "openRun", { id });
    },
    star: (id, star) => {
      actions.perform(star ? "star the run" : "remove the star", "star", { id, star });
    },
    diff: (id) => {
      if (view.baseline !== null)
        actions.perform("show the settings side by side", "diffRuns", { left: view.baseline, right: id });
    },
    toggleGroup: (key) => {
      const opened = view.opened.includes(key) ? view.opened.filter((other) => other !== key) : [...view.opened, key];
      actions.setView({ opened });
    },
    resize: (column, width) => {
      actions.setLayout({ widths: { ...snapshot.layout.widths, [column]: width } });
    },
  };
}

/** The first click sorts best first, the second turns the order round, the third leaves it. */
export function sortedBy(
  sort: readonly SortKey[],
  column: CompareColumn | undefined,
  more: boolean,
): readonly SortKey[] {
  if (column === undefined) return sort;
  const first = column.better === "higher" || column.kind === "date";
  const now = sort.find((key) => key.column === column.id);
  const others = more ? sort.filter((key) => key.column !== column.id) : [];
  if (now === undefined) return [...others, { column: column.id, descending: first }];
  if (now.descending !== first) return others;
  const turned = { column: column.id, descending: !first };
  return more ? sort.map((key) => (key.column === column.id ? turned : key)) : [turned];
}
