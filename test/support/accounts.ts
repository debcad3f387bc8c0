import type { ActAnswer, Message } from "../../src/emulators/slack/protocol.ts";
import { type Actor, textOf } from "./actor.ts";
import { CHANNELS, type Office, TEAM } from "./office.ts";

/** Types `/koodrive connect` and sends the modal with an account in it. */
export const askFor = async (person: Actor, account: string): Promise<ActAnswer> => {
  const answer = await person.command("connect", CHANNELS.general);
  if (!answer.ok) throw new Error(answer.error);
  await person.seeModal((view) => view.callback_id === "account_connect");
  return sendAccount(person, account);
};

export const sendAccount = (person: Actor, account: string): Promise<ActAnswer> =>
  person.submit({ drive_account: { drive_account: { type: "plain_text_input", value: account } } });

/** What a person's conversation with the app holds, oldest first. */
export const directTexts = (person: Actor): readonly string[] =>
  person.messages(person.direct()).map((message) => textOf(message.blocks));

export const seeDirect = (person: Actor, text: string): Promise<Message> =>
  person.seeMessage(person.direct(), (message) => textOf(message.blocks).includes(text));

/** The links there are, as `Slack user → drive user`. */
export const linksOf = async (office: Office): Promise<Readonly<Record<string, string>>> => {
  const rows = await office.database.db.selectFrom("accountLinks").selectAll().orderBy("userId").execute();
  return Object.fromEntries(rows.map(({ userId, driveUserId }) => [userId, driveUserId]));
};

/** Who did what with which result, of the acts that begin so. */
export const auditOf = async (office: Office, acts: string): Promise<readonly string[]> => {
  const rows = await office.database.db.selectFrom("audit").selectAll().orderBy("id").execute();
  return rows.filter(({ act }) => act.startsWith(acts)).map(({ userId, act, result }) => `${userId} ${act} ${result}`);
};

/** A press that no message offers: signed as Slack signs, with a value and a presser of one's own choice. */
export const forgePress = (
  office: Office,
  press: { readonly userId: string; readonly actionId: string; readonly value: string; readonly teamId?: string },
): Promise<{ readonly status: number; readonly body: string }> => {
  const { userId, actionId, value, teamId = TEAM } = press;
  const payload = {
    type: "block_actions",
    team: { id: teamId, domain: "x" },
    user: { id: userId, team_id: teamId },
    api_app_id: "A0KOODRIVE",
    trigger_id: "1.2.3",
    container: { type: "message" },
    actions: [{ type: "button", action_id: actionId, block_id: "b", action_ts: "1.2", value }],
  };
  return office.post(new URLSearchParams({ payload: JSON.stringify(payload) }).toString());
};
