import type { WebClient } from "@slack/web-api";
import { z } from "zod";
import { isTimeZone } from "../domain/validity.ts";
import type { Clock } from "../lib/clock.ts";
import { type Locale, localeOf } from "./locale/locale.ts";

/** What of a person's profile this app uses. */
export type Profile = {
  readonly userId: string;
  readonly realName: string;
  /** Confirmed by Slack; undefined where the workspace hides it. */
  readonly email: string | undefined;
  readonly locale: Locale;
  /** IANA name; UTC while unknown. */
  readonly timeZone: string;
  /** False while we only guess, until Slack has been asked. */
  readonly isKnown: boolean;
  readonly isAdmin: boolean;
  readonly isDeactivated: boolean;
  /** Of another company (Slack Connect). */
  readonly isStranger: boolean;
};

/** What a person is called, where that was asked for. */
export const knownName = ({ isKnown, realName }: Profile): string | undefined => (isKnown ? realName : undefined);

/** The directory of the workspace's people, as far as it was asked for. */
export type People = {
  /** At once, from what was asked before; a guess (`isKnown` false) otherwise. */
  readonly peek: (userId: string) => Profile;
  /** Asks Slack unless the answer is fresh. When Slack cannot be asked, what `peek` says. */
  readonly profile: (userId: string) => Promise<Profile>;
  /** Asks Slack whatever is remembered. When Slack cannot be asked, nothing is known (`isKnown` false). */
  readonly refresh: (userId: string) => Promise<Profile>;
  /** Forgets a person, so that the next look asks: they changed their language in this app, say. */
  readonly forget: (userId: string) => void;
};

// People move and change languages seldom; a change shows within a quarter of an hour.
const FRESH_MS = 15 * 60 * 1000;
const MAX_KEPT = 20_000;

// What cannot be read counts as not told: a name, or a zone that this machine's calendar does not know.
const text = z.string().optional().catch(undefined);
const flag = z.boolean().optional().catch(undefined);
const userShape = z.object({
  name: text,
  real_name: text,
  profile: z.object({ real_name: text, email: text }).optional().catch(undefined),
  is_email_confirmed: flag,
  locale: text,
  tz: z.string().refine(isTimeZone).optional().catch(undefined),
  is_admin: flag,
  is_owner: flag,
  deleted: flag,
  is_stranger: flag,
});

export type PeopleDeps = {
  readonly client: WebClient;
  readonly clock: Clock;
  /** The language a person has chosen in this app; undefined: Slack's. */
  readonly chosenLocale: (userId: string) => Promise<Locale | undefined>;
};

export const createPeople = ({ client, clock, chosenLocale }: PeopleDeps): People => {
  const kept = new Map<string, { readonly profile: Profile; readonly at: number }>();

  const peek = (userId: string): Profile => kept.get(userId)?.profile ?? guess(userId);

  const ask = async (userId: string): Promise<Profile | undefined> => {
    const asked = await client.users.info({ user: userId, include_locale: true }).catch(() => undefined);
    const read = userShape.safeParse(asked?.user);
    if (!read.success) return undefined;
    const user = read.data;
    const profile: Profile = {
      userId,
      realName: user.profile?.real_name ?? user.real_name ?? user.name ?? userId,
      email: user.is_email_confirmed === false ? undefined : user.profile?.email,
      locale: (await chosenLocale(userId)) ?? localeOf(user.locale),
      timeZone: user.tz ?? "UTC",
      isKnown: true,
      isAdmin: user.is_admin === true || user.is_owner === true,
      isDeactivated: user.deleted === true,
      isStranger: user.is_stranger === true,
    };
    if (kept.size >= MAX_KEPT) {
      const oldest = kept.keys().next();
      if (oldest.done !== true) kept.delete(oldest.value);
    }
    kept.delete(userId);
    kept.set(userId, { profile, at: clock.now().getTime() });
    return profile;
  };

  return {
    peek,
    profile: async (userId) => {
      const known = kept.get(userId);
      if (known !== undefined && clock.now().getTime() - known.at < FRESH_MS) return known.profile;
      return (await ask(userId)) ?? peek(userId);
    },
    refresh: async (userId) => (await ask(userId)) ?? guess(userId),
    forget: (userId) => {
      kept.delete(userId);
    },
  };
};

const guess = (userId: string): Profile => ({
  userId,
  realName: userId,
  locale: "en",
  timeZone: "UTC",
  isKnown: false,
  email: undefined,
  isAdmin: false,
  isDeactivated: false,
  isStranger: false,
});
