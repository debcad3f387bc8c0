import type { Person } from "../../domain/person.ts";
import type { Clock } from "../../lib/clock.ts";
import { unreachable } from "../../lib/errors.ts";
import { parseButtonId, parseMenuChoice } from "../../slack/action-ids.ts";
import { renderAnswer, renderShareNotFound } from "../../slack/answers.ts";
import type { MessageContent } from "../../slack/blocks.ts";
import type { ButtonCall, CommandCall } from "../../slack/feature.ts";
import type { People } from "../../slack/people.ts";
import { readExtendCommand } from "./input.ts";
import type { ShareCardService } from "./service.ts";
import type { ShareCode } from "./service-code.ts";
import type { CardFacts } from "./service-facts.ts";
import { renderTexts } from "./view-changes.ts";
import { renderCode, renderCodeRefused } from "./view-code.ts";
import { renderDetails } from "./view-thread.ts";
import { changeWords } from "./words-changes.ts";

type ShareRow = NonNullable<Awaited<ReturnType<ShareCardService["getShare"]>>>;

type FoundShare = Awaited<ReturnType<ShareCardService["find"]>>;
type WithShare = (call: CommandCall, share: ShareRow) => Promise<void>;

export type ShareCardHandlersDeps = {
  readonly service: ShareCardService;
  readonly code: ShareCode;
  readonly factsOf: (share: ShareRow) => Promise<CardFacts>;
  readonly people: People;
  readonly clock: Clock;
  /** What is done with a share once it is known which one is meant. */
  readonly openEdit: WithShare;
  readonly extend: (call: CommandCall, share: ShareRow, days: number) => Promise<void>;
  readonly openCancel: (call: CommandCall, shares: readonly ShareRow[]) => Promise<void>;
};

export const createShareCardHandlers = (deps: ShareCardHandlersDeps) => {
  const { service, code, factsOf, people, clock } = deps;
  const codeFor = async (person: Person, shareId: string, traceId: string): Promise<MessageContent> => {
    const { locale } = await people.profile(person.userId);
    const outcome = await code.reveal(person, shareId, traceId);
    switch (outcome.kind) {
      case "code":
        return renderCode(outcome, locale);
      case "refused":
        return renderCodeRefused(outcome, locale);
      case "gone":
        return renderAnswer("shareGone", locale);
      default:
        return unreachable(outcome);
    }
  };

  const notFound = async (call: CommandCall, command: string, text: string, found: FoundShare): Promise<void> => {
    await call.ack();
    const { locale } = await people.profile(call.person.userId);
    const names = found.kind === "several" ? found.names : [];
    await call.reply(renderShareNotFound({ command, text, names }, locale));
  };

  const withShare = async (
    call: CommandCall,
    command: string,
    reference: string,
    work: (share: ShareRow) => Promise<void>,
  ): Promise<void> => {
    const found = await service.find(call.person, reference);
    return found.kind === "found" ? work(found.share) : notFound(call, command, reference, found);
  };

  const gone = (call: ButtonCall): Promise<void> =>
    call.reply(renderAnswer("shareGone", people.peek(call.person.userId).locale));

  const details = async (call: ButtonCall, shareId = parseButtonId(call.value)): Promise<void> => {
    await call.ack();
    const share = shareId === undefined ? undefined : await service.getShare(call.person.teamId, shareId);
    if (share === undefined) return gone(call);
    const { locale } = await people.profile(call.person.userId);
    await call.reply(renderDetails(await factsOf(share), clock.now(), locale));
  };

  return {
    details,
    codeButton: async (call: ButtonCall): Promise<void> => {
      await call.ack();
      const shareId = parseButtonId(call.value);
      if (shareId === undefined) return gone(call);
      await call.reply(await codeFor(call.person, shareId, call.traceId));
    },
    codeCommand: (call: CommandCall): Promise<void> =>
      withShare(call, "code", call.args, async (share) => {
        await call.ack();
        await call.reply(await codeFor(call.person, share.shareId, call.traceId));
      }),
    editCommand: (call: CommandCall): Promise<void> =>
      withShare(call, "edit", call.args, (share) => deps.openEdit(call, share)),
    extendCommand: async (call: CommandCall): Promise<void> => {
      const wish = readExtendCommand(call.args);
      if (wish !== undefined) {
        return withShare(call, "extend", wish.reference, (share) => deps.extend(call, share, wish.days));
      }
      await call.ack();
      const { locale } = await people.profile(call.person.userId);
      await call.reply(renderTexts([changeWords(locale)("extendUsage")]));
    },
    /** Of several that fit, the person chooses. */
    cancelCommand: async (call: CommandCall): Promise<void> => {
      const found = await service.find(call.person, call.args);
      if (found.kind === "found") return deps.openCancel(call, [found.share]);
      const several = found.kind === "several" ? await service.findSeveral(call.person, call.args) : [];
      if (several.length > 0) return deps.openCancel(call, several);
      return notFound(call, "cancel", call.args, found);
    },
    /** What was chosen in a card's menu, done by whoever does it. */
    menu:
      (acts: Readonly<Record<string, (call: ButtonCall, shareId: string) => Promise<void>>>) =>
      async (call: ButtonCall): Promise<void> => {
        const choice = parseMenuChoice(call.value);
        const act = choice === undefined ? undefined : acts[choice.act];
        if (choice !== undefined && act !== undefined) return act(call, choice.shareId);
        await call.ack();
        await gone(call);
      },
  };
};
