import { html, svg, type TemplateResult } from "lit";
import type { ActivationFunction, ActivationFunctions } from "../../src/experiment/activationStudy/functions.ts";
import { formatFigure } from "../format.ts";

const size = { width: 200, height: 120 };
/** What is seen of the y axis: most functions run off above 4 anyway. */
const view = { low: -1.4, high: 2.4, reach: 4 };

/** Every function with its derivative, drawn alike so that they can be set against each other, and ticked for a study. */
export function functionCards(
  { places, functions }: ActivationFunctions,
  chosen: readonly string[],
  choose: (names: readonly string[]) => void,
): TemplateResult {
  return html`<section aria-labelledby="functions-title">
    <div class="section-head">
      <h2 id="functions-title">Functions</h2>
      <span class="function-key muted"
        >${keyLine("function-line")} f(z) ${keyLine("slope-line")} f′(z), z from −4 to 4</span
      >
    </div>
    <ul class="function-cards">
      ${functions.map((each) => card(each, places, chosen, choose))}
    </ul>
    <details class="function-values">
      <summary>Values as a table</summary>
      ${valueTable({ places, functions })}
    </details>
  </section>`;
}

function keyLine(kind: string): TemplateResult {
  return html`<svg class="key-line" viewBox="0 0 26 8" aria-hidden="true">
    ${svg`<path class=${kind} d="M0 4h26" />`}
  </svg>`;
}

function card(
  { name, formula, sentence, source, initializer, values, slopes }: ActivationFunction,
  places: readonly number[],
  chosen: readonly string[],
  choose: (names: readonly string[]) => void,
): TemplateResult {
  const isChosen = chosen.includes(name);
  return html`<li class="function-card ${isChosen ? "chosen" : ""}" data-function=${name}>
    <vscode-checkbox
      ?checked=${isChosen}
      title="Takes part in the comparison"
      @change=${(event: Event) => {
        const { checked } = event.currentTarget as HTMLElement & { checked: boolean };
        if (checked !== isChosen) choose(checked ? [...chosen, name] : chosen.filter((other) => other !== name));
      }}
      >${name}</vscode-checkbox
    >
    <svg
      class="function-plot"
      viewBox="0 0 ${size.width} ${size.height}"
      role="img"
      aria-label="${name} and its derivative from −4 to 4"
    >
      ${svg`<path class="axis-line" d=${`M0 ${y(0)}H${size.width}M${x(0)} 0V${size.height}`} />
        <path class="unit-line" d=${`M0 ${y(1)}H${size.width}`} />
        <path class="slope-line" d=${path(places, slopes)} />
        <path class="function-line" d=${path(places, values)} />`}
    </svg>
    <p class="formula">${formula}</p>
    <p class="muted" title="${source}. Suited initialiser: ${initializer}.">${sentence}</p>
  </li>`;
}

function x(z: number): string {
  return (((z + view.reach) / (2 * view.reach)) * size.width).toFixed(1);
}

function y(value: number): string {
  return (((view.high - value) / (view.high - view.low)) * size.height).toFixed(1);
}

/** What runs off the picture is cut by its edge. */
function path(places: readonly number[], values: readonly number[]): string {
  return places.map((z, at) => `${at === 0 ? "M" : "L"}${x(z)} ${y(values[at] ?? 0)}`).join("");
}

function valueTable({ places, functions }: ActivationFunctions): TemplateResult {
  const shown = places.flatMap((z, at) => (Number.isInteger(z) ? [{ z, at }] : []));
  return html`<div class="scroll" role="region" aria-label="Values of the functions" tabindex="0">
    <table>
      <caption>
        f(z), and f′(z) below it
      </caption>
      <thead>
        <tr>
          <th scope="col">z</th>
          ${shown.map(({ z }) => html`<th scope="col" class="number">${String(z).replace("-", "−")}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${functions.map(
          ({ name, values, slopes }) =>
            html`<tr>
              <th scope="row">${name}</th>
              ${shown.map(
                ({ at }) => html`<td class="number">${formatFigure(values[at])}<br />${formatFigure(slopes[at])}</td>`,
              )}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}
