/** Files on the drive have names of at most 250 bytes (file tables of the API). */
const MAX_NAME_BYTES = 250;
// Refused by at least one of Windows, macOS and Linux, where the package will be unpacked.
const FORBIDDEN = /[\\/:*?"<>|\p{Cc}\p{Cf}]/u;
const RESERVED = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;

export type ZipNameResult =
  | { readonly kind: "ok"; readonly zipName: string }
  | { readonly kind: "empty" }
  | { readonly kind: "forbidden-character"; readonly character: string }
  | { readonly kind: "reserved" }
  | { readonly kind: "too-long" };

/** Checks the name of a package and gives it its `.zip` if it has none. */
export const parseZipName = (text: string): ZipNameResult => {
  const trimmed = text.trim();
  const base = trimmed.replace(/\.zip$/i, "").trimEnd();
  if (base === "" || /^\.+$/.test(base)) return { kind: "empty" };
  const forbidden = FORBIDDEN.exec(base);
  if (forbidden !== null) return { kind: "forbidden-character", character: forbidden[0] };
  if (RESERVED.test(base) || base.endsWith(".")) return { kind: "reserved" };
  const zipName = `${base}.zip`;
  if (new TextEncoder().encode(zipName).length > MAX_NAME_BYTES) return { kind: "too-long" };
  return { kind: "ok", zipName };
};

/** A name to begin with: the first file's, without its ending and without what no name may have. */
export const suggestZipName = (fileNames: readonly string[]): string => {
  const first = fileNames[0] ?? "KooDrive";
  const base = first.replace(/\.[^.]{1,8}$/, "").replace(new RegExp(FORBIDDEN.source, "gu"), " ");
  // By whole characters: half an emoji is no text.
  const suggested = parseZipName([...base].slice(0, 60).join(""));
  return suggested.kind === "ok" ? suggested.zipName : "KooDrive.zip";
};
