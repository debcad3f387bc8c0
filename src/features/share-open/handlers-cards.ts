import type { FindDriveUser, Person } from "../../domain/person.ts";
import { findShareLinks } from "../../domain/share-reference.ts";
import { parseButtonId } from "../../slack/action-ids.ts";
import { renderAnswer } from "../../slack/answers.ts";
import type { ButtonCall, EventCall } from "../../slack/feature.ts";
import type { People } from "../../slack/people.ts";
import { readDirectMessage, readLinkShared } from "./input.ts";
import type { LinkCards } from "./service-cards.ts";
import { renderLine } from "./view.ts";
import { renderCardsSwitched } from "./view-card.ts";

export type CardHandlersDeps = {
  readonly cards: LinkCards;
  readonly people: People;
  readonly findDriveUser: FindDriveUser;
  readonly openLink: (call: ButtonCall, shortCode: string) => Promise<void>;
};

/** Nobody reads more cards than this under one message. */
const MAX_CARDS = 5;

/** Links that people post or paste, and the cards they become. */
export const createCardHandlers = ({ cards, people, findDriveUser, openLink }: CardHandlersDeps) => {
  const switchCards = async (call: ButtonCall, on: boolean): Promise<void> => {
    const channel = call.channelId;
    await call.ack();
    if (channel === undefined) return;
    // What a conversation of this workspace shows is not for another company to say.
    const { isStranger, isKnown } = await people.refresh(call.person.userId);
    const { locale } = await people.profile(call.person.userId);
    if (isStranger || !isKnown) {
      await cards.refuseSwitch(call.person, channel, call.traceId);
      return call.reply(renderAnswer("onlyMembers", locale));
    }
    await cards.switchCards(call.person, channel, on, call.traceId);
    const content = renderCardsSwitched(channel, on, locale);
    return on ? call.replace(content) : call.reply(content);
  };

  const posterOf = async (person: Person, traceId: string) => {
    const driveUserId = await findDriveUser(person);
    return driveUserId === undefined ? undefined : { ...person, driveUserId, traceId };
  };

  return {
    /** Somebody posted a link. Only what they may see themselves is shown, so for strangers to the drive nothing is. */
    linkShared: async (call: EventCall): Promise<void> => {
      const shared = readLinkShared(call.event);
      const poster = shared === undefined ? undefined : await posterOf(call.person, call.traceId);
      if (shared === undefined || poster === undefined) return;
      const { channel, ts, links } = shared;
      await cards.posted({ ...poster, channel, ts, links: links.slice(0, MAX_CARDS) });
    },

    /** Somebody wrote to the app. */
    directMessage: async (call: EventCall): Promise<void> => {
      const { person, traceId, eventId } = call;
      const links = findShareLinks(readDirectMessage(call.event)).slice(0, MAX_CARDS);
      const poster = await posterOf(person, traceId);
      const shortCodes = poster === undefined ? [] : links.map((link) => link.shortCode);
      const isNew = await cards.pasted(poster ?? { ...person, driveUserId: "", traceId }, eventId, shortCodes);
      if (!isNew || shortCodes.length > 0) return;
      const { locale } = await people.profile(person.userId);
      await call.reply(links.length > 0 ? renderAnswer("notConnected", locale) : renderLine("direct", locale));
    },

    look: async (call: ButtonCall): Promise<void> => {
      await call.ack();
      const shortCode = parseButtonId(call.value);
      if (shortCode !== undefined) await openLink(call, shortCode);
    },

    /** The card's menu, which has one choice: no more cards in this channel. */
    more: async (call: ButtonCall): Promise<void> =>
      call.value === "cards-off" ? switchCards(call, false) : call.ack(),

    cardsOn: (call: ButtonCall): Promise<void> => switchCards(call, true),
  };
};
