import { type UnzipFileFilter, unzipSync, type Unzipped, zipSync, type Zippable } from "fflate";
import { UserError } from "../../base/errors.ts";
import { thousands } from "../../data/phrases.ts";
import { bytesText } from "../../base/bytesText.ts";
import {
  isPlainPartPath,
  isPlainPath,
  type NeededFile,
  parseReproduction,
  type Reproduction,
} from "../../experiment/reproduction.ts";

/**
 * A bundle: a zip file that holds `reproduction.json`, the experiment as a file to read, and perhaps the data. It may come
 * from anybody: names, kinds, counts and sizes are checked before anything is unpacked, and nothing else than plain files
 * under names of the reproduction is ever taken out of it.
 */
export interface Bundle {
  readonly reproduction: Reproduction;
  /** The files that lie in it, by their names in the reproduction; those of a folder under its name. */
  readonly data: ReadonlyMap<string, Uint8Array>;
}

/** The largest bundle, what it may unpack to, and how many times its packed size a file may have beyond a megabyte. */
export const bundleLimit = 256 * 1024 * 1024;
const unpackedLimit = 512 * 1024 * 1024;
const ratioLimit = 200;
const freeBytes = 1024 * 1024;
/** What small files may unpack to together, whatever the ratio: as many as they may be, they are not all free. */
const freeTotal = 64 * freeBytes;
/** Files of folders in a bundle: a zip file of this kind counts to 65,535. */
const mostEntries = 60_000;

const descriptionName = "reproduction.json";
const experimentName = "bundle.experiment.json";
/** The same bytes whenever it is made. */
const made = "1980-01-01T00:00:00";

/** Refuses what is too much to go into a bundle, before any of it is read. */
export function refuseLarge(files: readonly Pick<NeededFile, "path" | "bytes" | "parts">[]): void {
  const total = files.reduce((sum, { bytes }) => sum + bytes, 0);
  if (total > bundleLimit)
    throw new UserError(
      `The run's files are ${bytesText(total)}; a bundle holds at most ${bytesText(bundleLimit)}.`,
      "Make it without data, and send the files along.",
    );
  const count = files.reduce((sum, { parts = 1 }) => sum + parts, 0);
  if (count > mostEntries - 2)
    throw new UserError(
      `The run's data are ${thousands(count)} files; a bundle holds at most ${thousands(mostEntries - 2)}.`,
      "Make it without data, and send the files along.",
    );
}

/** @param data all files of the reproduction, or none; those of a folder under its name. */
export function packBundle(
  reproduction: Reproduction,
  experiment: string,
  data: ReadonlyMap<string, Uint8Array>,
): Uint8Array {
  refuseLarge([...data].map(([path, { length: bytes }]) => ({ path, bytes })));
  refuseNames([...data.keys()]);
  const text = new TextEncoder();
  const files: Zippable = {
    [descriptionName]: text.encode(`${JSON.stringify(reproduction, null, 1)}\n`),
    [experimentName]: text.encode(experiment),
  };
  // What is packed already does not get smaller.
  for (const [name, bytes] of data) files[name] = /\.gz$/i.test(name) ? [bytes, { level: 0 }] : bytes;
  return zipSync(files, { level: 6, mtime: made });
}

const remedy = "Ask for it again, or check where it comes from.";

/** Names of a folder that another system could not have as they are: its fingerprint is of them too. */
function refuseNames(names: readonly string[]): void {
  const seen = new Map<string, string>();
  for (const name of names) {
    const other = seen.get(name.toLowerCase());
    if (other === undefined && (isPlainPath(name) || isPlainPartPath(name))) {
      seen.set(name.toLowerCase(), name);
      continue;
    }
    const reason = other === undefined ? "has a name that not every system can have" : `is named as ${other} is`;
    throw new UserError(`The file ${name} ${reason}.`, "Rename it and train again, or make the bundle without data.");
  }
}

/** Reads a bundle's bytes; whatever is not as it should be is a UserError. Nothing but its description is unpacked before. */
export function readBundle(bytes: Uint8Array): Bundle {
  refuseLinks(bytes);
  const names = namesIn(bytes);
  const description = unzip(bytes, ({ name }) => name === descriptionName)[descriptionName];
  if (description === undefined) throw new UserError("The file is no bundle of Benchtop.", remedy);
  const reproduction = parseReproduction(new TextDecoder().decode(description));
  const inside = names.filter((name) => name !== descriptionName && name !== experimentName);
  for (const name of inside)
    if (neededFor(name, reproduction) === undefined)
      throw new UserError(`The bundle holds ${name}, which its experiment does not name.`, remedy);
  refuseMixed(inside);
  for (const file of reproduction.files) refuseParts(file, inside);
  const data = unzip(bytes, ({ name }) => name !== descriptionName && name !== experimentName);
  return { reproduction, data: new Map(Object.entries(data)) };
}

/** The names of all entries, once names, counts and sizes are such that they may be unpacked. */
function namesIn(bytes: Uint8Array): readonly string[] {
  const names = new Set<string>();
  const all: string[] = [];
  let total = 0;
  const look: UnzipFileFilter = ({ name, size, originalSize }) => {
    if (name !== descriptionName && name !== experimentName && !isPlainPath(name) && !isPlainPartPath(name))
      throw new UserError(`The bundle holds ${JSON.stringify(name.slice(0, 200))}, which has no place in one.`, remedy);
    if (names.has(name.toLowerCase())) throw new UserError(`The bundle holds ${name} twice.`, remedy);
    names.add(name.toLowerCase());
    all.push(name);
    total += originalSize;
    if (names.size > mostEntries) throw new UserError("The bundle holds too many files.", remedy);
    const mostTotal = Math.min(unpackedLimit, Math.max(freeTotal, bytes.length * ratioLimit));
    if (total > mostTotal || originalSize > Math.max(freeBytes, size * ratioLimit))
      throw new UserError(`The bundle's ${name} unpacks to more than it should.`, remedy);
    return false;
  };
  unzip(bytes, look);
  return all;
}

function unzip(bytes: Uint8Array, filter: UnzipFileFilter): Unzipped {
  try {
    return unzipSync(bytes, { filter });
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError("The file is no zip file that can be read.", remedy);
  }
}

/** What an entry is needed for: itself, or the folder that it is in. */
function neededFor(name: string, { files }: Reproduction): NeededFile | undefined {
  const [folder = "", own = ""] = name.split("/");
  const isPart = isPlainPartPath(name) && !isPlainPath(name);
  const path = isPart ? `${folder}/${own}` : name;
  return files.find((file) => file.path === path && (file.parts !== undefined) === isPart);
}

/** A folder comes whole or not at all. */
function refuseParts({ path, parts }: NeededFile, names: readonly string[]): void {
  if (parts === undefined) return;
  const found = names.filter((name) => name.startsWith(`${path}/`)).length;
  if (found > 0 && found !== parts)
    throw new UserError(`The bundle holds ${thousands(found)} of the ${thousands(parts)} files of ${path}.`, remedy);
}

/** No name is that of a file and of a folder. */
function refuseMixed(names: readonly string[]): void {
  const folders = new Set<string>();
  for (const name of names)
    for (let end = name.lastIndexOf("/"); end > 0; end = name.lastIndexOf("/", end - 1))
      folders.add(name.slice(0, end).toLowerCase());
  const both = names.find((name) => folders.has(name.toLowerCase()));
  if (both !== undefined) throw new UserError(`The bundle holds ${both} as a file and as a folder.`, remedy);
}

/** The entries of the central directory say whether they are links or folders; of the format: APPNOTE.TXT, 4.3.12. */
function refuseLinks(bytes: Uint8Array): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let end = bytes.length - 22;
  while (end >= 0 && view.getUint32(end, true) !== 0x06054b50) end--;
  if (end < 0) throw new UserError("The file is no zip file.", remedy);
  let at = view.getUint32(end + 16, true);
  for (let count = view.getUint16(end + 10, true); count > 0; count--) {
    if (at + 46 > bytes.length || view.getUint32(at, true) !== 0x02014b50)
      throw new UserError("The file is no zip file that can be read.", remedy);
    const kind = (view.getUint32(at + 38, true) >>> 28) & 0xf;
    // 0: nothing is said; 8: a regular file.
    if (view.getUint8(at + 5) === 3 && kind !== 0 && kind !== 8)
      throw new UserError("The bundle holds a link, which has no place in one.", remedy);
    if ((view.getUint16(at + 8, true) & 1) !== 0) throw new UserError("The bundle is encrypted.", remedy);
    at += 46 + view.getUint16(at + 28, true) + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
  }
}
