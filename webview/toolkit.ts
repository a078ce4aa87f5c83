/** The one door to the toolkit: registers the components the panels use. */
import {
  provideVSCodeDesignSystem,
  TextField,
  vsCodeButton,
  vsCodeCheckbox,
  vsCodeDropdown,
  vsCodeLink,
  vsCodeOption,
  vsCodePanels,
  vsCodePanelTab,
  vsCodePanelView,
  vsCodeTextArea,
  vsCodeTextField,
} from "@vscode/webview-ui-toolkit";

/** Defines the custom elements `vscode-…` in this document. */
export function registerToolkit(): void {
  keepNames();
  provideVSCodeDesignSystem().register(
    vsCodeButton(),
    vsCodeCheckbox(),
    vsCodeDropdown(),
    vsCodeLink(),
    vsCodeOption(),
    vsCodePanels(),
    vsCodePanelTab(),
    vsCodePanelView(),
    vsCodeTextArea(),
    vsCodeTextField(),
  );
}

/** The toolkit names every text field "Text field" when it is connected; the name that a panel gave it stays. */
function keepNames(): void {
  const connect = Reflect.get<TextField, "connectedCallback">(TextField.prototype, "connectedCallback");
  TextField.prototype.connectedCallback = function (): void {
    const name = this.getAttribute("aria-label");
    connect.call(this);
    if (name !== null) this.setAttribute("aria-label", name);
  };
}
