import type { FindDriveUser, Person } from "../../domain/person.ts";
import type { PersonPreferences } from "../../domain/preferences.ts";
import type { Clock } from "../../lib/clock.ts";
import { shortReference } from "../../lib/errors.ts";
import type { Database, Transaction } from "../../store/database.ts";
import type { ShareRow } from "../../store/shares.ts";
import type { Store } from "../../store/store.ts";
import type { TaskSummary } from "../../store/tasks.ts";

export type AppHomeServiceDeps = {
  readonly database: Database;
  readonly store: Store;
  readonly clock: Clock;
  readonly findDriveUser: FindDriveUser;
  /** One drive user for everybody: linking is off. */
  readonly singleUserId: string | undefined;
  /** Has the person's Home tab drawn anew. */
  readonly sendRefresh: (tx: Transaction, person: Person) => Promise<void>;
  /** Has the drive's list of the person's shares read, and then the Home tab drawn anew. */
  readonly sendReading: (tx: Transaction, request: Person & { readonly traceId: string }) => Promise<void>;
};

export type HomeAccount =
  | { readonly kind: "shared"; readonly driveUserId: string }
  | { readonly kind: "linked"; readonly name: string; readonly since: Date }
  /** `waiting`: for an administrator. */
  | { readonly kind: "none"; readonly asked: "looking" | "waiting" | undefined };

/** All that a Home tab shows, as it is known here. */
export type HomeState = {
  readonly shares: readonly ShareRow[];
  /** How many come before the first one shown. */
  readonly position: number;
  readonly total: number;
  /** Those under way, one more than fits at most. */
  readonly tasks: readonly TaskSummary[];
  readonly account: HomeAccount;
  readonly preferences: PersonPreferences;
  readonly now: Date;
};

export type AppHomeService = {
  /** Remembers that the person has a Home tab, which begins with its first page. */
  readonly open: (person: Person, traceId: string) => Promise<void>;
  readonly turn: (person: Person, position: number) => Promise<void>;
  /** From the database alone. Undefined for people who have never opened their Home tab. */
  readonly load: (person: Person) => Promise<HomeState | undefined>;
  /** Has it drawn by a job, with all its tries: it could not be drawn at once. */
  readonly refresh: (person: Person) => Promise<void>;
  readonly preferences: (person: Person) => Promise<PersonPreferences>;
  /** Takes the place of what was chosen before; reminders go by it from now on. */
  readonly choose: (person: Person, preferences: PersonPreferences, traceId: string) => Promise<void>;
};

/** Shares made outside Slack are looked for when the Home tab is opened, no more often than this. */
const READ_EVERY_MS = 5 * 60 * 1000;
export const PAGE_SIZE = 5;
export const SHOWN_TASKS = 5;
const UNDER_WAY = new Set(["pending", "sending", "open"]);

export const createAppHomeService = (deps: AppHomeServiceDeps): AppHomeService => {
  const { database, store, clock } = deps;

  const listShares = async (person: Person, position: number, now: Date) => {
    const { teamId, userId: ownerUserId } = person;
    const query = { teamId, ownerUserId, foundOnDriveOf: deps.singleUserId, now, limit: PAGE_SIZE };
    const page = await store.shares.listShares(database.db, { ...query, offset: position });
    if (page.shares.length > 0 || position === 0) return { ...page, position };
    // What was on this page has ended meanwhile: the last one that there is.
    const last = Math.max(0, Math.ceil(page.total / PAGE_SIZE) - 1) * PAGE_SIZE;
    return { ...(await store.shares.listShares(database.db, { ...query, offset: last })), position: last };
  };

  const accountOf = async (person: Person): Promise<HomeAccount> => {
    if (deps.singleUserId !== undefined) return { kind: "shared", driveUserId: deps.singleUserId };
    const link = await store.accounts.findLink(database.db, person);
    if (link !== undefined) {
      return { kind: "linked", name: link.driveUserName ?? link.driveUserId, since: link.linkedAt };
    }
    const request = await store.linkRequests.findLiveLinkRequest(database.db, person);
    return {
      kind: "none",
      asked: request === undefined ? undefined : request.state === "waiting" ? "waiting" : "looking",
    };
  };

  const preferencesOf = ({ teamId, userId }: Person): Promise<PersonPreferences> =>
    store.preferences.getPersonPreferences(database.db, teamId, userId);

  return {
    open: (person, traceId) =>
      database.transaction(async (tx) => {
        const now = clock.now();
        await store.homeViews.openHome(tx, person, now);
        // One drive user for everybody: what that user made elsewhere is looked for when somebody asks for the list.
        if (deps.singleUserId !== undefined) return;
        const look = { teamId: person.teamId, key: `home-drive:${person.userId}`, everyMs: READ_EVERY_MS };
        if (await store.claims.claimOncePer(tx, look, now)) await deps.sendReading(tx, { ...person, traceId });
      }),
    turn: (person, position) => store.homeViews.turnHome(database.db, person, position),
    load: async (person) => {
      const home = await store.homeViews.findHome(database.db, person);
      if (home === undefined) return undefined;
      const now = clock.now();
      const [shares, { tasks }, account, preferences] = await Promise.all([
        listShares(person, home.position, now),
        store.tasks.listTasks(database.db, { ...person, limit: SHOWN_TASKS + 1, offset: 0 }),
        accountOf(person),
        preferencesOf(person),
      ]);
      return { ...shares, tasks: tasks.filter(({ state }) => UNDER_WAY.has(state)), account, preferences, now };
    },
    refresh: (person) => database.transaction((tx) => deps.sendRefresh(tx, person)),
    preferences: preferencesOf,
    choose: (person, preferences, traceId) =>
      database.transaction(async (tx) => {
        await store.preferences.savePersonPreferences(tx, person, preferences, clock.now());
        await store.shareReminders.replanReminders(tx, person);
        await store.audit.recordAudit(tx, {
          ...person,
          at: clock.now(),
          act: "settings.change",
          subject: {},
          result: "done",
          reference: shortReference(traceId),
          details: { ...preferences },
        });
      }),
  };
};
