import type { DriveFile } from "../../domain/drive-file.ts";
import { MAX_FILES_PER_TASK } from "../../domain/limits.ts";
import type { Person } from "../../domain/person.ts";
import type { ShareStatus } from "../../domain/share.ts";
import type { Acting, KooDrive } from "../../koodrive/client.ts";
import type { Clock } from "../../lib/clock.ts";
import { type AppError, type FailureFacts, failureFacts, settle, shortReference } from "../../lib/errors.ts";
import type { IdMaker } from "../../lib/ids.ts";
import type { SecretBox } from "../../lib/secrets.ts";
import type { Database } from "../../store/database.ts";
import type { LinkSession } from "../../store/link-sessions.ts";
import type { Store } from "../../store/store.ts";

export type LinkServiceDeps = {
  readonly drive: KooDrive;
  readonly database: Database;
  readonly store: Store;
  readonly secrets: SecretBox;
  readonly clock: Clock;
  readonly ids: IdMaker;
};

/** Who opens a link, and as whom on the drive. */
export type Visitor = { readonly person: Person; readonly as: Acting & { readonly traceId: string } };

/** What is known of a link before it is open. */
export type LinkFacts = {
  readonly shortCode: string;
  readonly ownerName: string | undefined;
  readonly endsAt: Date | undefined;
};

export type CodeProblem =
  /** `left`: how many more tries there are before the pause. */
  | { readonly kind: "wrong"; readonly left: number }
  | { readonly kind: "paused"; readonly until: Date }
  /** It was open, but the drive wants the code anew. */
  | { readonly kind: "again" };

/** Why a link does not open, whatever code is given. */
export type LinkClosed =
  | { readonly kind: "unknown-link" }
  | { readonly kind: "not-for-you" }
  | { readonly kind: "ended"; readonly why: Exclude<ShareStatus, "live">; readonly ownerName: string | undefined }
  | { readonly kind: "failed"; readonly failure: FailureFacts };

export type CodeNeeded = {
  readonly kind: "code";
  readonly link: LinkFacts;
  readonly problem: CodeProblem | undefined;
};

export type ListingPage = {
  /** Of the drive's page; undefined: its first. */
  readonly cursor: string | undefined;
  /** How many entries of the drive's page come before. */
  readonly offset: number;
};

/** A page of what lies at a place of an opened link. */
export type Listing = {
  readonly session: LinkSession;
  /** Ids of the folders gone into, the outermost first; none: the top of the share. */
  readonly place: ListingPage & { readonly trail: readonly string[] };
  /** Their names; undefined where one is not known any more. */
  readonly folderNames: readonly (string | undefined)[];
  readonly entries: readonly DriveFile[];
  readonly next: ListingPage | undefined;
};

export type LinkStep = { readonly kind: "open"; readonly listing: Listing } | CodeNeeded | LinkClosed;

export type LinkService = {
  /** The whole way in: what the link is, its code where one is wanted and given or remembered, the files. */
  readonly enter: (visitor: Visitor, shortCode: string, accessCode?: string) => Promise<LinkStep>;
  /** Tries a code on a link that wants one. */
  readonly giveCode: (visitor: Visitor, shortCode: string, accessCode: string) => Promise<LinkStep>;
  /** Forgets links that nobody has looked at for a day, with their tokens, and tries that no longer count. */
  readonly forgetOld: (now: Date) => Promise<void>;
};

/** So many entries are shown at once: it leaves room in a modal for names of any length. */
export const PAGE_SIZE = 15;
/** The most that the drive gives at once. */
export const DRIVE_PAGE = 100;
const CODE_TRIES = 5;
const PAUSE_MS = 10 * 60 * 1000;
const KEPT_MS = 24 * 60 * 60 * 1000;

type Verified =
  | { readonly kind: "right"; readonly shareToken: string }
  | { readonly kind: "failed"; readonly error: AppError }
  | CodeProblem;

export const createLinkService = (deps: LinkServiceDeps): LinkService => {
  const { drive, database, store, secrets, clock } = deps;
  const record = createLinkRecord(deps);

  /** What the drive says of the link: the visit decides whether it opens, the rest says why not. */
  const look = async ({ as }: Visitor, shortCode: string) => {
    const [visit, info] = await Promise.all([
      settle(drive.visitLink(as, shortCode)),
      settle(drive.linkInfo(as, shortCode)),
    ]);
    if (!info.ok) return closedBy(visit.ok ? info.error : visit.error);
    if (visit.ok) return { kind: "live", info: info.value } as const;
    const why = endOf(info.value, clock.now());
    return why === undefined
      ? closedBy(visit.error)
      : ({ kind: "ended", why, ownerName: info.value.ownerName } as const);
  };

  /** Everything at the top of the share; counts as a view of it. */
  const listTop = async (as: Acting, shortCode: string, shareToken: string | undefined) => {
    const files: DriveFile[] = [];
    let cursor: string | undefined;
    do {
      const countView = cursor === undefined;
      const query = { shortCode, shareToken, cursor, countView, order: "name", pageSize: DRIVE_PAGE } as const;
      const page = await drive.listShareFiles(as, query);
      files.push(...page.items);
      // The same cursor again would go round for ever.
      cursor = page.next === cursor ? undefined : page.next;
    } while (cursor !== undefined && files.length < MAX_FILES_PER_TASK);
    return files;
  };

  const opened = async (
    visitor: Visitor,
    info: LinkInfo,
    files: readonly DriveFile[],
    shareToken: string | undefined,
  ): Promise<LinkStep> => {
    const { person, as } = visitor;
    const session = await database.transaction(async (tx) => {
      await store.seenFiles.rememberFiles(tx, { ...person, driveUserId: as.userId }, files, clock.now());
      await record(tx, visitor, { act: "link.open", subject: { shareId: info.shareId }, result: "opened" });
      return store.linkSessions.saveLinkSession(
        tx,
        {
          id: deps.ids.uuid(),
          ...person,
          driveUserId: as.userId,
          shortCode: info.shortCode,
          shareId: info.shareId,
          ownerName: info.ownerName ?? null,
          files: files.map(({ fileId, name, kind, size }) => ({ fileId, name, kind, size })),
          containerId: files[0]?.containerId ?? "",
          sealedToken: shareToken === undefined ? null : secrets.seal(shareToken),
          endsAt: info.expiresAt ?? null,
        },
        clock.now(),
      );
    });
    return {
      kind: "open",
      listing: {
        session,
        place: { trail: [], cursor: undefined, offset: 0 },
        folderNames: [],
        entries: files.slice(0, PAGE_SIZE),
        next: files.length > PAGE_SIZE ? { cursor: undefined, offset: PAGE_SIZE } : undefined,
      },
    };
  };

  /** Tries a code, counted before it is tried: a crash or many at once give nobody more tries. */
  const verify = async (visitor: Visitor, link: LinkInfo, accessCode: string): Promise<Verified> => {
    const { shortCode, shareId } = link;
    const key = { ...visitor.person, shortCode };
    const told = (result: string) => record(database.db, visitor, { act: "link.code", subject: { shareId }, result });
    const now = clock.now();
    const taken = await store.codeTries.takeCodeTry(database.db, key, { now, limit: CODE_TRIES, pauseMs: PAUSE_MS });
    if (taken.kind === "paused") {
      await told("paused");
      return taken;
    }
    const verified = await settle(drive.verifyAccessCode(visitor.as, { shortCode, accessCode }));
    if (verified.ok) {
      await store.codeTries.clearCodeTries(database.db, key);
      await told("right");
      return { kind: "right", shareToken: verified.value.shareToken };
    }
    if (!wantsCode(verified.error)) {
      await store.codeTries.returnCodeTry(database.db, key);
      return { kind: "failed", error: verified.error };
    }
    await told("wrong");
    const left = CODE_TRIES - taken.tries;
    return left > 0 ? { kind: "wrong", left } : { kind: "paused", until: new Date(now.getTime() + PAUSE_MS) };
  };

  const openWithCode = async (visitor: Visitor, info: LinkInfo, accessCode: string): Promise<LinkStep> => {
    const verified = await verify(visitor, info, accessCode);
    if (verified.kind === "failed") return closedBy(verified.error);
    if (verified.kind !== "right") return { kind: "code", link: factsOf(info), problem: verified };
    const { shareToken } = verified;
    const files = await settle(listTop(visitor.as, info.shortCode, shareToken));
    // A drive that took the code and then refuses what it gave for it: asking for the code again would not end.
    return files.ok ? opened(visitor, info, files.value, shareToken) : failedBy(files.error);
  };

  return {
    enter: async (visitor, shortCode, accessCode) => {
      const looked = await look(visitor, shortCode);
      if (looked.kind !== "live") return looked;
      const { info } = looked;
      const { as, person } = visitor;
      const before = await store.linkSessions.findLinkSession(database.db, { ...person, shortCode });
      const usable = before?.driveUserId === as.userId && before.shareId === info.shareId ? before : undefined;
      const sealed = usable?.sealedToken ?? undefined;
      const shareToken = sealed === undefined ? undefined : secrets.open(sealed);
      // Without the code first: where none is wanted, no try is spent on it.
      const files = await settle(listTop(as, shortCode, shareToken));
      if (files.ok) return opened(visitor, info, files.value, shareToken);
      if (!wantsCode(files.error)) return closedBy(files.error);
      if (usable !== undefined && sealed !== undefined) {
        await store.linkSessions.forgetShareToken(database.db, usable.id, sealed);
      }
      if (accessCode !== undefined) return openWithCode(visitor, info, accessCode);
      return { kind: "code", link: factsOf(info), problem: sealed === undefined ? undefined : { kind: "again" } };
    },

    giveCode: async (visitor, shortCode, accessCode) => {
      const info = await settle(drive.linkInfo(visitor.as, shortCode));
      return info.ok ? openWithCode(visitor, info.value, accessCode) : closedBy(info.error);
    },

    forgetOld: async (now) => {
      await store.linkSessions.purgeLinkSessions(database.db, new Date(now.getTime() - KEPT_MS));
      await store.codeTries.purgeCodeTries(database.db, new Date(now.getTime() - PAUSE_MS));
    },
  };
};

type LinkInfo = Awaited<ReturnType<KooDrive["linkInfo"]>>;

export const factsOf = ({ shortCode, ownerName, expiresAt }: LinkInfo): LinkFacts => ({
  shortCode,
  ownerName,
  endsAt: expiresAt,
});

/** Why a link has ended; undefined: it lives. */
export const endOf = ({ status, expiresAt }: LinkInfo, now: Date): Exclude<ShareStatus, "live"> | undefined => {
  if (status !== undefined && status !== "live") return status;
  return expiresAt !== undefined && expiresAt <= now ? "expired" : undefined;
};

/** The drive wants a code before it goes on: none was given yet, a wrong one, or what it gave for it is stale. */
export const wantsCode = (error: AppError): boolean => error.field === "accessCode";

export const failedBy = (error: AppError): LinkClosed => ({ kind: "failed", failure: failureFacts(error) });

export const closedBy = (error: AppError): LinkClosed => {
  if (error.code === "not-found") return { kind: "unknown-link" };
  return error.code === "not-allowed" ? { kind: "not-for-you" } : failedBy(error);
};

/** Writes into the audit log what somebody did with a link. */
export const createLinkRecord =
  ({ store, clock }: Pick<LinkServiceDeps, "store" | "clock">) =>
  (
    handle: Parameters<Store["audit"]["recordAudit"]>[0],
    { person, as }: Visitor,
    entry: { readonly act: string; readonly subject: Readonly<Record<string, string>>; readonly result: string },
  ): Promise<void> =>
    store.audit.recordAudit(handle, {
      ...person,
      at: clock.now(),
      ...entry,
      reference: shortReference(as.traceId),
      details: undefined,
    });
