import { experimentText } from "../../../experiment/document.ts";
import { packBundle, refuseLarge } from "../../reproduction/bundleFile.ts";
import type { Exporter } from "../exporter.ts";

/** A zip file from which another person trains the run again and sees whether the same comes out. */
export const exportBundle: Exporter = async (source, { withData }) => {
  const { reproduction, paths } = await source.described();
  const data = new Map<string, Uint8Array>();
  if (withData) refuseLarge(reproduction.files);
  if (withData) for (const [name, path] of paths) data.set(name, await source.bytesOf(path));
  const text = experimentText(reproduction.experiment);
  return [{ name: "run.benchtop.zip", pieces: [packBundle(reproduction, text, data)] }];
};
