import {
  type ChannelPreferences,
  DEFAULT_CHANNEL_PREFERENCES,
  DEFAULT_PERSON_PREFERENCES,
  type PersonPreferences,
} from "../domain/preferences.ts";
import type { Handle } from "./database.ts";
import { toJson } from "./values.ts";

type Key = { readonly teamId: string; readonly subject: string };

const read = async (handle: Handle, { teamId, subject }: Key): Promise<object> =>
  (
    await handle
      .selectFrom("preferences")
      .select("choices")
      .where("teamId", "=", teamId)
      .where("subject", "=", subject)
      .executeTakeFirst()
  )?.choices ?? {};

const write = async (handle: Handle, key: Key, choices: object, by: string, now: Date): Promise<void> => {
  const values = { choices: toJson(choices), updatedBy: by, updatedAt: now };
  await handle
    .insertInto("preferences")
    .values({ ...key, ...values })
    .onConflict((conflict) => conflict.columns(["teamId", "subject"]).doUpdateSet(values))
    .execute();
};

/** What the person has chosen, over the defaults. */
export const getPersonPreferences = async (
  handle: Handle,
  teamId: string,
  userId: string,
): Promise<PersonPreferences> => ({
  ...DEFAULT_PERSON_PREFERENCES,
  ...(await read(handle, { teamId, subject: userId })),
});

/** Takes the place of what was chosen before. */
export const savePersonPreferences = async (
  handle: Handle,
  { teamId, userId }: { readonly teamId: string; readonly userId: string },
  choices: PersonPreferences,
  now: Date,
): Promise<void> => write(handle, { teamId, subject: userId }, choices, userId, now);

export const getChannelPreferences = async (
  handle: Handle,
  teamId: string,
  channel: string,
): Promise<ChannelPreferences> => ({
  ...DEFAULT_CHANNEL_PREFERENCES,
  ...(await read(handle, { teamId, subject: channel })),
});

/** @param by the Slack user who chose for the channel */
export const saveChannelPreferences = async (
  handle: Handle,
  { teamId, channel, by }: { readonly teamId: string; readonly channel: string; readonly by: string },
  choices: ChannelPreferences,
  now: Date,
): Promise<void> => write(handle, { teamId, subject: channel }, choices, by, now);
