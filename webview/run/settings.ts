import { html, type TemplateResult } from "lit";
import type { SettingRow } from "../../src/protocol/runPanel.ts";
import { formatCount, formatSeconds } from "../format.ts";
import type { PanelActions } from "./actions.ts";
import type { RunState } from "./runState.ts";

/** What changed since the run before, every setting of the experiment with its sentence, and what the run ran on. */
export function settingsTemplate(state: RunState, actions: PanelActions): TemplateResult {
  const groups = new Map<string, SettingRow[]>();
  for (const row of state.snapshot.settings) groups.set(row.group, [...(groups.get(row.group) ?? []), row]);
  return html`<section aria-label="Settings">
    <benchtop-changes class="changes" .ended=${state.snapshot.record.ended} .actions=${actions}></benchtop-changes>
    <h3>Settings</h3>
    <div class="scroll" role="region" aria-label="Settings of the experiment" tabindex="0">
      <table class="settings-table" data-testid="settings-table">
        <thead>
          <tr>
            <th scope="col">setting</th>
            <th scope="col">value</th>
            <th scope="col">what it means</th>
          </tr>
        </thead>
        ${[...groups].map(([group, rows]) => groupBody(group, rows))}
      </table>
    </div>
    <h3>Environment</h3>
    ${environment(state)}
  </section>`;
}

function groupBody(group: string, rows: readonly SettingRow[]): TemplateResult {
  return html`<tbody>
    <tr class="group">
      <th scope="rowgroup" colspan="3">${group}</th>
    </tr>
    ${rows.map(
      (row) =>
        html`<tr>
          <th scope="row" title=${row.description}>${row.name}</th>
          <td class="value" dir="auto">${row.value}</td>
          <td class="muted">${row.description}</td>
        </tr>`,
    )}
  </tbody>`;
}

function environment(state: RunState): TemplateResult {
  const { record } = state.snapshot;
  const { seconds, fingerprints, versions } = record;
  const rows: readonly (readonly [string, string, string])[] = [
    ["run", record.id, "Name of the run's folder"],
    ["experiment file", record.experimentFile ?? "none (quick picks)", "The file this run came from"],
    ["seed", formatCount(record.seed), "Fixes initial weights and the order of batches"],
    ["created", dateOf(record.created), ""],
    ["started", dateOf(record.started), ""],
    ["ended", dateOf(record.ended), ""],
    ["Benchtop", versions.benchtop, ""],
    ["Node", versions.node, ""],
    ["ICU", versions.icu ?? "–", "Normalises texts and cuts them into words"],
    ["kernels", record.kernelFlavour ?? "–", "Equal bits are promised within one flavour of kernels"],
    ["data fingerprint", fingerprints.data ?? "–", "SHA-256 of the data files' bytes"],
    ["features fingerprint", fingerprints.features ?? "–", "SHA-256 of the feature settings and what was fitted"],
    ["reading", formatSeconds(seconds.read), "Seconds, pauses left out"],
    ["features", formatSeconds(seconds.features), "Seconds, pauses left out"],
    ["training", formatSeconds(seconds.training), "Seconds, pauses left out"],
    ["evaluation", formatSeconds(seconds.evaluation), "Seconds, pauses left out"],
    ["total", formatSeconds(seconds.total), "Seconds, pauses left out"],
  ];
  return html`<dl class="environment" data-testid="environment">
    ${rows.map(
      ([name, value, says]) =>
        html`<div title=${says}>
          <dt>${name}</dt>
          <dd title=${value}>${value}</dd>
        </div>`,
    )}
  </dl>`;
}

function dateOf(iso: string | null): string {
  if (iso === null) return "–";
  const date = new Date(iso);
  return Number.isNaN(date.getTime())
    ? iso
    : date.toLocaleString("en-GB", { dateStyle: "medium", timeStyle: "medium" });
}
