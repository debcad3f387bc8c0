import type { Edition } from "../../domain/edition.ts";
import { shortReference, unreachable } from "../../lib/errors.ts";
import type { Admins } from "../../slack/admins.ts";
import { renderAnswer } from "../../slack/answers.ts";
import type { ButtonCall, CommandCall, SubmitCall } from "../../slack/feature.ts";
import type { Messenger } from "../../slack/messenger.ts";
import type { People } from "../../slack/people.ts";
import { readViewValues } from "../../slack/view-values.ts";
import { FIELDS, parseAccount, parseDecision, parseLeave, readMetadata } from "./input.ts";
import type { AccountLinkService } from "./service.ts";
import type { Decide, DecideOutcome } from "./service-decide.ts";
import {
  renderDisconnect,
  renderForm,
  renderLeft,
  renderLine,
  renderProblem,
  renderStanding,
  renderState,
  type Standing,
} from "./view.ts";

export type AccountLinkHandlersDeps = {
  readonly service: AccountLinkService;
  readonly decide: Decide;
  readonly edition: Edition;
  /** One drive user for everybody: linking is off. */
  readonly singleUserId: string | undefined;
  readonly messenger: Messenger;
  readonly people: People;
  readonly admins: Admins;
};

type Call = CommandCall | ButtonCall;

export const createAccountLinkHandlers = (deps: AccountLinkHandlersDeps) => {
  const { service, decide, edition, singleUserId, messenger, people, admins } = deps;

  const standingOf = async (call: Call): Promise<Standing | undefined> => {
    if (singleUserId !== undefined) return { kind: "single-user", driveUserId: singleUserId };
    const { link, request } = await service.stateOf(call.person);
    if (link !== undefined) {
      return {
        kind: "linked",
        driveUserId: link.driveUserId,
        name: link.driveUserName ?? link.driveUserId,
        approvedBy: link.approvedBy ?? undefined,
        isShared: link.shared,
        linkedAt: link.linkedAt,
        isAdmin: await admins.isAdmin(call.person.userId),
      };
    }
    if (request === undefined) return undefined;
    return request.state === "waiting" && request.expiresAt !== null
      ? {
          kind: "waiting",
          requestId: request.id,
          name: request.driveUserName ?? request.driveUserId ?? "",
          expiresAt: request.expiresAt,
        }
      : { kind: "looking", requestId: request.id };
  };

  const tellStanding = async (call: Call): Promise<void> => {
    const standing = await standingOf(call);
    const { locale } = await people.profile(call.person.userId);
    await call.reply(standing === undefined ? renderAnswer("notConnected", locale) : renderStanding(standing, locale));
  };

  /** The modal needs no network: it asks for what nobody here knows. */
  const connect = async (call: Call): Promise<void> => {
    await call.ack();
    const { link } = await service.stateOf(call.person);
    if (singleUserId !== undefined || link !== undefined) return tellStanding(call);
    const { locale } = people.peek(call.person.userId);
    const opened = await messenger.openView(call.triggerId, renderForm(edition, locale));
    if (opened.kind !== "shown") return call.reply(renderAnswer("tooLate", locale));
    const profile = await people.profile(call.person.userId);
    if (profile.isStranger) {
      const refused = { kind: "refused", refusal: "not-a-member", failure: undefined } as const;
      await messenger.updateView(opened.viewId, renderState(refused, edition, profile.locale));
      return;
    }
    if (profile.locale === locale) return;
    await messenger.updateView(opened.viewId, renderForm(edition, profile.locale), opened.hash);
  };

  const decision =
    (verdict: "approve" | "deny") =>
    async (call: ButtonCall): Promise<void> => {
      await call.ack();
      const { person, traceId } = call;
      const { locale } = await people.profile(person.userId);
      const target = parseDecision(call.value);
      if (target === undefined) return call.reply(renderLine("gone", locale));
      const pressed = { verdict, presser: person, ...target, traceId };
      if (!(await admins.isAdmin(person.userId))) {
        await decide.recordRefused(pressed, "not-admin");
        return call.reply(renderAnswer("onlyAdmins", locale));
      }
      const request = await decide.getRequest(target.requestId);
      const isOwn = request?.teamId === person.teamId && request.userId === person.userId;
      if (isOwn && verdict === "approve" && (await admins.list()).some((userId) => userId !== person.userId)) {
        await decide.recordRefused(pressed, "own-request");
        return call.reply(renderLine("ownRequest", locale));
      }
      const outcome = await decide.decide(pressed);
      return call.reply(renderLine(lineOf(outcome), locale));
    };

  return {
    connectCommand: connect,
    connectButton: connect,

    submit: async (call: SubmitCall): Promise<void> => {
      const { person, traceId, view } = call;
      const locale = readMetadata(view.metadata)?.locale ?? people.peek(person.userId).locale;
      const refuse = (key: Parameters<typeof renderProblem>[0]): Promise<void> =>
        call.ack({ kind: "errors", errors: renderProblem(key, edition, locale) });

      if (singleUserId !== undefined) return call.ack({ kind: "close" });
      const parsed = parseAccount(readViewValues(view.values).text(FIELDS.account), edition);
      if (parsed.kind !== "ok") return refuse(parsed.kind);
      const submission = `${view.id}:${view.hash}`;
      const asked = await service.ask({ person, account: parsed.account, viewId: view.id, submission, traceId });
      if (asked !== "started") return refuse(asked);
      return call.ack({
        kind: "update",
        view: renderState({ kind: "looking", keepsTrying: false }, edition, locale),
      });
    },

    disconnectCommand: async (call: CommandCall): Promise<void> => {
      await call.ack();
      const { link } = await service.stateOf(call.person);
      if (singleUserId !== undefined || link === undefined) return tellStanding(call);
      const { locale } = await people.profile(call.person.userId);
      const { driveUserId } = link;
      return call.reply(renderDisconnect({ name: link.driveUserName ?? driveUserId, driveUserId }, locale));
    },

    disconnectButton: async (call: ButtonCall): Promise<void> => {
      const { person, traceId } = call;
      const target = parseLeave(call.value);
      const withdrawn = target?.kind === "request" && (await service.withdraw(person, target.id, traceId));
      const left =
        target?.kind === "link"
          ? await service.unlink(person, target.id, { reason: "asked", reference: shortReference(traceId) })
          : undefined;
      await call.ack();
      const { locale } = await people.profile(person.userId);
      if (left !== undefined) {
        const { link, stopped } = left;
        return call.replace(renderLeft({ name: link.driveUserName ?? link.driveUserId, stopped }, locale));
      }
      return call.replace(renderLine(withdrawn ? "withdrawn" : "notLinked", locale));
    },

    whoamiCommand: async (call: CommandCall): Promise<void> => {
      await call.ack();
      return tellStanding(call);
    },

    approve: decision("approve"),
    deny: decision("deny"),
  };
};

const lineOf = (outcome: DecideOutcome) => {
  switch (outcome) {
    case "approved":
      return "doneApproved";
    case "denied":
      return "doneDenied";
    case "gone":
    case "already-decided":
    case "restated":
      return outcome;
    default:
      return unreachable(outcome);
  }
};
