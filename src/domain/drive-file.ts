export type FileKind =
  | "folder"
  | "picture"
  | "video"
  | "audio"
  | "document"
  | "spreadsheet"
  | "presentation"
  | "archive"
  | "application"
  | "other";

/** A file or a folder of the drive. */
export type DriveFile = {
  readonly fileId: string;
  readonly containerId: string;
  readonly name: string;
  readonly kind: FileKind;
  /** Bytes; undefined for folders and where the drive does not say. */
  readonly size: number | undefined;
  /** Names of the folders above it, outermost first; undefined where the answer has none. */
  readonly path: readonly string[] | undefined;
  readonly updatedAt: Date | undefined;
};

/** The drive's name for the top folder of a space, accepted wherever a folder id is. */
export const ROOT_FOLDER_ID = "root";
