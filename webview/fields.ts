import { html, type TemplateResult } from "lit";

export interface Choice<T extends string> {
  readonly value: T;
  readonly label: string;
}

/** The toolkit's dropdown with its label in front. `title` is one plain sentence on what it chooses. */
export function dropdown<T extends string>(
  label: string,
  title: string,
  choices: readonly Choice<T>[],
  value: T,
  choose: (value: T) => void,
): TemplateResult {
  const onChange = (event: Event): void => {
    const chosen = (event.currentTarget as HTMLElement & { value: string }).value;
    const choice = choices.find((each) => each.value === chosen);
    if (choice !== undefined) choose(choice.value);
  };
  return html`<span class="field" title=${title}>
    <span class="field-label" aria-hidden="true">${label}</span>
    <vscode-dropdown aria-label=${label} @change=${onChange}>
      ${choices.map(
        (choice) =>
          html`<vscode-option dir="auto" value=${choice.value} ?selected=${choice.value === value}
            >${choice.label}</vscode-option
          >`,
      )}
    </vscode-dropdown>
  </span>`;
}

/** The toolkit's checkbox. */
export function checkbox(
  label: string,
  title: string,
  checked: boolean,
  choose: (checked: boolean) => void,
): TemplateResult {
  const onChange = (event: Event): void => {
    choose((event.currentTarget as HTMLElement & { checked: boolean }).checked);
  };
  return html`<vscode-checkbox title=${title} ?checked=${checked} @change=${onChange}>${label}</vscode-checkbox>`;
}
