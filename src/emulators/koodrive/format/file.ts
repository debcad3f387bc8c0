import type { Drive } from "../drive.ts";
import type { FileNode, Space } from "../entities.ts";
import { lineOf, suffixOf } from "../files.ts";
import type { Store } from "../store.ts";
import { isoTime } from "../times.ts";

const MIME: Readonly<Record<string, string>> = {
  jpg: "image/jpeg",
  jpeg: "image/jpeg",
  png: "image/png",
  svg: "image/svg+xml",
  mp4: "video/mp4",
  mp3: "audio/mpeg",
  pdf: "application/pdf",
  txt: "text/plain",
  csv: "text/csv",
  zip: "application/zip",
  docx: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
  xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
  pptx: "application/vnd.openxmlformats-officedocument.presentationml.presentation",
};

const suffixOfFile = (file: FileNode): string => (file.fileType === "10" ? "" : suffixOf(file.name));

const mimeTypeOf = (file: FileNode): string =>
  file.fileType === "10"
    ? "application/vnd.huawei-apps.folder"
    : (MIME[suffixOfFile(file)] ?? "application/octet-stream");

/** Both paths begin with a made-up element that holds the space's id. */
export const pathsOf = (store: Store, file: FileNode) => {
  const line = lineOf(store, file);
  const root = `root-${file.containerId}`;
  return {
    idPath: [root, ...line.map((node) => node.fileId)].join("/"),
    namePath: [root, ...line.map((node) => node.name)].join("/"),
  };
};

/** The documents call the top of a space `root`. */
const parentOf = (store: Store, file: FileNode): string =>
  store.spaces.get(file.containerId)?.rootFileId === file.parentId ? "root" : file.parentId;

/** A file inside a listing of shares: `size` is a number there. */
export const formatShareFile = (store: Store, file: FileNode) => ({
  id: file.fileId,
  fileName: file.name,
  fileType: file.fileType,
  mimeType: mimeTypeOf(file),
  size: file.size,
  parentFolder: [parentOf(store, file)],
  fileSuffix: suffixOfFile(file),
  containers: [file.containerId],
  downloadLinks: [],
  recycled: file.recycledAt !== undefined,
});

/** A file of a share that somebody has opened. */
export const formatOpenedFile = (store: Store, file: FileNode) => ({
  id: file.fileId,
  fileName: file.name,
  fileType: file.fileType,
  parentFolder: [parentOf(store, file)],
  fileSuffix: suffixOfFile(file),
  size: file.size,
  containers: [file.containerId],
  downloadLinks: "",
  editedTime: isoTime(file.updatedAt),
});

/** A file found by search or in a folder: `size` is text there. */
export const formatFoundFile = (drive: Drive, space: Space, file: FileNode) => ({
  id: file.fileId,
  fileSuffix: suffixOfFile(file),
  fileName: file.name,
  fileType: file.fileType,
  size: String(file.size),
  updateTime: isoTime(file.updatedAt),
  ...pathsOf(drive.store, file),
  downloadLinks: [],
  ...(space.type === "1" ? {} : { teamName: space.name, teamId: space.ownerId }),
  containerId: file.containerId,
  containerType: space.type,
  favorite: false,
  owner: file.ownerId,
});

/** A file in full, flat beside `code` and `msg`. */
export const formatFileDetail = (store: Store, file: FileNode) => ({
  id: file.fileId,
  fileName: file.name,
  fileType: file.fileType,
  mimeType: mimeTypeOf(file),
  recycled: file.recycledAt !== undefined,
  parentFolder: [parentOf(store, file)],
  properties: {},
  containers: [file.containerId],
  createdTime: isoTime(file.createdAt),
  editedTime: isoTime(file.updatedAt),
  owners: [file.ownerId],
  lastEditor: file.lastEditorId,
  fullFileSuffix: suffixOfFile(file),
  fileSuffix: suffixOfFile(file),
  size: file.size,
  attachments: [],
});
