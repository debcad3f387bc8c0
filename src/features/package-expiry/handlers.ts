import type { Edition } from "../../domain/edition.ts";
import { parsePackageDays } from "../../domain/package-life.ts";
import type { FindDriveUser } from "../../domain/person.ts";
import type { Admins } from "../../slack/admins.ts";
import { answerText, renderAnswer } from "../../slack/answers.ts";
import type { CommandCall, SubmitCall } from "../../slack/feature.ts";
import type { Messenger } from "../../slack/messenger.ts";
import type { People } from "../../slack/people.ts";
import { readViewValues } from "../../slack/view-values.ts";
import { FIELDS, readMetadata } from "./input.ts";
import type { PackageExpiryService } from "./service.ts";
import {
  renderBadDays,
  renderConfirm,
  renderForm,
  renderInstead,
  renderOpening,
  renderState,
  renderWrongEdition,
} from "./view.ts";

export type PackageExpiryHandlersDeps = {
  readonly service: PackageExpiryService;
  readonly edition: Edition;
  readonly messenger: Messenger;
  readonly people: People;
  readonly admins: Admins;
  readonly findDriveUser: FindDriveUser;
};

export const createPackageExpiryHandlers = (deps: PackageExpiryHandlersDeps) => {
  const { service, messenger, people, admins } = deps;

  return {
    command: async (call: CommandCall): Promise<void> => {
      const { person, traceId, args } = call;
      const driveUserId = await deps.findDriveUser(person);
      await call.ack();
      const early = people.peek(person.userId);
      if (deps.edition !== "enterprise") {
        return call.reply(renderWrongEdition((await people.profile(person.userId)).locale));
      }
      if (driveUserId === undefined) {
        return call.reply(renderAnswer("notConnected", (await people.profile(person.userId)).locale));
      }
      const opened = await messenger.openView(call.triggerId, renderOpening(early.locale));
      if (opened.kind !== "shown") return call.reply(renderAnswer("tooLate", early.locale));
      const isAdmin = await admins.isAdmin(person.userId);
      const { locale } = await people.profile(person.userId);
      if (!isAdmin) {
        await service.recordRefused(person, traceId);
        await messenger.updateView(opened.viewId, renderInstead(answerText("onlyAdmins", locale), locale));
        return;
      }
      const last = await service.last(person.teamId);
      const days = parsePackageDays(args);
      const view =
        days === undefined
          ? renderForm(last, args === "" ? undefined : args, locale)
          : renderConfirm(days, last, locale);
      await messenger.updateView(opened.viewId, view);
    },

    submit: async (call: SubmitCall): Promise<void> => {
      const { person, traceId, view } = call;
      const metadata = readMetadata(view.metadata);
      const locale = metadata?.locale ?? people.peek(person.userId).locale;
      const driveUserId = await deps.findDriveUser(person);
      if (driveUserId === undefined) {
        return call.ack({ kind: "update", view: renderInstead(answerText("notConnected", locale), locale) });
      }
      if (metadata?.confirm === undefined) {
        const days = parsePackageDays(readViewValues(view.values).text(FIELDS.days));
        if (days === undefined) return call.ack({ kind: "errors", errors: renderBadDays(locale) });
        const last = await service.last(person.teamId);
        return call.ack({ kind: "update", view: renderConfirm(days, last, locale) });
      }
      // Whether this person still administers the drive is asked by the job, at the moment it acts.
      await service.start({ person, driveUserId, days: metadata.confirm, viewId: view.id, traceId });
      return call.ack({ kind: "update", view: renderState({ kind: "setting", keepsTrying: false }, locale) });
    },
  };
};
