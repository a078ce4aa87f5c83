import { afterAll, afterEach, beforeAll, beforeEach, expect } from "vitest";
import { Editor, type EditorOptions } from "./editor.ts";

/** Opens one VS Code for all tests of a file; a test that fails leaves a picture, a webview that complains fails its test. */
export function useEditor(options: EditorOptions = {}): () => Editor {
  let editor: Editor | undefined;
  let heard = 0;
  const get = (): Editor => {
    if (editor === undefined) throw new Error("the editor is open while tests run");
    return editor;
  };
  beforeAll(async () => {
    editor = await Editor.open(options);
  });
  afterAll(async () => {
    await editor?.close();
  });
  beforeEach(() => {
    heard = get().problems.length;
  });
  afterEach(async ({ task }) => {
    if (task.result?.state === "fail") await get().screenshot(`failed-${task.name}`);
    expect(get().problems.slice(heard), "what the webview's console said").toEqual([]);
  });
  return get;
}
