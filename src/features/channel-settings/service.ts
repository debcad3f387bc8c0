import type { Person } from "../../domain/person.ts";
import type { ChannelPreferences } from "../../domain/preferences.ts";
import type { Clock } from "../../lib/clock.ts";
import { shortReference } from "../../lib/errors.ts";
import type { Database, Transaction } from "../../store/database.ts";
import type { Store } from "../../store/store.ts";

/** What somebody wants a conversation to have. */
export type Wish = Person & {
  readonly channel: string;
  readonly choices: ChannelPreferences;
  readonly viewId: string;
  readonly traceId: string;
};

export type ChannelSettingsServiceDeps = {
  readonly database: Database;
  readonly store: Store;
  readonly clock: Clock;
  readonly sendSave: (tx: Transaction, wish: Wish) => Promise<void>;
  /** In the caller's transaction: has the conversation told. */
  readonly sendChanged: (tx: Transaction, wish: Wish) => Promise<void>;
};

export type ChannelSettingsService = {
  readonly get: (teamId: string, channel: string) => Promise<ChannelPreferences>;
  /** Has it saved by a job, which asks Slack whether the person is a member. */
  readonly wish: (wish: Wish) => Promise<void>;
  /** The conversation is told of a change. False when nothing was changed by it. */
  readonly save: (wish: Wish) => Promise<boolean>;
  readonly recordRefusal: (wish: Wish) => Promise<void>;
};

export const createChannelSettingsService = (deps: ChannelSettingsServiceDeps): ChannelSettingsService => {
  const { database, store, clock } = deps;

  const record = (tx: Transaction, wish: Wish, result: "done" | "refused"): Promise<void> =>
    store.audit.recordAudit(tx, {
      teamId: wish.teamId,
      userId: wish.userId,
      at: clock.now(),
      act: "channel.settings",
      subject: { channel: wish.channel },
      result,
      reference: shortReference(wish.traceId),
      details: { ...wish.choices },
    });

  return {
    get: (teamId, channel) => store.preferences.getChannelPreferences(database.db, teamId, channel),
    wish: (wish) => database.transaction((tx) => deps.sendSave(tx, wish)),
    save: (wish) =>
      database.transaction(async (tx) => {
        const { teamId, channel, userId, choices } = wish;
        const before = await store.preferences.getChannelPreferences(tx, teamId, channel);
        if (before.unfurl === choices.unfurl && before.history === choices.history) return false;
        const place = { teamId, channel, by: userId };
        await store.preferences.saveChannelPreferences(tx, place, { ...before, ...choices }, clock.now());
        await record(tx, wish, "done");
        await deps.sendChanged(tx, wish);
        return true;
      }),
    recordRefusal: (wish) => database.transaction((tx) => record(tx, wish, "refused")),
  };
};
