import type { MenuItem } from "./menu.ts";

/** Draws a picture: base64 of a PNG file, or null where there is nothing to draw. */
export type PictureSource = () => string | null | Promise<string | null>;

/** The entries of a chart's menu for its picture: to the clipboard, or to a file by `save`, which is handed base64. */
export function pictureItems(picture: PictureSource, save: (base64: string) => void): readonly MenuItem[] {
  const withPicture = async (use: (base64: string) => Promise<void> | void): Promise<void> => {
    const base64 = await picture();
    if (base64 !== null) await use(base64);
  };
  const copy = async (base64: string): Promise<void> => {
    try {
      await navigator.clipboard.write([new ClipboardItem({ "image/png": pngBlob(base64) })]);
    } catch {
      // A page that may not write to the clipboard leaves it to the file.
      save(base64);
    }
  };
  return [
    { label: "Copy Picture", run: () => void withPicture(copy) },
    { label: "Save PNG…", run: () => void withPicture(save) },
  ];
}

function pngBlob(base64: string): Blob {
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  return new Blob([bytes], { type: "image/png" });
}
