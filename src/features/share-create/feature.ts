import { cardMessage, createShareJob, refreshHomeJob, replacedShareJob } from "../../jobs/handoffs.ts";
import type { Queue } from "../../jobs/queue.ts";
import { BUTTONS, MODALS, SHORTCUTS } from "../../slack/action-ids.ts";
import type { Feature } from "../../slack/feature.ts";
import type { Say } from "../../slack/sayings.ts";
import { createShareCreateHandlers, type ShareCreateHandlersDeps } from "./handlers.ts";
import { createShareOpenHandlers } from "./handlers-open.ts";
import { FIELDS } from "./input.ts";
import { createShareCreateJobs } from "./jobs.ts";
import { createShareCreateService, type ShareCreateServiceDeps } from "./service.ts";
import { createShareAgain } from "./service-again.ts";
import { createShareFiles } from "./service-files.ts";
import { createSharePerform, type SharePerformDeps } from "./service-perform.ts";
import { createShareRules, type ShareRulesDeps } from "./service-rules.ts";

const TOLD_AGAIN_AFTER_MS = 1_000;

export type ShareCreateDeps = Omit<ShareCreateServiceDeps, "sendPerform" | "sendOutcome"> &
  Omit<SharePerformDeps, "sendCard" | "sendReplaced" | "sendHome" | "rules"> &
  ShareRulesDeps &
  Omit<ShareCreateHandlersDeps, "service" | "files" | "rules" | "show" | "edition"> & {
    readonly send: Queue["send"];
    readonly sendMessage: Queue["sendMessage"];
    readonly say: Say;
  };

/** `/koodrive share` and the shortcut: the modal, and the job that makes the share. */
export const createShareCreateFeature = (deps: ShareCreateDeps): Feature => {
  const service = createShareCreateService({
    ...deps,
    sendPerform: async (tx, intentId, options) => {
      await deps.send(tx, createShareJob, { intentId, ...options });
    },
    sendOutcome: async (tx, intentId) => {
      // After the answer that covers it has reached the window.
      const startAfter = new Date(deps.clock.now().getTime() + TOLD_AGAIN_AFTER_MS);
      await deps.send(tx, createShareJob, { intentId }, { startAfter });
    },
  });
  const rules = createShareRules(deps);
  const performing = createSharePerform({
    ...deps,
    rules,
    sendCard: async (tx, { ownerUserId, ...card }) => {
      await deps.sendMessage(tx, cardMessage, { teamId: card.teamId, to: card.destination ?? ownerUserId }, card);
    },
    sendReplaced: async (tx, changeId) => {
      await deps.send(tx, replacedShareJob, { changeId });
    },
    sendHome: async (tx, { teamId, userId }) => {
      await deps.send(tx, refreshHomeJob, { teamId, userId }, { singletonKey: userId });
    },
  });
  const files = createShareFiles(deps);
  const { edition } = deps.drive;
  const opening = createShareOpenHandlers({ ...deps, files, rules, edition, findAgain: createShareAgain(deps) });
  const handlers = createShareCreateHandlers({ ...deps, service, files, rules, edition, show: opening.show });

  return {
    name: "share-create",
    commands: { share: opening.command },
    shortcuts: { [SHORTCUTS.shareFile]: opening.shortcut },
    buttons: {
      [BUTTONS.shareRetry]: handlers.retry,
      [BUTTONS.shareStart]: opening.startButton,
      [BUTTONS.shareAgain]: opening.again,
    },
    modals: {
      [MODALS.shareCreate]: {
        submit: handlers.submit,
        options: { [FIELDS.space]: handlers.spaceOptions, [FIELDS.files]: handlers.fileOptions },
        fields: {
          [FIELDS.scope]: handlers.field,
          [FIELDS.validity]: handlers.field,
          [FIELDS.until]: handlers.field,
          [FIELDS.accessCode]: handlers.field,
          [FIELDS.destination]: handlers.field,
        },
      },
    },
    jobs: createShareCreateJobs({ ...deps, performing }),
  };
};
