import { z } from "zod";
import type { DriveFile, FileKind } from "../domain/drive-file.ts";
import { type Fields, toFilledText, toNumber, toText, toTexts, toTime } from "./wire.ts";

/** The page's enum of file types (api: `fileType`); 11 is a folder with rules of its own. */
const KINDS: ReadonlyMap<string, FileKind> = new Map([
  ["10", "folder"],
  ["11", "folder"],
  ["15", "picture"],
  ["20", "video"],
  ["26", "document"],
  ["27", "spreadsheet"],
  ["28", "presentation"],
  ["30", "audio"],
  ["35", "archive"],
  ["40", "application"],
  ["45", "other"],
]);

export const FOLDER_TYPE = "10";

/**
 * A file as any of the answers tells of it: search, folder, detail, share. Undefined when it has no id: then there
 * is nothing that could be done with it.
 *
 * @param containerId the space it was asked for in, where that is known
 */
export const toDriveFile = (fields: Fields, containerId: string | undefined): DriveFile | undefined => {
  const fileId = toFilledText(fields["id"]) ?? toFilledText(fields["fileId"]);
  if (fileId === undefined) return undefined;
  const name = toText(fields["fileName"]) ?? toText(fields["name"]) ?? fileId;
  const told = KINDS.get(toText(fields["fileType"]) ?? "") ?? "other";
  // The drive's documents are Word's alone; people call these documents too.
  const kind = told === "other" && /\.(pdf|txt|md)$/i.test(name) ? "document" : told;
  const space = toFilledText(fields["containerId"]) ?? containerId ?? toTexts(fields["containers"])[0] ?? "";
  const size = kind === "folder" ? undefined : toNumber(fields["size"]);
  const path = toFilledText(fields["namePath"]);
  return {
    fileId,
    containerId: space,
    name,
    kind,
    size: size !== undefined && size >= 0 ? size : undefined,
    path: path === undefined ? undefined : foldersAbove(path, name, space),
    updatedAt:
      toTime(fields["updateTime"]) ??
      toTime(fields["editedTime"]) ??
      toTime(fields["modifiedTime"]) ??
      toTime(fields["createdTime"]),
  };
};

/** The files of an answer; whatever in the list is none is left out. */
export const fileList = (containerId: string | undefined) =>
  z.transform((value: unknown) => toDriveFiles(value, containerId));

export const toDriveFiles = (value: unknown, containerId: string | undefined): readonly DriveFile[] => {
  const files: DriveFile[] = [];
  for (const one of Array.isArray(value) ? value : [value]) {
    if (typeof one !== "object" || one === null) continue;
    const file = toDriveFile(one, containerId);
    if (file !== undefined) files.push(file);
  }
  return files;
};

/** The segments of a path that people know: the first one, made up of the space's id, is left out. */
export const pathSegments = (path: string, containerId: string): readonly string[] => {
  const segments = path.split("/").filter((segment) => segment !== "");
  const [first] = segments;
  const madeUp = first !== undefined && ((containerId !== "" && first.includes(containerId)) || first === "root");
  return madeUp ? segments.slice(1) : segments;
};

const foldersAbove = (namePath: string, name: string, containerId: string): readonly string[] => {
  const segments = pathSegments(namePath, containerId);
  return segments.at(-1) === name ? segments.slice(0, -1) : segments;
};
