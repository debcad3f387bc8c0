import type { Message, View } from "../../src/emulators/slack/protocol.ts";
import { type MenuAct, menuChoice } from "../../src/slack/action-ids.ts";
import { type Actor, fieldsOf, findButton, textOf } from "./actor.ts";
import type { Office } from "./office.ts";

/** Takes something out of a card's menu. */
export const choose = (office: Office, actor: Actor, card: Message, act: MenuAct, shareId: string) => {
  const { blockId } = findButton(card.blocks, "share:more");
  return office.slack.act({
    as: actor.id,
    kind: "action",
    place: { in: "message", channel: card.channel, ts: card.ts },
    blockId,
    actionId: "share:more",
    action: {
      type: "overflow",
      selected_option: { text: { type: "plain_text", text: act }, value: menuChoice(act, shareId) },
    },
  });
};

/** Opens the edit form from the card, and waits until it is filled. */
export const openEditForm = async (office: Office, actor: Actor, card: Message, shareId: string): Promise<View> => {
  const answer = await choose(office, actor, card, "edit", shareId);
  if (!answer.ok) throw new Error(answer.error);
  return actor.seeModal((view) => fieldsOf(view).includes("comment"));
};

/** Submits, waits until the modal says so, closes it. */
export const submitAndSee = async (office: Office, actor: Actor, text: string): Promise<string> => {
  const answer = await actor.submit();
  if (!answer.ok || "errors" in answer) throw new Error(JSON.stringify(answer));
  const view = await actor.seeModal(({ blocks }) => textOf(blocks).includes(text));
  await office.bot.whenIdle();
  await actor.close();
  return textOf(view.blocks);
};

/** The card as it stands now. */
export const cardNow = (actor: Actor, { channel, ts }: Pick<Message, "channel" | "ts">): Message => {
  const found = actor.messages(channel).find((message) => message.ts === ts && !message.deleted);
  if (found === undefined) throw new Error("the card is gone");
  return found;
};

/** What stands in the thread of a message, oldest first. */
export const threadOf = (office: Office, { channel, ts }: Pick<Message, "channel" | "ts">): readonly string[] =>
  office.slack
    .history(channel)
    .filter((message) => message.threadTs === ts && message.ts !== ts && !message.deleted)
    .map(({ blocks }) => textOf(blocks));
