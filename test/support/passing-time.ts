import { randomUUID } from "node:crypto";
import { DEFAULT_PERSON_PREFERENCES, type PersonPreferences } from "../../src/domain/preferences.ts";
import { SEED } from "../../src/emulators/koodrive/seed/known.ts";
import type { Message } from "../../src/emulators/slack/protocol.ts";
import { createKooDrive } from "../../src/koodrive/client.ts";
import { randomIds } from "../../src/lib/ids.ts";
import { createLogger } from "../../src/lib/logger.ts";
import { savePersonPreferences } from "../../src/store/preferences.ts";
import { replanReminders } from "../../src/store/share-reminders.ts";
import { saveShare } from "../../src/store/shares.ts";
import { buttonsOf, findButton, textOf } from "./actor.ts";
import type { Office } from "./office.ts";

export const TEAM_ID = "T0LANTERN";
export const AS_MEI = { userId: SEED.users.mei.id };

/** The life of shares over days and weeks: made, reminded of, ended, here and on the drive itself. */
export const createShareLife = (office: Office) => {
  const drive = createKooDrive({ ...office.driveSettings, ids: randomIds, logger: createLogger({ level: "fatal" }) });

  return {
    /** The drive itself, behind the bot's back. */
    drive,

    /** A share as this app has made it, told apart by its name. */
    share: async (
      ownerUserId: string,
      name: string,
      validDays: number,
    ): Promise<{ readonly shareId: string; readonly expiresAt: Date }> => {
      const { share } = await drive.createShare(AS_MEI, {
        scope: "external",
        containerId: SEED.spaces.marketing.id,
        fileIds: [SEED.files.brochure.id],
        validDays,
        accessCode: undefined,
        comment: undefined,
        phoneNumbers: [],
        userIds: [],
      });
      const { shareId, shortCode, linkUrl, expiresAt } = share;
      if (expiresAt === undefined) throw new Error("the drive gave no end");
      const row = {
        teamId: TEAM_ID,
        shareId,
        ownerUserId,
        driveUserId: AS_MEI.userId,
        shortCode,
        linkUrl: linkUrl ?? null,
        name,
        scope: "external" as const,
        containerId: SEED.spaces.marketing.id,
        files: [],
        comment: null,
        hasCode: false,
        expiresAt,
        status: "live" as const,
        // Made in Slack.
        intentId: randomUUID(),
      };
      await saveShare(office.database.db, row, office.clock.now());
      return { shareId, expiresAt };
    },

    choose: async (userId: string, choices: Partial<PersonPreferences>): Promise<void> => {
      const person = { teamId: TEAM_ID, userId };
      const all = { ...DEFAULT_PERSON_PREFERENCES, ...choices };
      await savePersonPreferences(office.database.db, person, all, office.clock.now());
      await replanReminders(office.database.db, person);
    },

    /** Moves the clock there, and has everything done that has fallen due by then. */
    goTo: (moment: number): Promise<void> => office.later(moment - office.clock.now().getTime()),

    /** What the app has written to a person about a share, oldest first. */
    told: (userId: string, name: string): readonly Message[] => {
      const person = office.person(userId);
      return person.messages(person.direct()).filter(({ blocks }) => textOf(blocks).includes(name));
    },

    close: () => drive.close(),
  };
};

export const isReminder = (message: Message): boolean =>
  buttonsOf(message.blocks).some(({ element }) => element.action_id === "reminder:let-end");

/** The lines that people read of a message. */
export const linesOf = (message: Message | undefined): readonly string[] => textOf(message?.blocks ?? []).split("\n");

/** A moment as this app writes it for a reader. */
export const momentIn = (moment: Date, timeZone: string, locale: "en-GB" | "zh-CN"): string =>
  new Intl.DateTimeFormat(locale, {
    weekday: "short",
    day: "numeric",
    month: "short",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    hour12: false,
    timeZone,
  }).format(moment);

/** A press of a button of a message that the workspace itself would not let this person make. */
export const pressAs = async (office: Office, userId: string, message: Message, actionId: string): Promise<void> => {
  const { blockId, element } = findButton(message.blocks, actionId);
  const payload = {
    type: "block_actions",
    team: { id: TEAM_ID, domain: "lantern-works" },
    user: { id: userId, team_id: TEAM_ID },
    api_app_id: "A0KOODRIVE",
    trigger_id: "1.1.1",
    container: { type: "message", message_ts: message.ts, channel_id: message.channel },
    actions: [{ type: "button", block_id: blockId, action_id: actionId, value: element.value, action_ts: "1.1" }],
  };
  await office.post(new URLSearchParams({ payload: JSON.stringify(payload) }).toString());
};
