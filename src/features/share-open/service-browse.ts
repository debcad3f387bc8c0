import type { DriveFile } from "../../domain/drive-file.ts";
import { MAX_KEYWORD_LENGTH } from "../../domain/limits.ts";
import { type AppError, settle } from "../../lib/errors.ts";
import type { LinkSession } from "../../store/link-sessions.ts";
import {
  closedBy,
  createLinkRecord,
  DRIVE_PAGE,
  type LinkServiceDeps,
  type LinkStep,
  type Listing,
  PAGE_SIZE,
  type Visitor,
  wantsCode,
} from "./service.ts";

export type FileLink = { readonly kind: "link"; readonly url: string } | Exclude<LinkStep, { readonly kind: "open" }>;

/** What people do in a link that is open. */
export type LinkBrowse = {
  /** An opened link; undefined when it is not this person's, or they are another drive user by now. Local only. */
  readonly getSession: (visitor: Visitor, sessionId: string) => Promise<LinkSession | undefined>;
  readonly list: (visitor: Visitor, session: LinkSession, place: Listing["place"]) => Promise<LinkStep>;
  /** Files and folders of a folder (undefined: the top) by part of their name. */
  readonly search: (
    visitor: Visitor,
    session: LinkSession,
    query: { readonly folderId: string | undefined; readonly text: string },
  ) => Promise<readonly DriveFile[]>;
  /** A link to one file that works without signing in, for about an hour. Recorded before it is told. */
  readonly linkToFile: (visitor: Visitor, session: LinkSession, fileId: string) => Promise<FileLink>;
  /** Whether all these files were offered to this person. Local only. */
  readonly wereOffered: (visitor: Visitor, fileIds: readonly string[]) => Promise<boolean>;
};

export const createLinkBrowse = (deps: LinkServiceDeps): LinkBrowse => {
  const { drive, database, store, secrets, clock } = deps;
  const record = createLinkRecord(deps);

  const tokenOf = ({ sealedToken }: LinkSession): string | undefined =>
    sealedToken === null ? undefined : secrets.open(sealedToken);

  const viewerOf = ({ person, as }: Visitor) => ({ teamId: person.teamId, driveUserId: as.userId });

  /** A token that the drive refuses is forgotten, and the person asked for the code again. */
  const refused = async (
    session: LinkSession,
    error: AppError,
  ): Promise<Exclude<LinkStep, { readonly kind: "open" }>> => {
    if (!wantsCode(error)) return closedBy(error);
    if (session.sealedToken !== null) {
      await store.linkSessions.forgetShareToken(database.db, session.id, session.sealedToken);
    }
    const { shortCode, ownerName, endsAt } = session;
    const link = { shortCode, ownerName: ownerName ?? undefined, endsAt: endsAt ?? undefined };
    return { kind: "code", link, problem: { kind: "again" } };
  };

  return {
    getSession: async ({ person, as }, sessionId) => {
      const session = await store.linkSessions.getLinkSession(database.db, { ...person, id: sessionId });
      return session?.driveUserId === as.userId ? session : undefined;
    },

    list: async (visitor, session, place) => {
      const viewer = viewerOf(visitor);
      const listed = await settle(
        drive.listShareFiles(visitor.as, {
          shortCode: session.shortCode,
          shareToken: tokenOf(session),
          folderId: place.trail.at(-1),
          cursor: place.cursor,
          pageSize: DRIVE_PAGE,
          order: "name",
        }),
      );
      if (!listed.ok) return refused(session, listed.error);
      const { items, next } = listed.value;
      const end = place.offset + PAGE_SIZE;
      const entries = items.slice(place.offset, end);
      await store.seenFiles.rememberFiles(database.db, viewer, entries, clock.now());
      await store.linkSessions.touchLinkSession(database.db, session.id, clock.now());
      const folders = await store.seenFiles.findSeenFiles(database.db, viewer, place.trail);
      const nameOf = new Map(folders.map((folder) => [folder.fileId, folder.name]));
      return {
        kind: "open",
        listing: {
          session,
          place,
          folderNames: place.trail.map((folderId) => nameOf.get(folderId)),
          entries,
          next:
            end < items.length
              ? { cursor: place.cursor, offset: end }
              : next === undefined || next === place.cursor
                ? undefined
                : { cursor: next, offset: 0 },
        },
      };
    },

    search: async (visitor, session, { folderId, text }) => {
      const name = text.trim().slice(0, MAX_KEYWORD_LENGTH);
      const { items } = await drive.listShareFiles(visitor.as, {
        shortCode: session.shortCode,
        shareToken: tokenOf(session),
        folderId,
        name: name === "" ? undefined : name,
        pageSize: DRIVE_PAGE,
        order: "name",
      });
      await store.seenFiles.rememberFiles(database.db, viewerOf(visitor), items, clock.now());
      return items;
    },

    linkToFile: async (visitor, session, fileId) => {
      const { shareId } = session;
      const asked = await settle(
        drive.downloadSharedFile(visitor.as, { shareId, fileId, shareToken: tokenOf(session) }),
      );
      const result = asked.ok ? "shown" : "refused";
      await record(database.db, visitor, { act: "link.download", subject: { shareId, fileId }, result });
      return asked.ok ? { kind: "link", url: asked.value.url } : refused(session, asked.error);
    },

    wereOffered: async (visitor, fileIds) => {
      const seen = await store.seenFiles.findSeenFiles(database.db, viewerOf(visitor), fileIds);
      return seen.length === fileIds.length;
    },
  };
};
