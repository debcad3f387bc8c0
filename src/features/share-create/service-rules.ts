import { isDirect } from "../../domain/card-place.ts";
import type { Person } from "../../domain/person.ts";
import {
  judgePlaces,
  judgeShare,
  type PolicyProblem,
  type RuleFacts,
  rulesFor,
  type ShareRules,
  type ShareWish,
  widenRules,
} from "../../domain/sharing-policy.ts";
import type { Clock } from "../../lib/clock.ts";
import { settle, shortReference } from "../../lib/errors.ts";
import type { Database } from "../../store/database.ts";
import type { Store } from "../../store/store.ts";

export type ShareRulesDeps = {
  readonly database: Database;
  readonly store: Store;
  readonly clock: Clock;
  readonly sharingFacts: RuleFacts;
};

/** The rules as a form must show them. */
export type FormRules = {
  /** With the person's exceptions taken in. */
  readonly rules: ShareRules;
  readonly mayShareOutside: boolean;
  /** People of another company read along where the card is to be posted. */
  readonly toOutside: boolean;
  /** Who set rules that forbid anything; undefined while nothing is forbidden. */
  readonly setBy: string | undefined;
  readonly hasException: boolean;
};

export type RuleJudgement =
  | { readonly kind: "allowed"; readonly exceptionId: string | undefined }
  | { readonly kind: "refused"; readonly problems: readonly PolicyProblem[] };

export type ShareRulesService = {
  /** Asks Slack what is not known yet. */
  readonly forForm: (person: Person, channel: string | undefined) => Promise<FormRules>;
  /** From what is known without asking: for before an acknowledgement. What Slack must be asked for is let through here. */
  readonly judgeNow: (person: Person, wish: ShareWish, channel: string | undefined) => Promise<RuleJudgement>;
  /** With everything asked anew: right before the share is made. */
  readonly judgeIntent: (
    person: Person,
    intent: {
      readonly id: string;
      readonly wish: ShareWish;
      readonly channel: string | undefined;
      /** The change in which it takes the place of another share. */
      readonly replaces?: string | undefined;
      /** Where its maker has said that people of another company may see it. */
      readonly confirmedIn?: readonly string[] | undefined;
    },
  ) => Promise<RuleJudgement>;
  readonly recordRefusal: (person: Person, problems: readonly PolicyProblem[], traceId: string) => Promise<void>;
};

export const createShareRules = ({ database, store, clock, sharingFacts }: ShareRulesDeps): ShareRulesService => {
  const { db } = database;

  const channelsOf = async (teamId: string, changeId: string): Promise<readonly (string | undefined)[]> => {
    const change = await store.shareChanges.getChange(db, changeId);
    const cards = change === undefined ? [] : await store.cards.listCards(db, { teamId, shareId: change.shareId });
    const channels = [...new Set(cards.map(({ channel }) => channel))].filter((channel) => !isDirect(channel));
    return channels.length === 0 ? [undefined] : channels;
  };

  return {
    forForm: async (person, channel) => {
      const { rules: all, updatedBy } = await store.policies.getPolicy(db, person.teamId);
      const exceptions = await store.exceptionRequests.listUsableExceptions(db, person, clock.now());
      const wishes = exceptions.map((one) => one.wish);
      // A form is shown without Slack's answers too: they are asked for again before the share is made.
      const may = await settle(sharingFacts.mayShareOutside(person.userId, all));
      const outside = channel === undefined ? undefined : await settle(sharingFacts.isOutside(channel));
      return {
        rules: widenRules(rulesFor(all, channel), wishes),
        mayShareOutside: wishes.some((wish) => wish.outside) || (may.ok ? may.value : true),
        toOutside: outside?.ok === true && outside.value === true,
        setBy: updatedBy,
        hasException: exceptions.length > 0,
      };
    },
    judgeNow: async (person, wish, channel) => {
      const { rules } = await store.policies.getPolicy(db, person.teamId);
      return judgeShare(
        { ...wish, toOutside: channel !== undefined && sharingFacts.peekOutside(channel) === true },
        {
          rules,
          channel,
          mayShareOutside: sharingFacts.peekMayShareOutside(person.userId, rules) ?? true,
          exceptions: await store.exceptionRequests.listUsableExceptions(db, person, clock.now()),
        },
      );
    },
    judgeIntent: async (person, { id, wish, channel, replaces, confirmedIn = [] }) => {
      const { rules } = await store.policies.getPolicy(db, person.teamId);
      const { teamId } = person;
      const used = await store.exceptionRequests.findExceptionUsedFor(db, { teamId, usedFor: id });
      // The new link takes its place in the cards of the old one, so the rules of all their conversations hold.
      const channels = replaces === undefined ? [channel] : await channelsOf(teamId, replaces);
      const places = await Promise.all(
        channels.map(async (place) => ({
          channel: place,
          isOutside: place !== undefined && (await sharingFacts.isOutside(place)) === true,
          isConfirmed: place !== undefined && confirmedIn.includes(place),
        })),
      );
      return judgePlaces(wish, {
        rules,
        places,
        mayShareOutside: await sharingFacts.mayShareOutside(person.userId, rules),
        exceptions: used === undefined ? [] : [used],
      });
    },
    recordRefusal: (person, problems, traceId) =>
      store.audit.recordAudit(db, {
        ...person,
        at: clock.now(),
        act: "policy.refusal",
        subject: {},
        result: "refused",
        reference: shortReference(traceId),
        details: { problems },
      }),
  };
};
