import type { Edition } from "../../domain/edition.ts";
import type { FindDriveUser } from "../../domain/person.ts";
import { inParts, POLICIES_A_CALL } from "../../domain/retention.ts";
import { failureFacts, settle, unreachable } from "../../lib/errors.ts";
import type { Admins } from "../../slack/admins.ts";
import { answerText, renderAnswer } from "../../slack/answers.ts";
import { explainFailure } from "../../slack/failure.ts";
import type { CommandCall, SubmitCall } from "../../slack/feature.ts";
import type { Messenger } from "../../slack/messenger.ts";
import type { People } from "../../slack/people.ts";
import { readMetadata, readTicked } from "./input.ts";
import type { RetentionService } from "./service.ts";
import {
  renderChoosing,
  renderConfirm,
  renderGone,
  renderInstead,
  renderNoChanges,
  renderOpening,
  renderWorking,
  renderWrongEdition,
} from "./view.ts";

export type RetentionHandlersDeps = {
  readonly service: RetentionService;
  readonly edition: Edition;
  readonly messenger: Messenger;
  readonly people: People;
  readonly admins: Admins;
  readonly findDriveUser: FindDriveUser;
};

// Somebody looks at "one moment" meanwhile.
const LOADING_TIMEOUT_MS = 10_000;

export const createRetentionHandlers = (deps: RetentionHandlersDeps) => {
  const { service, messenger, people, admins } = deps;

  return {
    command: async (call: CommandCall): Promise<void> => {
      const { person, traceId } = call;
      const driveUserId = await deps.findDriveUser(person);
      await call.ack();
      const early = people.peek(person.userId);
      if (deps.edition !== "carrier") {
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
      const as = { userId: driveUserId, traceId, signal: AbortSignal.timeout(LOADING_TIMEOUT_MS) };
      const loaded = await settle(service.load(person, as, opened.viewId));
      const view = loaded.ok
        ? renderChoosing(loaded.value, locale)
        : renderInstead(explainFailure(failureFacts(loaded.error), locale), locale);
      await messenger.updateView(opened.viewId, view);
    },

    submit: async (call: SubmitCall): Promise<void> => {
      const { person, traceId, view } = call;
      const metadata = readMetadata(view.metadata);
      const locale = metadata?.locale ?? people.peek(person.userId).locale;
      if (metadata === undefined) return call.ack({ kind: "update", view: renderGone(locale) });
      const { changeId } = metadata;
      if (metadata.step === "choose") {
        const wish = await service.wish(person, changeId, readTicked(view.values));
        switch (wish.kind) {
          case "no-changes":
            return call.ack({ kind: "errors", errors: renderNoChanges(locale) });
          case "gone":
            return call.ack({ kind: "update", view: renderGone(locale) });
          case "changes": {
            const parts = inParts(wish.changes, POLICIES_A_CALL).length;
            const asked = { changeId, changes: wish.changes, parts };
            return call.ack({ kind: "update", view: renderConfirm(asked, locale) });
          }
          default:
            return unreachable(wish);
        }
      }
      // Whether this person still administers the drive is asked by the job, at the moment it acts.
      const parts = await service.confirm(person, changeId, traceId);
      if (parts === undefined) return call.ack({ kind: "update", view: renderGone(locale) });
      const working = { done: 0, parts: parts.length, keepsTrying: false };
      return call.ack({ kind: "update", view: renderWorking(working, locale) });
    },
  };
};
