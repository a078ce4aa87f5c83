import { html, nothing, svg, type SVGTemplateResult, type TemplateResult } from "lit";
import type { LayerSummary } from "../../src/models/classifier.ts";
import { formatCount } from "../format.ts";
import { layerTableTemplate } from "./layerTable.ts";
import type { RunState } from "./runState.ts";
import { activity } from "./statusWords.ts";

const box = { width: 132, gap: 46 };
/** How far above the boxes a skip connection runs, by the layers that it spans. */
const lane = { first: 14, next: 8, most: 5 };

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
                <td>${[layer.activation ?? "–", ...extras(layer)].join(", ")}</td>
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
  const widest = Math.max(0, ...layers.map((layer) => layer.residual ?? 0));
  const top = widest === 0 ? 1 : laneHeight(widest) + 3;
  const height = 36 + 14 * Math.max(3, ...boxes.map(({ lines }) => lines.length));
  const sums = new Set(layers.flatMap((layer, index) => (layer.residual === undefined ? [] : [index + 2])));
  const place = { top, height };
  return html`<svg
    class="network"
    role="img"
    aria-label="Network: ${boxes.map((each) => `${each.title}, ${each.lines.join(", ")}`).join("; then ")}"
    width=${width}
    height=${top + height + 1}
    viewBox="0 0 ${width} ${top + height + 1}"
  >
    ${boxes.map((each, index) => drawBox(each, index, [...shapes, last ?? 0][index - 1], sums.has(index), place))}
    ${layers.map((layer, index) => (layer.residual === undefined ? nothing : drawSkip(layers, index, layer.residual, place)))}
  </svg>`;
}

interface Placed {
  /** Where the boxes begin, below the skip connections. */
  readonly top: number;
  readonly height: number;
}

function laneHeight(span: number): number {
  return lane.first + lane.next * (Math.min(span, lane.most) - 1);
}

/** From the edge into the first of `span` layers over them to the plus behind layer `index`. */
function drawSkip(
  layers: readonly LayerSummary[],
  index: number,
  span: number,
  { top, height }: Placed,
): SVGTemplateResult {
  const nameAt = (place: number): string => layers[place]?.name ?? "";
  const gapBefore = (place: number): number => place * (box.width + box.gap) + 1 - box.gap / 2;
  // Behind the plus of a connection that may end there.
  const from = gapBefore(index + 2 - span) + 11;
  const to = gapBefore(index + 2);
  const middle = top + height / 2;
  return svg`<path
    class="network-edge"
    data-testid="skip-connection"
    d="M${from} ${middle}V${top - laneHeight(span)}H${to}V${middle - 6}"
  ><title>${`${nameAt(index + 1 - span)}'s input is added to ${nameAt(index)}'s output`}</title></path>`;
}

function describe(layer: LayerSummary): string[] {
  const parameters = layer.parameters === 0 ? "no parameters" : `${formatCount(layer.parameters)} parameters`;
  const shape = `${formatCount(layer.inputs)} → ${formatCount(layer.outputs)}`;
  return [shape, layer.activation ?? "", ...extras(layer), parameters].filter((line) => line !== "");
}

const placeNames = { input: " of input", weightedSum: "", output: " of output" } as const;

function extras({ norm, normPlace, dropout, residual }: LayerSummary): string[] {
  return [
    ...(norm === undefined ? [] : [`${norm} norm${placeNames[normPlace ?? "weightedSum"]}`]),
    ...(dropout === undefined ? [] : [`dropout ${String(dropout)}`]),
    ...(residual === undefined ? [] : [residual === 1 ? "residual" : `residual over ${String(residual)}`]),
  ];
}

function drawBox(
  each: Box,
  index: number,
  flowing: number | undefined,
  isSum: boolean,
  { top, height }: Placed,
): SVGTemplateResult {
  const x = index * (box.width + box.gap) + 1;
  const middle = x + box.width / 2;
  const first = top + height / 2 - (each.lines.length * 14) / 2;
  const from = x - box.gap + 3;
  const y = top + height / 2;
  const center = x - box.gap / 2;
  return svg`
    ${
      flowing === undefined
        ? nothing
        : svg`<path class="network-edge" d="M${from} ${y}H${x - 4}M${x - 9} ${y - 4}l5 4-5 4" />
            ${
              isSum
                ? svg`<circle class="network-layer" cx=${center} cy=${y} r="6" />
                    <path class="network-edge" d="M${center - 3} ${y}h6M${center} ${y - 3}v6" />`
                : nothing
            }
            <text class="network-small" x=${center} y=${y + 18}>${formatCount(flowing)}</text>`
    }
    <rect class="network-${each.kind}" x=${x} y=${top} width=${box.width} height=${height} rx="4" />
    <text class="network-title" x=${middle} y=${first + 3}>${cut(each.title)}<title>${each.title}</title></text>
    ${each.lines.map(
      (line, at) => svg`<text class="network-small" x=${middle} y=${first + 18 + at * 14}>${cut(line)}</text>`,
    )}`;
}

function cut(text: string): string {
  return text.length > 22 ? `${text.slice(0, 21)}…` : text;
}
