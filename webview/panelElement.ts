import { LitElement } from "lit";

/**
 * Base of the panels' own elements. They render into the document itself, so that labels, headings and the one style
 * sheet reach across elements. Properties are declared in `static properties` and set in the constructor: class fields
 * would hide the accessors Lit makes.
 */
export abstract class PanelElement extends LitElement {
  protected override createRenderRoot(): HTMLElement {
    return this;
  }
}
