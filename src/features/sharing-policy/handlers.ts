import type { FindDriveUser } from "../../domain/person.ts";
import { parseButtonId } from "../../slack/action-ids.ts";
import type { Admins } from "../../slack/admins.ts";
import { answerText, renderAnswer } from "../../slack/answers.ts";
import type { ButtonCall, CommandCall, FieldCall, SubmitCall } from "../../slack/feature.ts";
import type { Messenger } from "../../slack/messenger.ts";
import type { People } from "../../slack/people.ts";
import { EXCEPTION_FIELDS, readException, readPolicy, readPolicyChannel, readPolicyMetadata } from "./input.ts";
import type { PolicyService } from "./service.ts";
import { policyLine, renderPolicyLine, renderPolicyModal, renderPolicyProblems } from "./view.ts";
import { renderAsked, renderExceptionLine, renderExceptionModal, renderExceptionProblems } from "./view-exception.ts";

export type SharingPolicyHandlersDeps = {
  readonly service: PolicyService;
  readonly messenger: Messenger;
  readonly people: People;
  readonly admins: Admins;
  readonly findDriveUser: FindDriveUser;
};

export const createSharingPolicyHandlers = (deps: SharingPolicyHandlersDeps) => {
  const { service, messenger, people, admins } = deps;

  const draw = async (call: CommandCall | FieldCall, channel: string | undefined) => {
    const profile = await people.profile(call.person.userId);
    return renderPolicyModal({ ...(await service.show(call.person.teamId)), channel }, profile);
  };

  const decide = async (call: ButtonCall, state: "approved" | "refused"): Promise<void> => {
    await call.ack();
    const by = { ...call.person, traceId: call.traceId };
    const id = parseButtonId(call.value);
    const { locale } = await people.profile(call.person.userId);
    const act = state === "approved" ? "exception.approve" : "exception.refuse";
    if (!(await admins.isAdmin(call.person.userId))) {
      await service.recordRefusal(by, act, { exceptionId: id ?? "" });
      return call.reply(renderAnswer("onlyAdmins", locale));
    }
    const others = (await admins.list()).some((userId) => userId !== call.person.userId);
    const outcome =
      id === undefined || !/^[0-9a-f-]{36}$/.test(id)
        ? ({ kind: "over" } as const)
        : await service.decide(by, id, state, { mayDecideOwn: !others });
    if (outcome.kind === "own") await service.recordRefusal(by, act, { exceptionId: id ?? "" });
    if (outcome.kind !== "decided") await call.reply(renderExceptionLine(outcome.kind, locale));
  };

  return {
    command: async (call: CommandCall): Promise<void> => {
      await call.ack();
      const early = people.peek(call.person.userId);
      const opened = await messenger.openView(call.triggerId, renderPolicyLine("opening", early.locale));
      if (opened.kind !== "shown") return call.reply(renderAnswer("tooLate", early.locale));
      if (await admins.isAdmin(call.person.userId)) {
        await messenger.updateView(opened.viewId, await draw(call, undefined));
        return;
      }
      await service.recordRefusal({ ...call.person, traceId: call.traceId }, "policy.view", {});
      const { locale } = await people.profile(call.person.userId);
      await messenger.updateView(opened.viewId, policyLine(answerText("onlyAdmins", locale), locale));
    },

    /** Another conversation was chosen: its rules take the place of those shown. */
    chooseChannel: async (call: FieldCall): Promise<void> => {
      await call.ack();
      if (!(await admins.isAdmin(call.person.userId))) return;
      const view = await draw(call, readPolicyChannel(call.view.values));
      await messenger.updateView(call.view.id, view, call.view.hash);
    },

    /** The right is asked for where it takes effect: in the job. */
    submit: async (call: SubmitCall): Promise<void> => {
      const shown = readPolicyMetadata(call.view.metadata);
      const locale = shown?.locale ?? people.peek(call.person.userId).locale;
      if (shown === undefined) return call.ack({ kind: "update", view: renderPolicyLine("notSaved", locale) });
      const { rules, revision } = await service.show(call.person.teamId);
      if (revision !== shown.revision) {
        return call.ack({ kind: "update", view: renderPolicyLine("notSaved", locale) });
      }
      const read = readPolicy(call.view.values, rules, shown.channel);
      if (read.kind === "problems") {
        return call.ack({ kind: "errors", errors: renderPolicyProblems(read.problems, locale) });
      }
      await service.startSave({
        ...call.person,
        traceId: call.traceId,
        viewId: call.view.id,
        rules: read.rules,
        auditDays: read.auditDays,
        revision,
        channel: shown.channel,
      });
      return call.ack({ kind: "update", view: renderPolicyLine("saving", locale) });
    },

    /** On top of the form in which the rules stood in the way; from a message by itself. */
    askException: async (call: ButtonCall): Promise<void> => {
      const driveUserId = await deps.findDriveUser(call.person);
      await call.ack();
      const { locale } = people.peek(call.person.userId);
      if (driveUserId === undefined) return call.reply(renderAnswer("notConnected", locale));
      const show = call.view === undefined ? messenger.openView : messenger.pushView;
      const opened = await show(call.triggerId, renderExceptionModal(locale));
      if (opened.kind !== "shown") await call.reply(renderAnswer("tooLate", locale));
    },

    submitException: async (call: SubmitCall): Promise<void> => {
      const { locale } = people.peek(call.person.userId);
      // Who cannot share needs no exception, and must not be able to keep the administrators busy.
      if ((await deps.findDriveUser(call.person)) === undefined) {
        return call.ack({ kind: "errors", errors: { [EXCEPTION_FIELDS.reason]: answerText("notConnected", locale) } });
      }
      const read = readException(call.view.values);
      if (read.kind === "problems") {
        return call.ack({ kind: "errors", errors: renderExceptionProblems(read.problems, locale) });
      }
      const by = { ...call.person, traceId: call.traceId };
      const asked = await service.ask(by, { ...read, viewId: call.view.id });
      return call.ack({ kind: "update", view: renderAsked(asked, locale) });
    },

    approve: (call: ButtonCall): Promise<void> => decide(call, "approved"),
    refuse: (call: ButtonCall): Promise<void> => decide(call, "refused"),
  };
};
