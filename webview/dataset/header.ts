import { html, nothing, type TemplateResult } from "lit";
import type { DatasetSnapshot } from "../../src/protocol/datasetPanel.ts";
import type { DatasetOverview } from "../../src/protocol/datasets.ts";
import { formatCount } from "../format.ts";
import { icon } from "../icons.ts";
import type { DatasetActions } from "./actions.ts";

/** The name of the dataset, what it consists of, and what to do with it. */
export function headerTemplate(snapshot: DatasetSnapshot, actions: DatasetActions): TemplateResult {
  const { title, location, isExperiment, overview } = snapshot;
  return html`<header>
    <div class="title-row">
      <h1 dir="auto" title=${title}>${title}</h1>
      ${location === "" ? nothing : html`<span class="muted dataset-place" title=${location}>${location}</span>`}
    </div>
    ${overview === null ? nothing : factsTemplate(overview)}
    <div class="buttons">
      <vscode-button
        appearance="primary"
        @click=${() => {
          actions.perform("train", "train", null);
        }}
        >${icon("play", "start")}${isExperiment ? "Train" : "Train…"}</vscode-button
      >
      <vscode-button
        appearance="secondary"
        @click=${() => {
          actions.perform("open the file", "openFile", null);
        }}
        >${isExperiment ? "Open Experiment File" : isFolder(overview?.layout) ? "Show in Explorer" : "Open Data File"}</vscode-button
      >
    </div>
  </header>`;
}

function factsTemplate({ examples, classes, layout, files }: DatasetOverview): TemplateResult {
  const columns = layout.numeric.length + (layout.categories?.length ?? 0);
  // Lines of text and label have no names of their own, nor have files in folders.
  const isNamed = layout.format !== "lines" && !isFolder(layout);
  const facts: readonly (readonly [string, string])[] = [
    ["Examples", formatCount(examples)],
    ["Classes", formatCount(classes.length)],
    ...(isNamed ? [["Label", layout.label] as const] : []),
    ...(layout.text === undefined
      ? [["Columns", formatCount(columns)] as const]
      : isNamed
        ? [["Text", layout.text] as const]
        : []),
    ["Size", bytesText(files.reduce((sum, { bytes }) => sum + bytes, 0))],
    ...(files.length > 1 ? [["Files", formatCount(files.length)] as const] : []),
  ];
  return html`<dl class="facts" data-testid="facts">
    ${facts.map(
      ([name, value]) =>
        html`<div>
          <dt>${name}</dt>
          <dd>${value}</dd>
        </div>`,
    )}
  </dl>`;
}

function isFolder(layout: DatasetOverview["layout"] | undefined): boolean {
  return layout?.format === "folders" || layout?.format === "classFiles";
}

function bytesText(bytes: number): string {
  if (bytes < 1000) return `${formatCount(bytes)} bytes`;
  const [size, unit] = bytes < 1e6 ? [bytes / 1e3, "kB"] : bytes < 1e9 ? [bytes / 1e6, "MB"] : [bytes / 1e9, "GB"];
  return `${size.toFixed(size < 10 ? 1 : 0)} ${unit}`;
}
