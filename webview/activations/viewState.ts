import type { RememberedStudy, StudySource } from "../../src/protocol/activationsPanel.ts";
import { oneOf } from "../run/viewState.ts";

export const seedChoices = ["1", "2", "3", "5", "10"] as const;
export type SeedChoice = (typeof seedChoices)[number];
export const initializerChoices = ["same", "suited"] as const;

/** What a person chose; survives hiding and window reloads. */
export interface ViewState {
  /** Names of the functions that are ticked. */
  readonly activations: readonly string[];
  readonly source: StudySource | null;
  readonly seeds: SeedChoice;
  readonly initializer: (typeof initializerChoices)[number];
  /** As typed; empty: as the experiment says. */
  readonly epochs: string;
  /** As typed; empty: half of the first loss. */
  readonly threshold: string;
  readonly study: RememberedStudy | null;
  /** The layer whose figures are drawn; null: the first. */
  readonly layer: string | null;
  readonly logarithmic: boolean;
  readonly asTable: boolean;
  readonly hidden: readonly string[];
}

export const initialViewState: ViewState = {
  activations: ["relu", "sigmoid", "tanh"],
  source: null,
  seeds: "1",
  initializer: "same",
  epochs: "",
  threshold: "",
  study: null,
  layer: null,
  logarithmic: false,
  asTable: false,
  hidden: [],
};

/** The stored state, key by key; what is missing or of an older shape falls back to the initial one. */
export function readViewState(stored: unknown): ViewState {
  const from = record(stored);
  const study = record(from["study"]);
  const runs = texts(study["runs"]);
  return {
    activations: texts(from["activations"]) ?? initialViewState.activations,
    source: readSource(record(from["source"])),
    seeds: oneOf(seedChoices, from["seeds"]) ?? "1",
    initializer: oneOf(initializerChoices, from["initializer"]) ?? "same",
    epochs: text(from["epochs"]) ?? "",
    threshold: text(from["threshold"]) ?? "",
    study: runs === null ? null : { title: text(study["title"]) ?? "", runs },
    layer: text(from["layer"]),
    logarithmic: from["logarithmic"] === true,
    asTable: from["asTable"] === true,
    hidden: texts(from["hidden"]) ?? [],
  };
}

function readSource(from: Readonly<Record<string, unknown>>): StudySource | null {
  const path = text(from["path"]);
  const kind = oneOf(["experiment", "dataset"] as const, from["kind"]);
  if (path === null || kind === null) return null;
  return { path, kind, name: text(from["name"]) ?? path, location: text(from["location"]) ?? "" };
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}

function text(value: unknown): string | null {
  return typeof value === "string" ? value : null;
}

function texts(value: unknown): readonly string[] | null {
  return Array.isArray(value) && value.every((each): each is string => typeof each === "string") ? value : null;
}
