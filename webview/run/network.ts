import { html, nothing, svg, type SVGTemplateResult, type TemplateResult } from "lit";
import type { LayerSummary } from "../../src/models/classifier.ts";
import { formatCount } from "../format.ts";
import { layerTableTemplate } from "./layerTable.ts";
import type { RunState } from "./runState.ts";
import { activity } from "./statusWords.ts";

const box = { width: 132, height: 78, gap: 46 };

/** The network drawn as a graph, and its layers as a table. */
export function networkTemplate(state: RunState): TemplateResult {
  const { model, data } = state.snapshot.record;
  if (model === null)
    return html`<p class="empty">${activity(state.ticker)}. The layers appear once the features are known.</p>`;
  return html`<section aria-label="Network">
    <div class="scroll" role="region" aria-label="Drawing of the network" tabindex="0">
      ${drawing(model.layers, data?.classes.length ?? 0, model.outputs)}
    </div>
    <div class="scroll" role="region" aria-label="Layers" tabindex="0">
      <table class="figures-table" data-testid="layer-table">
        <thead>
          <tr>
            <th scope="col">layer</th>
            <th scope="col">kind</th>
            <th scope="col" class="number">inputs</th>
            <th scope="col" class="number">outputs</th>
            <th scope="col">activation</th>
            <th scope="col" class="number">parameters</th>
          </tr>
        </thead>
        <tbody>
          ${model.layers.map(
            (layer) =>
              html`<tr>
                <th scope="row">${layer.name}</th>
                <td>${layer.kind}</td>
                <td class="number">${formatCount(layer.inputs)}</td>
                <td class="number">${formatCount(layer.outputs)}</td>
                <td>${layer.activation ?? "–"}</td>
                <td class="number">${formatCount(layer.parameters)}</td>
              </tr>`,
          )}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row" colspan="5">all</th>
            <td class="number">${formatCount(model.parameters)}</td>
          </tr>
        </tfoot>
      </table>
    </div>
    ${layerTableTemplate(state)}
  </section>`;
}

interface Box {
  readonly title: string;
  readonly lines: readonly string[];
  readonly kind: "data" | "layer";
}

function drawing(layers: readonly LayerSummary[], classes: number, outputs: string): TemplateResult {
  const boxes: readonly Box[] = [
    { title: "features", lines: [formatCount(layers[0]?.inputs ?? 0)], kind: "data" },
    ...layers.map((layer): Box => ({ title: layer.name, lines: describe(layer), kind: "layer" })),
    { title: outputs, lines: [`${formatCount(classes)} classes`], kind: "data" },
  ];
  const width = boxes.length * (box.width + box.gap) - box.gap + 2;
  const shapes = layers.map((layer) => layer.inputs);
  const last = layers.at(-1)?.outputs;
  return html`<svg
    class="network"
    role="img"
    aria-label="Network: ${boxes.map((each) => `${each.title}, ${each.lines.join(", ")}`).join("; then ")}"
    width=${width}
    height=${box.height + 2}
    viewBox="0 0 ${width} ${box.height + 2}"
  >
    ${boxes.map((each, index) => drawBox(each, index, [...shapes, last ?? 0][index - 1]))}
  </svg>`;
}

function describe(layer: LayerSummary): string[] {
  const parameters = layer.parameters === 0 ? "no parameters" : `${formatCount(layer.parameters)} parameters`;
  return [`${formatCount(layer.inputs)} → ${formatCount(layer.outputs)}`, layer.activation ?? "", parameters].filter(
    (line) => line !== "",
  );
}

function drawBox(each: Box, index: number, flowing: number | undefined): SVGTemplateResult {
  const x = index * (box.width + box.gap) + 1;
  const middle = x + box.width / 2;
  const top = 1 + box.height / 2 - (each.lines.length * 14) / 2;
  const from = x - box.gap + 3;
  const y = 1 + box.height / 2;
  return svg`
    ${
      flowing === undefined
        ? nothing
        : svg`<path class="network-edge" d="M${from} ${y}H${x - 4}M${x - 9} ${y - 4}l5 4-5 4" />
            <text class="network-small" x=${(from + x - 4) / 2} y=${y - 7}>${formatCount(flowing)}</text>`
    }
    <rect class="network-${each.kind}" x=${x} y="1" width=${box.width} height=${box.height} rx="4" />
    <text class="network-title" x=${middle} y=${top + 3}>${cut(each.title)}<title>${each.title}</title></text>
    ${each.lines.map(
      (line, at) => svg`<text class="network-small" x=${middle} y=${top + 18 + at * 14}>${cut(line)}</text>`,
    )}`;
}

function cut(text: string): string {
  return text.length > 22 ? `${text.slice(0, 21)}…` : text;
}
