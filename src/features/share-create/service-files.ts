import { type DriveFile, ROOT_FOLDER_ID } from "../../domain/drive-file.ts";
import { MAX_KEYWORD_LENGTH } from "../../domain/limits.ts";
import type { Person } from "../../domain/person.ts";
import type { Space } from "../../domain/space.ts";
import type { Acting, KooDrive } from "../../koodrive/client.ts";
import type { Clock } from "../../lib/clock.ts";
import { settle } from "../../lib/errors.ts";
import type { Database } from "../../store/database.ts";
import type { Store } from "../../store/store.ts";

export type ShareFilesDeps = {
  readonly drive: KooDrive;
  readonly database: Database;
  readonly store: Store;
  readonly clock: Clock;
};

/** Finding what to share: spaces, and the files in them. What was shown is remembered, to be told by name later. */
export type ShareFiles = {
  readonly listSpaces: (as: Acting) => Promise<readonly Space[]>;
  /** Files whose name contains the text; with no text what lies on top of the space (the personal one by default). */
  readonly findFiles: (
    person: Person,
    as: Acting,
    query: { readonly containerId: string | undefined; readonly text: string },
  ) => Promise<readonly DriveFile[]>;
  /** Looks files up by id in the spaces given; which of the ids are no files there comes back too. */
  readonly describeFiles: (
    person: Person,
    as: Acting,
    fileIds: readonly string[],
    spaces: readonly Space[],
  ) => Promise<{ readonly files: readonly DriveFile[]; readonly missing: readonly string[] }>;
  /** What is remembered of files, by id. Local only. */
  readonly seenFiles: (
    person: Person,
    driveUserId: string,
    fileIds: readonly string[],
  ) => Promise<ReadonlyMap<string, { readonly containerId: string; readonly name: string }>>;
};

// The most that an external select shows.
const OPTIONS = 100;

export const createShareFiles = ({ drive, database, store, clock }: ShareFilesDeps): ShareFiles => {
  const remember = async (person: Person, as: Acting, files: readonly DriveFile[]): Promise<void> =>
    store.seenFiles.rememberFiles(database.db, { teamId: person.teamId, driveUserId: as.userId }, files, clock.now());

  return {
    listSpaces: (as) => drive.listSpaces(as),
    findFiles: async (person, as, { containerId, text }) => {
      const keyword = text.trim().slice(0, MAX_KEYWORD_LENGTH);
      const space = containerId ?? (await drive.listSpaces(as)).find((one) => one.kind === "personal")?.containerId;
      if (space === undefined) return [];
      const page =
        keyword === ""
          ? await drive.listFolder(as, { containerId: space, folderId: ROOT_FOLDER_ID, pageSize: OPTIONS })
          : await drive.searchFiles(as, { keyword, containerId: space, pageSize: OPTIONS });
      const files = page.items.slice(0, OPTIONS);
      await remember(person, as, files);
      return files;
    },
    describeFiles: async (person, as, fileIds, spaces) => {
      const found = await Promise.all(fileIds.map((fileId) => findInSpaces(drive, as, fileId, spaces)));
      const files = found.filter((file) => file !== undefined);
      await remember(person, as, files);
      return { files, missing: fileIds.filter((_, index) => found[index] === undefined) };
    },
    seenFiles: async (person, driveUserId, fileIds) => {
      const seen = await store.seenFiles.findSeenFiles(database.db, { teamId: person.teamId, driveUserId }, fileIds);
      return new Map(seen.map((file) => [file.fileId, file]));
    },
  };
};

const NOT_HERE = new Set(["not-found", "not-allowed", "invalid", "conflict"]);

const findInSpaces = async (
  drive: KooDrive,
  as: Acting,
  fileId: string,
  spaces: readonly Space[],
): Promise<DriveFile | undefined> => {
  for (const { containerId } of spaces) {
    const detail = await settle(drive.fileDetail(as, { fileId, containerId }));
    if (detail.ok) return detail.value.recycled ? undefined : detail.value;
    // Another space may hold it; a drive that is away would answer the next question no better.
    if (!NOT_HERE.has(detail.error.code)) throw detail.error;
  }
  return undefined;
};
