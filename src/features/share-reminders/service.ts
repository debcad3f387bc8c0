import type { FindDriveUser, Person } from "../../domain/person.ts";
import { reminderMoment } from "../../domain/quiet-hours.ts";
import { isSameEnd, statusAt } from "../../domain/share-end.ts";
import type { KooDrive } from "../../koodrive/client.ts";
import type { Clock } from "../../lib/clock.ts";
import { settle, shortReference } from "../../lib/errors.ts";
import type { Database, Transaction } from "../../store/database.ts";
import type { ReminderClaim, ReminderKey, ShareReminder } from "../../store/share-reminders.ts";
import type { ShareRow } from "../../store/shares.ts";
import type { Store } from "../../store/store.ts";

export type ShareRemindersDeps = {
  readonly drive: Pick<KooDrive, "shareDetail">;
  readonly database: Database;
  readonly store: Store;
  readonly clock: Clock;
  readonly findDriveUser: FindDriveUser;
  readonly profileOf: (userId: string) => Promise<{ readonly timeZone: string; readonly isDeactivated: boolean }>;
  /** In the caller's transaction: has the reminder sent, if it is still true then. */
  readonly sendReminder: (tx: Transaction, key: ReminderKey) => Promise<void>;
  /** In the caller's transaction: has the message of a reminder that was sent brought up to date. */
  readonly sendClosing: (tx: Transaction, key: ReminderKey) => Promise<void>;
};

export type Prepared =
  /** Not now, or not at all. */
  | { readonly kind: "nothing" }
  | {
      readonly kind: "send";
      readonly share: ShareRow;
      readonly expiresAt: Date;
      readonly claim: ReminderClaim;
    };

/** What became of a share that somebody was reminded of. */
export type ReminderClosing = {
  readonly share: ShareRow;
  readonly message: { readonly channel: string; readonly ts: string };
  readonly became: "extended" | "endless" | "expired" | "revoked" | "files-deleted";
};

export type LetEndOutcome =
  | { readonly kind: "letting-end"; readonly share: ShareRow; readonly expiresAt: Date }
  /** It has ended, or ends at another time, since. */
  | { readonly kind: "outdated" }
  | { readonly kind: "not-yours" }
  | { readonly kind: "gone" };

export type ShareReminders = {
  /** Plans, and has sent and brought up to date, what has fallen due. Safe to run in several processes. */
  readonly follow: (now: Date) => Promise<void>;
  /** Whether a reminder is to be sent now. If so the caller alone may send it. */
  readonly prepare: (key: ReminderKey) => Promise<Prepared>;
  /** Gives the claim back when the post certainly did not happen, so that the next try need not look. */
  readonly releaseUnlessPosted: <T>(key: ReminderKey, post: () => Promise<T>) => Promise<T>;
  readonly sent: (key: ReminderKey, message: { readonly channel: string; readonly ts: string }) => Promise<void>;
  /** It cannot be sent: its owner has left. */
  readonly giveUp: (key: ReminderKey) => Promise<void>;
  readonly closing: (key: ReminderKey) => Promise<ReminderClosing | undefined>;
  /** The owner wants no more reminders of this end. Doing it again changes nothing. */
  readonly letEnd: (
    person: Person,
    end: { readonly shareId: string; readonly expiresAt: Date },
    traceId: string,
  ) => Promise<LetEndOutcome>;
};

const BATCH = 200;
// A reminder that a process took and did not send is taken again after this long.
const LEASE_MS = 60_000;
// The reminder is true as far as is known here; the drive is not waited for much longer than people are.
const DRIVE_TIMEOUT_MS = 10_000;

export const createShareReminders = (deps: ShareRemindersDeps): ShareReminders => {
  const { drive, database, store, clock } = deps;

  const isLiveUntil = (share: ShareRow | undefined, expiresAt: Date): share is ShareRow =>
    share?.status === "live" &&
    share.expiresAt !== null &&
    isSameEnd(share.expiresAt, expiresAt) &&
    expiresAt > clock.now();

  /** What is known here may be old: a share extended or revoked on the drive itself needs no reminder. */
  const isDisproved = async (share: ShareRow, expiresAt: Date): Promise<boolean> => {
    const owner = { teamId: share.teamId, userId: share.ownerUserId };
    if ((await deps.findDriveUser(owner)) !== share.driveUserId) return false;
    const signal = AbortSignal.timeout(DRIVE_TIMEOUT_MS);
    const seen = await settle(drive.shareDetail({ userId: share.driveUserId, signal }, share.shareId));
    if (!seen.ok) return seen.error.code === "not-found";
    const { status, expiresAt: end } = seen.value.share;
    return (status !== undefined && status !== "live") || !isSameEnd(end, expiresAt);
  };

  /** When it is to be sent, by what the owner has chosen; a moment that is over: now. */
  const momentsOf = async (share: ShareRow, now: Date): Promise<((reminder: ShareReminder) => Date) | undefined> => {
    const { timeZone, isDeactivated } = await deps.profileOf(share.ownerUserId);
    if (isDeactivated) return undefined;
    const { quietHours } = await store.preferences.getPersonPreferences(database.db, share.teamId, share.ownerUserId);
    return ({ dueAt, expiresAt }) => {
      const momentFor = (due: Date): Date =>
        reminderMoment({ dueAt: due, endsAt: expiresAt, quiet: quietHours, timeZone });
      const first = momentFor(dueAt);
      return first > now ? first : momentFor(now);
    };
  };

  /** A later reminder of the same end says the same, and more exactly. */
  const isOvertaken = (own: ShareReminder, all: readonly ShareReminder[], isDue: (one: ShareReminder) => boolean) =>
    all.some(
      (other) =>
        other.hours < own.hours &&
        (other.state === "sent" || other.state === "sending" || (other.state === "due" && isDue(other))),
    );

  const pass = (key: ReminderKey): Promise<void> => store.shareReminders.passReminder(database.db, key, clock.now());

  return {
    follow: (now) =>
      database.transaction(async (tx) => {
        await store.shareReminders.planReminders(tx, { now, limit: BATCH });
        const due = await store.shareReminders.takeDueReminders(tx, { now, limit: BATCH, leaseMs: LEASE_MS });
        for (const key of due) await deps.sendReminder(tx, key);
        const outdated = await store.shareReminders.takeOutdatedReminders(tx, { now, limit: BATCH });
        for (const key of outdated) await deps.sendClosing(tx, key);
      }),

    prepare: async (key) => {
      const nothing: Prepared = { kind: "nothing" };
      const now = clock.now();
      const [share, all] = await Promise.all([
        store.shares.getShare(database.db, key),
        store.shareReminders.listReminders(database.db, key),
      ]);
      const own = all.find(({ hours }) => hours === key.hours);
      if (own === undefined || (own.state !== "due" && own.state !== "sending")) return nothing;
      const momentOf = isLiveUntil(share, key.expiresAt) ? await momentsOf(share, now) : undefined;
      if (share === undefined || momentOf === undefined) {
        await pass(key);
        return nothing;
      }
      if (own.state === "due" && momentOf(own) > now) {
        await store.shareReminders.putOffReminder(database.db, key, momentOf(own));
        return nothing;
      }
      if (isOvertaken(own, all, (other) => momentOf(other) <= now)) {
        await pass(key);
        return nothing;
      }
      if (await isDisproved(share, key.expiresAt)) {
        await pass(key);
        await store.shareLife.askSoon(database.db, share, now);
        return nothing;
      }
      const claim = await store.shareReminders.claimReminder(database.db, key, now);
      return claim === undefined ? nothing : { kind: "send", share, expiresAt: key.expiresAt, claim };
    },

    releaseUnlessPosted: async (key, post) => {
      const posted = await settle(post());
      if (posted.ok) return posted.value;
      if (posted.error.code !== "unknown-outcome") {
        await store.shareReminders.releaseReminder(database.db, key, clock.now());
      }
      throw posted.error;
    },

    sent: async (key, message) => {
      await store.shareReminders.markReminderSent(database.db, key, message, clock.now());
    },

    giveUp: pass,

    closing: async (key) => {
      const [share, all] = await Promise.all([
        store.shares.getShare(database.db, key),
        store.shareReminders.listReminders(database.db, key),
      ]);
      const own = all.find(({ hours }) => hours === key.hours);
      if (share === undefined || own === undefined || own.channel === null || own.ts === null) return undefined;
      const status = statusAt({ status: share.status, expiresAt: share.expiresAt ?? undefined }, clock.now());
      return {
        share,
        message: { channel: own.channel, ts: own.ts },
        became: status !== "live" ? status : share.expiresAt === null ? "endless" : "extended",
      };
    },

    letEnd: async (person, { shareId, expiresAt }, traceId) => {
      const { teamId } = person;
      const share = await store.shares.getShare(database.db, { teamId, shareId });
      if (share === undefined) return { kind: "gone" };
      const isOwner = share.ownerUserId === person.userId;
      const isTrue = isLiveUntil(share, expiresAt);
      await database.transaction(async (tx) => {
        if (isOwner && isTrue) {
          await store.shareReminders.dropReminders(tx, { teamId, shareId, expiresAt }, clock.now());
        }
        await store.audit.recordAudit(tx, {
          ...person,
          at: clock.now(),
          act: "share.let-end",
          subject: { shareId },
          result: !isOwner ? "refused" : isTrue ? "done" : "outdated",
          reference: shortReference(traceId),
          details: undefined,
        });
      });
      if (!isOwner) return { kind: "not-yours" };
      return isTrue ? { kind: "letting-end", share, expiresAt } : { kind: "outdated" };
    },
  };
};

/** What of a share its reminders show. */
export const remindedOf = ({ shareId, shortCode, name, files, linkUrl }: ShareRow) => ({
  shareId,
  name: files[0]?.name ?? name ?? shortCode,
  fileCount: files.length,
  linkUrl: linkUrl ?? undefined,
});
