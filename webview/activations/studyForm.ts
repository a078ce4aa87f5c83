import { html, nothing, type TemplateResult } from "lit";
import type { StudySource } from "../../src/protocol/activationsPanel.ts";
import { type Choice, dropdown } from "../fields.ts";
import { plural } from "../format.ts";
import { icon } from "../icons.ts";
import { initializerChoices, type SeedChoice, seedChoices, type ViewState } from "./viewState.ts";

const seeds: readonly Choice<SeedChoice>[] = seedChoices.map((value) => ({ value, label: value }));
const initializers: readonly Choice<ViewState["initializer"]>[] = initializerChoices.map((value) => ({
  value,
  label: value === "same" ? "the same for all" : "suited to each",
}));

export interface StudyFormParts {
  readonly view: ViewState;
  /** Null while they are looked for. */
  readonly sources: readonly StudySource[] | null;
  readonly active: boolean;
  readonly mostRuns: number;
  /** Between the press of Run and the first run. */
  readonly starting: boolean;
  readonly problem: string | null;
  readonly set: (change: Partial<ViewState>) => void;
  readonly run: () => void;
  readonly stop: () => void;
}

/** What is compared on what, and the buttons that begin and end it. */
export function studyForm(parts: StudyFormParts): TemplateResult {
  const { view, active, mostRuns, starting, problem, set } = parts;
  const runs = view.activations.length * Number(view.seeds);
  return html`<form
    class="study-form toolbar"
    aria-label="What to compare"
    @submit=${(event: Event) => {
      event.preventDefault();
    }}
  >
    ${sourceField(parts)}
    ${dropdown(
      "seeds",
      "How many times each function is trained, each time with other weights and another order",
      seeds,
      view.seeds,
      (value) => {
        set({ seeds: value });
      },
    )}
    ${dropdown(
      "initialiser",
      "The same for all: the experiment's own, so that all begin with equal weights. Suited to each: He for the relu kin, Xavier for sigmoid and tanh, LeCun for selu",
      initializers,
      view.initializer,
      (value) => {
        set({ initializer: value });
      },
    )}
    ${textField(
      "epochs",
      "How many times each run goes over the train split; empty: as the experiment says",
      "as written",
      view.epochs,
      (epochs) => {
        set({ epochs });
      },
    )}
    ${textField(
      "train loss to reach",
      "Epochs are counted to this train loss; empty: half of the loss before training",
      "half of the first",
      view.threshold,
      (threshold) => {
        set({ threshold });
      },
    )}
    ${
      active
        ? html`<vscode-button appearance="secondary" data-testid="stop" @click=${parts.stop}
            >${icon("stop", "start")}Stop</vscode-button
          >`
        : html`<vscode-button
            data-testid="run"
            ?disabled=${starting || runs === 0 || runs > mostRuns || view.source === null}
            @click=${parts.run}
            >${icon("play", "start")}Run</vscode-button
          >`
    }
    <span class="muted" data-testid="count">${runsText(runs, mostRuns, starting)}</span>
    ${problem === null ? nothing : html`<span class="problem" role="alert">${problem}</span>`}
  </form>`;
}

function runsText(runs: number, most: number, starting: boolean): string {
  if (runs === 0) return "Tick at least one function.";
  if (starting) return "Starting…";
  return runs > most
    ? `${plural(runs, "run")}: tick fewer functions or seeds, at most ${String(most)}.`
    : plural(runs, "run");
}

function sourceField({ view, sources, set }: StudyFormParts): TemplateResult {
  const { source } = view;
  const known = sources ?? [];
  const all = source === null || known.some(({ path }) => path === source.path) ? known : [source, ...known];
  if (all.length === 0)
    return html`<span class="muted" data-testid="no-source"
      >${sources === null ? "Looking for experiments and datasets…" : "No experiment file and no dataset was found in this workspace."}</span
    >`;
  const choices = all.map(({ path, name, location }) => ({
    value: path,
    label: location === "" ? name : `${name} · ${location}`,
  }));
  return dropdown(
    "experiment or dataset",
    "Its network is trained with each function; a dataset gets Benchtop's default network",
    choices,
    source?.path ?? "",
    (path) => {
      set({ source: all.find((each) => each.path === path) ?? null });
    },
  );
}

function textField(
  label: string,
  title: string,
  placeholder: string,
  value: string,
  change: (value: string) => void,
): TemplateResult {
  return html`<span class="field" title=${title}>
    <span class="field-label" aria-hidden="true">${label}</span>
    <vscode-text-field
      aria-label=${label}
      placeholder=${placeholder}
      .value=${value}
      @change=${(event: Event) => {
        change((event.currentTarget as HTMLElement & { value: string }).value);
      }}
    ></vscode-text-field>
  </span>`;
}
