import type { ModalView } from "@slack/types";
import type { Edition } from "../../domain/edition.ts";
import type { FindDriveUser, Person } from "../../domain/person.ts";
import type { Clock } from "../../lib/clock.ts";
import { settle } from "../../lib/errors.ts";
import { parseButtonId } from "../../slack/action-ids.ts";
import { answerText } from "../../slack/answers.ts";
import type { ButtonCall, FieldCall, OptionsCall, SubmitCall, ViewState } from "../../slack/feature.ts";
import type { Messenger } from "../../slack/messenger.ts";
import type { People, Profile } from "../../slack/people.ts";
import {
  checkShareDraft,
  FIELDS,
  type FieldProblem,
  type FormReader,
  onShownFields,
  placeRuleProblems,
  readReader,
  readShareDraft,
  type ShareDraft,
} from "./input.ts";
import type { ShareCreateService } from "./service.ts";
import type { ShareFiles } from "./service-files.ts";
import type { ShareRulesService } from "./service-rules.ts";
import { renderFileOption, renderSpaceOption } from "./view.ts";
import { renderLine, renderWorking } from "./view-outcome.ts";
import { renderProblems } from "./view-problems.ts";

export type ShareCreateHandlersDeps = {
  readonly service: ShareCreateService;
  readonly files: ShareFiles;
  readonly rules: ShareRulesService;
  /** Draws the form around what is in it. */
  readonly show: (person: Person, profile: Profile, draft: ShareDraft) => Promise<ModalView>;
  readonly edition: Edition;
  readonly messenger: Messenger;
  readonly people: People;
  readonly findDriveUser: FindDriveUser;
  /** As `findDriveUser`, for people named as recipients; undefined where accounts are not linked one by one. */
  readonly findRecipient: FindDriveUser;
  readonly clock: Clock;
};

// Slack waits 3 seconds for options; what is not there by then is not shown at all.
const OPTIONS_TIMEOUT_MS = 2_500;

export const createShareCreateHandlers = (deps: ShareCreateHandlersDeps) => {
  const { service, files, rules, show, messenger, people, clock } = deps;

  /** Who the form was drawn for; a guess when somebody else wrote its metadata. */
  const readerOf = (person: Person, view: ViewState): FormReader =>
    readReader(view.metadata) ?? people.peek(person.userId);

  return {
    spaceOptions: async (call: OptionsCall): Promise<void> => {
      const driveUserId = await deps.findDriveUser(call.person);
      if (driveUserId === undefined) return call.ack([]);
      const { locale } = readerOf(call.person, call.view);
      const signal = AbortSignal.timeout(OPTIONS_TIMEOUT_MS);
      const spaces = await settle(files.listSpaces({ userId: driveUserId, traceId: call.traceId, signal }));
      if (!spaces.ok) {
        call.log.warn({ err: spaces.error }, "spaces could not be listed");
        return call.ack([]);
      }
      const wanted = call.query.trim().toLowerCase();
      const options = spaces.value.map((space) => renderSpaceOption(space, locale));
      return call.ack(options.filter((option) => option.text.text.toLowerCase().includes(wanted)).slice(0, 100));
    },

    fileOptions: async (call: OptionsCall): Promise<void> => {
      const driveUserId = await deps.findDriveUser(call.person);
      if (driveUserId === undefined) return call.ack([]);
      const { locale } = readerOf(call.person, call.view);
      const signal = AbortSignal.timeout(OPTIONS_TIMEOUT_MS);
      const draft = readShareDraft(call.view.values);
      const found = await settle(
        files.findFiles(
          call.person,
          { userId: driveUserId, traceId: call.traceId, signal },
          { containerId: draft.space?.value, text: call.query },
        ),
      );
      if (!found.ok) {
        call.log.warn({ err: found.error }, "files could not be found");
        return call.ack([]);
      }
      return call.ack(found.value.map((file) => renderFileOption(file, locale)));
    },

    /** A choice that other fields depend on: draws the modal again around what is in it. */
    field: async (call: FieldCall): Promise<void> => {
      await call.ack();
      const profile = await people.profile(call.person.userId);
      const view = await show(call.person, profile, readShareDraft(call.view.values));
      await messenger.updateView(call.view.id, view, call.view.hash);
    },

    submit: async (call: SubmitCall): Promise<void> => {
      const { person, traceId } = call;
      const { locale, timeZone } = readerOf(person, call.view);
      const driveUserId = await deps.findDriveUser(person);
      if (driveUserId === undefined) {
        const problem = answerText("notConnected", locale);
        return call.ack({ kind: "errors", errors: { [FIELDS.space]: problem } });
      }
      const draft = readShareDraft(call.view.values);
      const checked = checkShareDraft(draft, {
        now: clock.now(),
        timeZone,
        edition: deps.edition,
        seenFiles: await files.seenFiles(
          person,
          driveUserId,
          draft.files.map((file) => file.value),
        ),
        driveUsers: await driveUsersOf(person.teamId, draft.recipients),
      });
      if (checked.kind === "problems") {
        const nameOf = (userId: string): string => people.peek(userId).realName;
        const problems = onShownFields(checked.problems, call.view.values);
        return call.ack({ kind: "errors", errors: renderProblems(problems, locale, nameOf) });
      }
      const { request } = checked;
      const wish = {
        scope: request.scope,
        validDays: request.validDays,
        hasCode: request.accessCode.kind !== "none",
        outsideConfirmed: request.outsideConfirmed,
      };
      const judged = await rules.judgeNow(person, wish, request.destination);
      const refuse = (problems: Readonly<Record<string, FieldProblem>>): Promise<void> => {
        const shown = onShownFields(problems, call.view.values);
        return call.ack({ kind: "errors", errors: renderProblems(shown, locale, (userId) => userId) });
      };
      if (judged.kind === "refused") {
        await rules.recordRefusal(person, judged.problems, traceId);
        return refuse(placeRuleProblems(judged.problems));
      }
      const { exceptionId } = judged;
      const started = await service.start({
        ...request,
        exceptionId,
        person,
        driveUserId,
        viewId: call.view.id,
        traceId,
      });
      if (started.kind === "exception-gone") return refuse({ [FIELDS.validity]: { kind: "exception-gone" } });
      await call.ack({ kind: "update", view: renderWorking(locale) });
      await service.uncover(person, call.view.id);
    },

    retry: async (call: ButtonCall): Promise<void> => {
      const intentId = parseButtonId(call.value);
      const outcome =
        intentId === undefined
          ? ({ kind: "already-done" } as const)
          : await service.retry(call.person, intentId, call.traceId);
      await call.ack();
      const { locale } = people.peek(call.person.userId);
      if (call.view !== undefined && outcome.kind === "started") {
        await messenger.updateView(call.view.id, renderWorking(locale), call.view.hash);
        return;
      }
      const line = {
        started: "retryStarted",
        "already-done": "alreadyDone",
        "not-yours": "notYours",
        "code-wiped": "codeWiped",
      } as const;
      await call.reply(renderLine(line[outcome.kind], locale));
    },
  };

  async function driveUsersOf(teamId: string, userIds: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const found = await Promise.all(userIds.map((userId) => deps.findRecipient({ teamId, userId })));
    return new Map(
      userIds.flatMap((userId, index) => {
        const driveUserId = found[index];
        return driveUserId === undefined ? [] : [[userId, driveUserId] as const];
      }),
    );
  }
};
