import { html, svg, type TemplateResult } from "lit";

/** 16 × 16 line drawings in the text's colour. */
const shapes = {
  play: svg`<path class="fill" d="M4.5 2.8v10.4L13 8z" />`,
  pause: svg`<path d="M5.5 3v10M10.5 3v10" />`,
  stop: svg`<rect x="3.5" y="3.5" width="9" height="9" rx="1" />`,
  again: svg`<path d="M13 8a5 5 0 1 1-1.6-3.7M13 2v3h-3" />`,
  save: svg`<path d="M2.5 2.5h8.6l2.4 2.4v8.6h-11zM5 2.5v3.5h5v-3.5M5 13.5v-4h6v4" />`,
  export: svg`<path d="M8 10.5v-8M5 5.2l3-3 3 3M3 9.5v4h10v-4" />`,
  folder: svg`<path d="M1.5 3.5h4.6l1.4 1.6h7v7.9h-13zM1.5 7h13" />`,
  edit: svg`<path d="M3 13l.7-3 7.5-7.5 2.3 2.3L6 12.3zM9.6 4.1l2.3 2.3" />`,
  check: svg`<circle cx="8" cy="8" r="6" /><path d="M5.2 8.2l2 2 3.7-4.2" />`,
  cross: svg`<circle cx="8" cy="8" r="6" /><path d="M5.7 5.7l4.6 4.6M10.3 5.7l-4.6 4.6" />`,
  info: svg`<circle cx="8" cy="8" r="6" /><path d="M8 7.3v4M8 4.6v.9" />`,
  warning: svg`<path d="M8 2.2l6.2 11.3H1.8zM8 6.5v3.2M8 11.2v.9" />`,
  clock: svg`<circle cx="8" cy="8" r="6" /><path d="M8 4.5V8l2.5 1.6" />`,
  busy: svg`<path d="M8 2a6 6 0 1 1-6 6" />`,
  zoomIn: svg`<circle cx="7" cy="7" r="4.5" /><path d="M10.4 10.4L14 14M5 7h4M7 5v4" />`,
  zoomOut: svg`<circle cx="7" cy="7" r="4.5" /><path d="M10.4 10.4L14 14M5 7h4" />`,
  reset: svg`<path d="M2.5 6V2.5H6M10 2.5h3.5V6M13.5 10v3.5H10M6 13.5H2.5V10" />`,
  more: svg`<path d="M3 8h.01M8 8h.01M13 8h.01" class="dots" />`,
  up: svg`<path d="M4 10l4-4 4 4" />`,
  tick: svg`<path d="M3.5 8.5l3 3 6-7" />`,
  right: svg`<path d="M6 4l4 4-4 4" />`,
  close: svg`<path d="M4.5 4.5l7 7M11.5 4.5l-7 7" />`,
  down: svg`<path d="M4 6l4 4 4-4" />`,
  diverge: svg`<path d="M2 13c5 0 7-3 8.5-9.5M7.6 5.4L10.6 3l2.3 3" />`,
} as const;

export type IconName = keyof typeof shapes;

/** A picture beside words; it says nothing to screen readers. `slot` places it inside a toolkit button. */
export function icon(name: IconName, slot?: "start"): TemplateResult {
  const drawing = html`<svg class="icon icon-${name}" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
    ${shapes[name]}
  </svg>`;
  return slot === undefined ? drawing : html`<span slot=${slot} class="icon-slot">${drawing}</span>`;
}
