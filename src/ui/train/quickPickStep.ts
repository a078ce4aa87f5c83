import { type QuickInputButton, QuickInputButtons, type QuickPickItem, window } from "vscode";
import { DisposableStore } from "../../base/lifecycle.ts";

export interface StepOptions<T extends QuickPickItem> {
  readonly title: string;
  readonly step: number;
  readonly steps: number;
  readonly placeholder: string;
  /** Items that come later are shown when they come. */
  readonly items: Promise<readonly T[]>;
  /** The one of them that Enter takes; the first when absent. */
  readonly active?: T | undefined;
  /** A button in the title besides Back. */
  readonly button?: QuickInputButton;
  readonly canGoBack: boolean;
}

export type StepResult<T> =
  | { readonly kind: "picked"; readonly item: T }
  | { readonly kind: "button"; readonly item: T }
  | { readonly kind: "back" }
  | { readonly kind: "left" };

/** One step of a choice, mostly of several. Rejects when `items` does. */
export async function quickPickStep<T extends QuickPickItem>(options: StepOptions<T>): Promise<StepResult<T>> {
  const store = new DisposableStore();
  const pick = store.add(window.createQuickPick<T>());
  pick.title = options.title;
  if (options.steps > 1) {
    pick.step = options.step;
    pick.totalSteps = options.steps;
  }
  pick.placeholder = options.placeholder;
  pick.ignoreFocusOut = false;
  pick.matchOnDescription = true;
  pick.busy = true;
  pick.buttons = [
    ...(options.canGoBack ? [QuickInputButtons.Back] : []),
    ...(options.button === undefined ? [] : [options.button]),
  ];
  try {
    return await new Promise<StepResult<T>>((resolve, reject) => {
      store.add(
        pick.onDidAccept(() => {
          const [item] = pick.selectedItems;
          if (item !== undefined) resolve({ kind: "picked", item });
        }),
      );
      store.add(
        pick.onDidTriggerButton((button) => {
          if (button === QuickInputButtons.Back) resolve({ kind: "back" });
          const item = pick.activeItems[0] ?? pick.items[0];
          if (button === options.button && item !== undefined) resolve({ kind: "button", item });
        }),
      );
      store.add(pick.onDidHide(() => resolve({ kind: "left" })));
      pick.show();
      options.items.then((items) => {
        if (store.isDisposed) return;
        pick.items = items;
        if (options.active !== undefined) pick.activeItems = [options.active];
        pick.busy = false;
      }, reject);
    });
  } finally {
    store.dispose();
  }
}
