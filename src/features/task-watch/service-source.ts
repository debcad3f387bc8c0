import type { Person } from "../../domain/person.ts";
import type { TaskOrigin } from "../../domain/task.ts";
import type { Database } from "../../store/database.ts";
import type { ShareRow } from "../../store/shares.ts";
import type { Store } from "../../store/store.ts";

/** What a task is made from, as far as it is known here: nothing of it is asked of the drive. */
export type TaskSource = {
  readonly origin: TaskOrigin;
  readonly shareId: string;
  readonly name: string | null;
  readonly containerId: string | null;
  readonly files: ShareRow["files"];
  /** The temporary token of a link with a code, sealed. */
  readonly sealedToken: string | null;
};

export type TaskSources = {
  /** Undefined when it is not known any more, or not this person's. */
  readonly find: (person: Person, driveUserId: string, origin: TaskOrigin) => Promise<TaskSource | undefined>;
  /** Files by id: those of the source, and of these ids what this person was offered in a link's folders. */
  readonly offered: (
    person: Person,
    driveUserId: string,
    source: TaskSource,
    fileIds: readonly string[],
  ) => Promise<OfferedFiles>;
};

export type OfferedFiles = ReadonlyMap<string, TaskSource["files"][number]>;

export const shareSource = ({ shareId, name, containerId, files }: ShareRow): TaskSource => ({
  origin: { kind: "share", shareId },
  shareId,
  name,
  containerId,
  files,
  sealedToken: null,
});

export const createTaskSources = ({
  database,
  store,
}: {
  readonly database: Database;
  readonly store: Store;
}): TaskSources => ({
  find: async (person, driveUserId, origin) => {
    if (origin.kind === "share") {
      const share = await store.shares.getShare(database.db, { teamId: person.teamId, shareId: origin.shareId });
      return share === undefined ? undefined : shareSource(share);
    }
    const session = await store.linkSessions.getLinkSession(database.db, { ...person, id: origin.sessionId });
    if (session?.driveUserId !== driveUserId) return undefined;
    const { shareId, containerId, files, sealedToken } = session;
    return { origin, shareId, name: files[0]?.name ?? null, containerId, files, sealedToken };
  },
  offered: async (person, driveUserId, source, fileIds) => {
    const viewer = { teamId: person.teamId, driveUserId };
    const seen = source.origin.kind === "link" ? await store.seenFiles.findSeenFiles(database.db, viewer, fileIds) : [];
    return new Map([...seen, ...source.files].map((file) => [file.fileId, file]));
  },
});
