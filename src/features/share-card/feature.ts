import { cardMessage, createShareJob, refreshCardsJob, refreshHomeJob } from "../../jobs/handoffs.ts";
import type { Queue } from "../../jobs/queue.ts";
import { BUTTONS, MODALS } from "../../slack/action-ids.ts";
import type { Admins } from "../../slack/admins.ts";
import type { Feature } from "../../slack/feature.ts";
import type { Messenger } from "../../slack/messenger.ts";
import type { People } from "../../slack/people.ts";
import type { Say } from "../../slack/sayings.ts";
import { createShareCardHandlers } from "./handlers.ts";
import { createChangeHandlers } from "./handlers-changes.ts";
import { createEditHandlers } from "./handlers-edit.ts";
import { createPostHandlers } from "./handlers-post.ts";
import { FIELDS } from "./input.ts";
import { checkJob, createShareCardJobs } from "./jobs.ts";
import { cardAgainMessage, cardInsteadMessage } from "./jobs-cards.ts";
import { changeJob, revokeJob } from "./jobs-changes.ts";
import { endedNoticeMessage, historyMessage } from "./jobs-thread.ts";
import { createShareCardService, type ShareCardServiceDeps } from "./service.ts";
import { createShareAccess, type ShareAccessDeps } from "./service-access.ts";
import { createShareCode, type ShareCodeDeps } from "./service-code.ts";
import { createCardFacts } from "./service-facts.ts";
import { type ChangePerformDeps, createChangePerform } from "./service-perform.ts";
import { createSharePosts } from "./service-post.ts";
import { createShareReplace } from "./service-replace.ts";
import { createShareRevoke, type ShareRevokeDeps } from "./service-revoke.ts";
import { type CardRulesDeps, createCardRules } from "./service-rules.ts";
import { createShareStart, type ShareStartDeps } from "./service-start.ts";
import { createShareSync, type ShareTellers } from "./service-sync.ts";
import { createShareWatch, type ShareWatchDeps } from "./service-watch.ts";

export type ShareCardDeps = Omit<ShareCardServiceDeps, "sendAgain" | "sendInstead"> &
  Pick<ShareCodeDeps, "drive"> &
  Pick<ShareWatchDeps, "drive"> &
  Pick<ChangePerformDeps, "drive"> &
  Pick<ShareRevokeDeps, "drive"> &
  Pick<ShareStartDeps, "secrets" | "ids"> &
  Pick<ShareAccessDeps, "findDriveUser" | "singleUserId"> &
  Pick<CardRulesDeps, "sharingFacts"> & {
    readonly messenger: Messenger;
    readonly people: People;
    readonly admins: Pick<Admins, "isAdmin">;
    readonly send: Queue["send"];
    readonly sendMessage: Queue["sendMessage"];
    readonly say: Say;
  };

/** The card that stands for a share in a conversation, kept true, and what can be asked of it. */
export const createShareCardFeature = (deps: ShareCardDeps): Feature => {
  const { people, messenger, send, sendMessage } = deps;
  const { edition } = deps.drive;
  const service = createShareCardService({
    ...deps,
    sendAgain: async (tx, to, card) => {
      await sendMessage(tx, cardAgainMessage, to, card);
    },
    sendInstead: async (tx, to, instead) => {
      await sendMessage(tx, cardInsteadMessage, to, instead);
    },
  });
  const tellers: ShareTellers = {
    sendRefresh: async (tx, { teamId, shareId, ownerUserId: userId }) => {
      await send(tx, refreshCardsJob, { teamId, shareId }, { singletonKey: shareId });
      await send(tx, refreshHomeJob, { teamId, userId }, { singletonKey: userId });
    },
    sendHistory: async (tx, { lines, ...entry }) => {
      const told = lines.map(({ key, moment }) => ({ key, moment: moment?.toISOString() }));
      await sendMessage(tx, historyMessage, await service.lineOf(tx, entry), { ...entry, lines: told });
    },
    sendNotice: async (tx, notice) => {
      const { teamId, ownerUserId: to } = notice;
      const { shareId, why } = notice;
      await sendMessage(tx, endedNoticeMessage, { teamId, to }, { teamId, shareId, why });
    },
  };
  const access = createShareAccess({
    ...deps,
    isAdmin: deps.admins.isAdmin,
    isOutsider: async (userId) => (await people.refresh(userId)).isStranger,
    isMember: messenger.isMember,
  });
  const sync = createShareSync({ ...deps, ...tellers });
  const code = createShareCode({ ...deps, ...tellers, access, sync });
  const watch = createShareWatch({
    ...deps,
    ...tellers,
    access,
    sync,
    sendCheck: async (tx, { teamId, shareId }) => {
      await send(tx, checkJob, { teamId, shareId }, { singletonKey: shareId });
    },
  });
  const factsOf = createCardFacts({ nameOf: async (userId) => (await people.profile(userId)).realName });
  const start = createShareStart({
    ...deps,
    sync,
    sendChange: async (tx, changeId) => {
      await send(tx, changeJob, { changeId });
    },
    sendRevoke: async (tx, batchId) => {
      await send(tx, revokeJob, { batchId });
    },
    sendCreate: async (tx, intentId) => {
      await send(tx, createShareJob, { intentId });
    },
  });
  const rules = createCardRules(deps);
  const posts = createSharePosts({
    ...deps,
    sendCard: async (tx, { ownerUserId, ...card }) => {
      await sendMessage(tx, cardMessage, { teamId: card.teamId, to: card.destination ?? ownerUserId }, card);
    },
  });
  const changes = createChangePerform({ ...deps, ...tellers, access, sync, rules });
  const revoke = createShareRevoke({ ...deps, ...tellers, access });
  const replace = createShareReplace({ ...deps, ...tellers, revoke });
  const editing = createEditHandlers({ ...deps, service, access, start, rules, edition });
  const changing = createChangeHandlers({ ...deps, service, access, start, rules });
  const posting = createPostHandlers({ ...deps, service, access, posts });
  const handlers = createShareCardHandlers({
    ...deps,
    service,
    code,
    factsOf,
    openEdit: editing.open,
    extend: changing.extend,
    openCancel: changing.openCancel,
  });

  return {
    name: "share-card",
    commands: {
      code: handlers.codeCommand,
      edit: handlers.editCommand,
      extend: handlers.extendCommand,
      cancel: handlers.cancelCommand,
    },
    buttons: {
      [BUTTONS.shareCode]: handlers.codeButton,
      [BUTTONS.shareEdit]: editing.button,
      [BUTTONS.shareExtend]: changing.extendButton,
      [BUTTONS.shareExtendWeek]: changing.weekButton,
      [BUTTONS.shareCancel]: changing.cancelButton,
      [BUTTONS.shareDetails]: handlers.details,
      [BUTTONS.sharesPost]: posting.post,
      [BUTTONS.sharesPostOutside]: posting.postOutside,
      [BUTTONS.changeMine]: editing.decide("mine"),
      [BUTTONS.changeTheirs]: editing.decide("theirs"),
      [BUTTONS.shareMore]: handlers.menu({
        edit: editing.button,
        extend: changing.extendButton,
        cancel: changing.cancelButton,
        details: handlers.details,
      }),
    },
    modals: {
      [MODALS.shareEdit]: {
        submit: editing.submit,
        fields: {
          [FIELDS.validity]: editing.field,
          [FIELDS.until]: editing.field,
          [FIELDS.accessCode]: editing.field,
        },
      },
      [MODALS.shareReplace]: { submit: editing.submitReplace },
      [MODALS.shareExtend]: { submit: changing.submitExtend },
      [MODALS.shareCancel]: { submit: changing.submitCancel },
    },
    ...createShareCardJobs({ ...deps, service, posts, factsOf, watch, changes, revoke, replace }),
  };
};
