import type { DatasetFilter, LikenessList } from "../../src/protocol/datasets.ts";
import { oneOf } from "../run/viewState.ts";

export const tabs = ["overview", "duplicates", "words", "examples"] as const;
export type TabName = (typeof tabs)[number];

/** What a person chose to look at; survives hiding and window reloads. */
export interface ViewState {
  readonly tab: TabName;
  readonly filter: DatasetFilter;
  /** Null: the first list that is not empty. */
  readonly list: LikenessList | null;
}

export const everyExample: DatasetFilter = { classId: null, split: null, text: "" };
export const initialViewState: ViewState = { tab: "overview", filter: everyExample, list: null };
export const splitChoices = ["train", "validation", "test", "none"] as const;
export const likenessLists = ["leaks", "repeats", "conflicts"] as const satisfies readonly LikenessList[];

/** The stored state, key by key; what is missing or of an older shape falls back to the initial one. */
export function readViewState(stored: unknown): ViewState {
  const from = record(stored);
  const filter = record(from["filter"]);
  const { classId, text } = filter;
  return {
    tab: oneOf(tabs, from["tab"]) ?? initialViewState.tab,
    filter: {
      classId: typeof classId === "number" && Number.isInteger(classId) ? classId : null,
      split: oneOf(splitChoices, filter["split"]),
      text: typeof text === "string" ? text : "",
    },
    list: oneOf(likenessLists, from["list"]),
  };
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}
