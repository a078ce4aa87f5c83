import { html, nothing, type TemplateResult } from "lit";
import type { ToldVerification } from "../../src/protocol/verification.ts";
import { formatCount, formatDuration } from "../format.ts";
import { icon, type IconName } from "../icons.ts";
import type { PanelActions } from "./actions.ts";
import type { RunState } from "./runState.ts";
import { verificationTemplate } from "./verification.ts";
import { canResume, isActive, stalledReason, standing, statusIcon } from "./statusWords.ts";

/** Title, status, progress and the buttons. */
export function headerTemplate(
  state: RunState,
  actions: PanelActions,
  verification: ToldVerification | null,
): TemplateResult {
  const { snapshot, ticker } = state;
  return html`<header class="run-header">
    <div class="title-row">
      <h1 dir="auto" title=${snapshot.title}>${snapshot.title}</h1>
      <vscode-button
        appearance="icon"
        aria-label="Rename"
        title="Give this run a name of its own"
        @click=${() => {
          actions.perform("rename the run", "rename", null);
        }}
        >${icon("edit")}</vscode-button
      >
      <span class="status status-${ticker.status}" data-testid="status">
        ${icon(statusIcon(ticker.status))}<span class="status-word">${ticker.status}</span>
      </span>
      ${
        ticker.stalled
          ? html`<span class="status status-stalled" data-testid="stalled" title=${stalledReason}
              >${icon("warning")}<span>stalled</span></span
            >`
          : nothing
      }
    </div>
    ${progress(state)}
    ${
      verification === null || isActive(ticker.status)
        ? nothing
        : verificationTemplate(verification, { ...snapshot.record, status: ticker.status })
    }
    ${buttons(state, actions)}
  </header>`;
}

function progress(state: RunState): TemplateResult {
  const { ticker } = state;
  const training = ticker.phase === "training" || ticker.phase === null;
  const fraction = training ? (ticker.steps > 0 ? ticker.step / ticker.steps : null) : ticker.fraction;
  const figures: (readonly [string, string])[] = [];
  if (ticker.steps > 0) {
    figures.push(["epoch", `${formatCount(ticker.epoch)} of ${formatCount(ticker.epochs)}`]);
    figures.push(["step", `${formatCount(ticker.step)} of ${formatCount(ticker.steps)}`]);
  }
  figures.push(["elapsed", formatDuration(ticker.elapsedSeconds)]);
  if (ticker.remainingSeconds !== null && isActive(ticker.status))
    figures.push(["remaining", formatDuration(ticker.remainingSeconds)]);
  if (ticker.examplesPerSecond !== null) figures.push(["examples per second", formatCount(ticker.examplesPerSecond)]);
  return html`<div class="progress-row">
      <span class="activity">${standing(state)}</span>
      ${
        isActive(ticker.status) && fraction !== null
          ? html`<progress aria-label="Progress" max="1" .value=${fraction}></progress>`
          : nothing
      }
    </div>
    <dl class="facts" data-testid="ticker">
      ${figures.map(
        ([name, value]) =>
          html`<div>
            <dt>${name}</dt>
            <dd>${value}</dd>
          </div>`,
      )}
    </dl>`;
}

function buttons(state: RunState, actions: PanelActions): TemplateResult {
  const { snapshot, ticker } = state;
  const { status } = ticker;
  const active = isActive(status);
  const control = snapshot.controllable && active;
  const resumable = canResume(state);
  return html`<div class="buttons" role="group" aria-label="Actions">
    ${
      control && status === "running"
        ? button("Pause", "pause", "primary", "Holds the run; it keeps its place", () => {
            actions.perform("pause", "pause", null);
          })
        : nothing
    }
    ${
      resumable
        ? button(
            "Resume",
            "play",
            "primary",
            "Goes on from where it stopped, to the same end as without a stop",
            () => {
              actions.perform("resume", "resume", null);
            },
          )
        : nothing
    }
    ${
      control && status === "paused"
        ? button("Resume", "play", "primary", "Goes on where it was", () => {
            actions.perform("resume", "resume", null);
          })
        : nothing
    }
    ${
      control
        ? button("Stop", "stop", "secondary", "Ends the run; what was trained is kept", () => {
            actions.perform("stop", "stop", null);
          })
        : nothing
    }
    ${
      active && !snapshot.controllable
        ? html`<span class="muted">Another window or the command line runs this; it can be stopped there.</span>`
        : nothing
    }
    ${button(
      "Train again",
      "again",
      active || resumable ? "secondary" : "primary",
      "Starts a new run of the same experiment",
      () => {
        actions.perform("train again", "trainAgain", null);
      },
    )}
    ${button(
      "Duplicate as experiment…",
      "save",
      "secondary",
      "Writes an experiment file with the very settings of this run",
      () => {
        actions.perform("save the experiment file", "saveExperiment", null);
      },
    )}
    ${
      active
        ? nothing
        : button(
            "Export",
            "export",
            "secondary",
            "Writes the model, the predictions or a report for other programs",
            () => {
              actions.perform("export the run", "exportRun", null);
            },
          )
    }
    ${button("Reveal folder", "folder", "secondary", "Shows the folder that holds everything of this run", () => {
      actions.perform("reveal the folder", "revealFolder", null);
    })}
  </div>`;
}

function button(
  label: string,
  picture: IconName,
  appearance: "primary" | "secondary",
  title: string,
  run: () => void,
): TemplateResult {
  return html`<vscode-button appearance=${appearance} title=${title} @click=${run}
    >${icon(picture, "start")}${label}</vscode-button
  >`;
}
