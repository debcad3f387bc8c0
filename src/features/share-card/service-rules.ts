import { isDirect } from "../../domain/card-place.ts";
import type { Person } from "../../domain/person.ts";
import { daysToReach } from "../../domain/share-end.ts";
import {
  judgePlaces,
  type Place,
  type PolicyProblem,
  REFUSED_BY_RULES,
  type RuleFacts,
  type ShareRules,
  type ShareWish,
  type SharingRules,
  strictestRules,
  widenRules,
} from "../../domain/sharing-policy.ts";
import type { Clock } from "../../lib/clock.ts";
import { type FailureFacts, shortReference } from "../../lib/errors.ts";
import type { Database, Transaction } from "../../store/database.ts";
import type { ShareChange } from "../../store/share-changes.ts";
import type { ShareRow } from "../../store/shares.ts";
import type { Store } from "../../store/store.ts";

/** What is to become of a share that is there. */
export type ChangeWish = {
  /** Undefined: its end stays. */
  readonly endsAt: Date | undefined;
  /** How it ends now; undefined: never. */
  readonly before: Date | undefined;
  /** With a code, once it is changed. */
  readonly hasCode: boolean;
  /** Its code is to go. */
  readonly losesCode?: boolean;
};

/** The rules as the forms must show them. */
export type ShownRules = {
  /** Of the conversations it stands in, with the person's exceptions taken in. */
  readonly rules: ShareRules;
  readonly mayShareOutside: boolean;
  readonly mayGoWithoutCode: boolean;
  readonly setBy: string | undefined;
};

export type RuleVerdict =
  /** `exceptionId`: only by this exception. */
  | { readonly kind: "allowed"; readonly exceptionId: string | undefined }
  | { readonly kind: "refused"; readonly problems: readonly PolicyProblem[]; readonly setBy: string | undefined };

export type CardRules = {
  /** Local only. */
  readonly forForm: (person: Person, share: ShareRow) => Promise<ShownRules>;
  /** From what is known without asking: for before an acknowledgement. What Slack must be asked for is let through here. */
  readonly judgeNow: (person: Person, share: ShareRow, wish: ChangeWish) => Promise<RuleVerdict>;
  /** The same, with Slack asked. `outside`: the conversations of its cards in which people of another company read along. */
  readonly judgeAsking: (
    person: Person,
    share: ShareRow,
    wish: ChangeWish,
  ) => Promise<{ readonly verdict: RuleVerdict; readonly outside: readonly string[] }>;
  /** Everything asked anew, right before the change is made: why it is not; an exception that it needs is used up. */
  readonly judgeChange: (change: ShareChange, share: ShareRow, wish: ChangeWish) => Promise<FailureFacts | undefined>;
  readonly recordRefusal: (
    person: Person,
    refusal: { readonly act: string; readonly shareId: string; readonly problems: readonly PolicyProblem[] },
    traceId: string,
  ) => Promise<void>;
};

export type CardRulesDeps = {
  readonly database: Database;
  readonly store: Store;
  readonly clock: Clock;
  readonly sharingFacts: RuleFacts;
};

export const createCardRules = ({ database, store, clock, sharingFacts }: CardRulesDeps): CardRules => {
  const { db } = database;

  /** The conversations it stands in, the app's own with one person aside. */
  const channelsOf = async (share: ShareRow): Promise<readonly string[]> => {
    const cards = await store.cards.listCards(db, share);
    return [...new Set(cards.map(({ channel }) => channel))].filter((channel) => !isDirect(channel));
  };

  const asked = async (channels: readonly string[]): Promise<readonly Place[]> =>
    Promise.all(
      channels.map(async (channel) => ({ channel, isOutside: (await sharingFacts.isOutside(channel)) === true })),
    );

  /** To let a share live longer is to share it anew: all of the rules hold. What does not change is not judged. */
  const wishOf = ({ scope }: ShareRow, { endsAt, before, hasCode, losesCode = false }: ChangeWish): ShareWish => {
    const validDays = endsAt === undefined ? {} : { validDays: daysToReach(endsAt, clock.now()) };
    const longer = endsAt !== undefined && before !== undefined && endsAt > before;
    if (!longer && !losesCode) return validDays;
    return { ...validDays, scope: scope ?? "external", hasCode, outsideConfirmed: !losesCode };
  };

  const somewhere = (places: readonly Place[]): readonly Place[] =>
    places.length === 0 ? [{ channel: undefined, isOutside: false }] : places;

  const judge = async (
    person: Person,
    wish: ShareWish,
    facts: { readonly places: readonly Place[]; readonly may: (rules: SharingRules) => boolean | Promise<boolean> },
  ): Promise<RuleVerdict> => {
    const { rules, updatedBy } = await store.policies.getPolicy(db, person.teamId);
    const exceptions = await store.exceptionRequests.listUsableExceptions(db, person, clock.now());
    const mayShareOutside = await facts.may(rules);
    const judged = judgePlaces(wish, { rules, places: somewhere(facts.places), mayShareOutside, exceptions });
    return judged.kind === "allowed" ? judged : { ...judged, setBy: updatedBy };
  };

  const use = async (tx: Transaction, { id, teamId, userId, shareId }: ShareChange, exceptionId: string) => {
    const now = clock.now();
    await store.exceptionRequests.useException(tx, { teamId, userId, id: exceptionId, usedFor: id }, now);
    await store.audit.recordAudit(tx, {
      teamId,
      userId,
      at: now,
      act: "exception.use",
      subject: { exceptionId, shareId, changeId: id },
      result: "used",
      reference: undefined,
      details: undefined,
    });
  };

  return {
    forForm: async (person, share) => {
      const { rules, updatedBy } = await store.policies.getPolicy(db, person.teamId);
      const exceptions = await store.exceptionRequests.listUsableExceptions(db, person, clock.now());
      const channels = await channelsOf(share);
      const wishes = exceptions.map(({ wish }) => wish);
      const shown = widenRules(strictestRules(rules, channels.length === 0 ? [undefined] : channels), wishes);
      const goesOutside =
        (share.scope ?? "external") === "external" || channels.some((one) => sharingFacts.peekOutside(one) === true);
      return {
        rules: shown,
        mayGoWithoutCode: shown.code === "never" || (shown.code === "outside" && !goesOutside),
        mayShareOutside:
          wishes.some(({ outside }) => outside) || (sharingFacts.peekMayShareOutside(person.userId, rules) ?? true),
        setBy: updatedBy,
      };
    },
    judgeNow: async (person, share, wish) => {
      const places = (await channelsOf(share)).map((channel) => ({
        channel,
        isOutside: sharingFacts.peekOutside(channel) === true,
        // Asked for in the next step, where it is named.
        isConfirmed: true,
      }));
      const may = (rules: SharingRules) => sharingFacts.peekMayShareOutside(person.userId, rules) ?? true;
      return judge(person, wishOf(share, wish), { places, may });
    },
    judgeAsking: async (person, share, wish) => {
      const places = await asked(await channelsOf(share));
      const may = (rules: SharingRules) => sharingFacts.mayShareOutside(person.userId, rules);
      const confirmed = places.map((place) => ({ ...place, isConfirmed: true }));
      return {
        verdict: await judge(person, wishOf(share, wish), { places: confirmed, may }),
        outside: places.flatMap(({ channel, isOutside }) => (isOutside && channel !== undefined ? [channel] : [])),
      };
    },
    judgeChange: async (change, share, wish) => {
      const { id, teamId, userId } = change;
      const places = somewhere(await asked(await channelsOf(share)));
      const before = await store.policies.getPolicy(db, teamId);
      // Slack is asked outside of the transaction: a connection must not wait for it.
      const mayShareOutside = await sharingFacts.mayShareOutside(userId, before.rules);
      return database.transaction(async (tx) => {
        const { rules } = await store.policies.getPolicy(tx, teamId);
        const used = await store.exceptionRequests.findExceptionUsedFor(tx, { teamId, usedFor: id });
        const usable = await store.exceptionRequests.listUsableExceptions(tx, { teamId, userId }, clock.now());
        const exceptions = used === undefined ? usable : [used];
        const judged = judgePlaces(wishOf(share, wish), { rules, places, mayShareOutside, exceptions });
        if (judged.kind === "refused") {
          return {
            code: "not-allowed",
            operation: REFUSED_BY_RULES,
            reference: undefined,
            field: judged.problems[0]?.kind,
            remoteCode: undefined,
          };
        }
        if (judged.exceptionId !== undefined && used === undefined) await use(tx, change, judged.exceptionId);
        return undefined;
      });
    },
    recordRefusal: (person, { act, shareId, problems }, traceId) =>
      store.audit.recordAudit(db, {
        ...person,
        at: clock.now(),
        act: `share.${act}`,
        subject: { shareId },
        result: "refused",
        reference: shortReference(traceId),
        details: { problems },
      }),
  };
};
