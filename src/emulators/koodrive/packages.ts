import type { Drive } from "./drive.ts";
import type { FileNode } from "./entities.ts";
import { descendantsOf, lineOf } from "./files.ts";
import { DAY_MS } from "./times.ts";

/** A zip of these files for the next days; answers its token. */
export const makePackage = (drive: Drive, name: string, files: readonly FileNode[], at: number): string => {
  const { store } = drive;
  const entries = files.flatMap((file) => {
    const prefix = lineOf(store, file).length - 1;
    const all = file.fileType === "10" ? [file, ...descendantsOf(store, file.fileId)] : [file];
    return all.map((entry) => ({
      path: lineOf(store, entry)
        .slice(prefix)
        .map((node) => node.name)
        .join("/"),
      fileId: entry.fileId,
      folder: entry.fileType === "10",
    }));
  });
  const token = drive.ids.secret(24);
  store.downloads.put({
    token,
    kind: "package",
    fileName: name.toLowerCase().endsWith(".zip") ? name : `${name}.zip`,
    entries,
    expiresAt: at + store.settings().packageDownloadExpires * DAY_MS,
  });
  return token;
};

/** How long a link to a single file lives; the documents' example is presigned for an hour. */
const FILE_LINK_SECONDS = 3600;

/** A passing link to one file. */
export const offerFile = (drive: Drive, file: FileNode, now: number): string => {
  const token = drive.ids.secret(24);
  drive.store.downloads.put({
    token,
    kind: "file",
    fileName: file.name,
    entries: [{ path: file.name, fileId: file.fileId, folder: false }],
    expiresAt: now + FILE_LINK_SECONDS * 1000,
  });
  return `${drive.baseUrl()}/download/${token}/${encodeURIComponent(file.name)}?Expires=${FILE_LINK_SECONDS}`;
};
