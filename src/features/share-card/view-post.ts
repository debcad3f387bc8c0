import type { PolicyProblem } from "../../domain/sharing-policy.ts";
import { BUTTONS } from "../../slack/action-ids.ts";
import { actions, button, type MessageContent, section } from "../../slack/blocks.ts";
import type { Locale } from "../../slack/locale/locale.ts";
import { brokenRule } from "../../slack/locale/rules.ts";
import { channelLink, mention } from "../../slack/mrkdwn.ts";
import { type CardShare, renderCard, shareTitle } from "./view.ts";
import { postWords } from "./words-post.ts";

type Shown = Pick<CardShare, "shareId" | "name" | "files" | "scope">;
type Refusal = { readonly channel: string; readonly problem: PolicyProblem; readonly setBy: string | undefined };

const whyOf = ({ problem, setBy }: Refusal, { scope }: Shown, locale: Locale): string =>
  brokenRule(problem, { author: setBy === undefined ? undefined : mention(setBy), scope }, locale);

export const askExceptionButton = (locale: Locale) =>
  button({ text: postWords(locale).plain("askException"), actionId: BUTTONS.exceptionAsk });

/** One line, privately. */
export const renderPosting = (share: Shown, isDirect: boolean, locale: Locale): MessageContent =>
  line(postWords(locale)(isDirect ? "postingDirect" : "posting", { name: shareTitle(share, locale) }));

export const renderNotYourPost = (locale: Locale): MessageContent => line(postWords(locale)("onlyOwner"));

export const renderUnseen = (channel: string, locale: Locale): MessageContent =>
  line(postWords(locale)("unseen", { channel: channelLink(channel) }));

const line = (text: string): MessageContent => ({ text, blocks: [section(text)] });

/** Privately, to who pressed: which rule keeps the card from there, or who would see it, with the button to go on. */
export const renderPostRefused = (share: Shown, refusal: Refusal, locale: Locale): MessageContent => {
  const t = postWords(locale);
  const facts = { name: shareTitle(share, locale), channel: channelLink(refusal.channel) };
  if (refusal.problem.kind !== "outside-unconfirmed") {
    const text = t("refused", { ...facts, why: whyOf(refusal, share, locale) });
    return { text, blocks: [section(text), actions(askExceptionButton(locale))] };
  }
  const text = share.scope === "external" ? `${t("confirm", facts)}\n${t("confirmOpen")}` : t("confirm", facts);
  const goOn = button({
    text: t.plain("confirmPress"),
    actionId: BUTTONS.sharesPostOutside,
    value: share.shareId,
    style: "danger",
  });
  return { text, blocks: [section(text), actions(goOn)] };
};

/** The card, sent to its owner instead of where the rules keep it from. */
export const renderNotPosted = (share: CardShare, refusal: Refusal, now: Date, locale: Locale): MessageContent => {
  const t = postWords(locale);
  const channel = channelLink(refusal.channel);
  const isUnconfirmed = refusal.problem.kind === "outside-unconfirmed";
  const why = isUnconfirmed
    ? t("keptUnconfirmed", { channel })
    : t("kept", { channel, why: whyOf(refusal, share, locale) });
  const card = renderCard(share, now, locale);
  return {
    text: `${why}\n${card.text}`,
    blocks: [section(why), ...(isUnconfirmed ? [] : [actions(askExceptionButton(locale))]), ...card.blocks],
  };
};
