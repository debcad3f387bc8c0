import type { WebClient } from "@slack/web-api";
import { mayShareOutside, type SharingRules } from "../domain/sharing-policy.ts";
import type { Clock } from "../lib/clock.ts";
import type { Admins } from "./admins.ts";
import { attemptCall, type OnCall } from "./attempt.ts";
import type { Messenger } from "./messenger.ts";

type OutsideRule = Pick<SharingRules, "outsideSharers" | "outsideGroup">;

/** What the sharing rules must know of people and conversations, and only Slack can say. */
export type SharingFacts = {
  /** Whether somebody may share outside; asks Slack where the rule needs it. A group that cannot be read has nobody in it. */
  readonly mayShareOutside: (userId: string, rule: OutsideRule) => Promise<boolean>;
  /** The same from what was asked lately; undefined when that is not known. For before an acknowledgement. */
  readonly peekMayShareOutside: (userId: string, rule: OutsideRule) => boolean | undefined;
  /** Whether people of another company read along in a conversation; asks Slack. Undefined: Slack does not show it. */
  readonly isOutside: (channel: string) => Promise<boolean | undefined>;
  /** The same from what was asked lately. */
  readonly peekOutside: (channel: string) => boolean | undefined;
};

// Long enough for somebody to fill in a form; whatever takes effect asks anew.
const FRESH_MS = 30 * 60 * 1000;
const MAX_KEPT = 5_000;

export const createSharingFacts = (deps: {
  readonly client: WebClient;
  readonly messenger: Pick<Messenger, "conversation">;
  readonly admins: Pick<Admins, "isAdmin">;
  readonly clock: Clock;
  readonly onCall?: OnCall;
}): SharingFacts => {
  const { client, clock, onCall = () => undefined } = deps;
  const rights = createMemory(clock);
  const outside = createMemory(clock);
  const rightKey = (userId: string, { outsideSharers, outsideGroup = "" }: OutsideRule): string =>
    `${userId} ${outsideSharers} ${outsideGroup}`;

  const isInGroup = async (userId: string, group: string | undefined): Promise<boolean> => {
    if (group === undefined) return false;
    const listed = await attemptCall(
      "usergroups.users.list",
      () => client.usergroups.users.list({ usergroup: group }),
      onCall,
    );
    return listed.ok && Array.isArray(listed.value.users) && listed.value.users.includes(userId);
  };

  return {
    mayShareOutside: async (userId, rule) => {
      const everybody = rule.outsideSharers === "everyone";
      const may = mayShareOutside(rule, {
        isInGroup: rule.outsideSharers === "group" && (await isInGroup(userId, rule.outsideGroup)),
        isAdmin: !everybody && (await deps.admins.isAdmin(userId)),
      });
      rights.set(rightKey(userId, rule), may);
      return may;
    },
    peekMayShareOutside: (userId, rule) =>
      rule.outsideSharers === "everyone" ? true : rights.get(rightKey(userId, rule)),
    isOutside: async (channel) => {
      const facts = await deps.messenger.conversation(channel);
      if (facts === undefined) return undefined;
      outside.set(channel, facts.isExternallyShared);
      return facts.isExternallyShared;
    },
    peekOutside: (channel) => outside.get(channel),
  };
};

const createMemory = (clock: Clock) => {
  const kept = new Map<string, { readonly value: boolean; readonly at: number }>();
  return {
    get: (key: string): boolean | undefined => {
      const found = kept.get(key);
      return found === undefined || clock.now().getTime() - found.at >= FRESH_MS ? undefined : found.value;
    },
    set: (key: string, value: boolean): void => {
      const oldest = kept.size >= MAX_KEPT ? kept.keys().next().value : undefined;
      if (oldest !== undefined) kept.delete(oldest);
      kept.delete(key);
      kept.set(key, { value, at: clock.now().getTime() });
    },
  };
};
