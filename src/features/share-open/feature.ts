import { taskFormJob } from "../../jobs/handoffs.ts";
import type { Queue } from "../../jobs/queue.ts";
import { BUTTONS, MODALS, SHORTCUTS } from "../../slack/action-ids.ts";
import type { Feature } from "../../slack/feature.ts";
import { createOpenHandlers, type OpenHandlersDeps } from "./handlers.ts";
import { createCardHandlers } from "./handlers-cards.ts";
import { createFileHandlers } from "./handlers-files.ts";
import { FIELDS } from "./input.ts";
import { createOpenJobs, linkCardMessage, unfurlJob } from "./jobs.ts";
import { createLinkService, type LinkServiceDeps } from "./service.ts";
import { createLinkBrowse } from "./service-browse.ts";
import { createLinkCards } from "./service-cards.ts";

export type ShareOpenDeps = LinkServiceDeps &
  Omit<OpenHandlersDeps, "service" | "browse" | "sendTaskForm"> & {
    readonly send: Queue["send"];
    readonly sendMessage: Queue["sendMessage"];
  };

/** Somebody's link: looked into by command, from a message, or pasted to the app; and as a card where it is posted. */
export const createShareOpenFeature = (deps: ShareOpenDeps): Feature => {
  const service = createLinkService(deps);
  const browse = createLinkBrowse(deps);
  const cards = createLinkCards({
    ...deps,
    sendUnfurl: async (tx, { links, ...request }) => {
      await deps.send(tx, unfurlJob, { ...request, links: [...links] });
    },
    sendCard: async (tx, request) => {
      await deps.sendMessage(tx, linkCardMessage, { teamId: request.teamId, to: request.userId }, request);
    },
  });
  const sendTaskForm: OpenHandlersDeps["sendTaskForm"] = async (person, { fileIds, ...form }) => {
    await deps.send(deps.database.db, taskFormJob, { ...person, ...form, fileIds: [...fileIds] });
  };
  const open = createOpenHandlers({ ...deps, service, browse, sendTaskForm });
  const files = createFileHandlers({ ...deps, browse });
  const posted = createCardHandlers({ ...deps, cards, openLink: open.openLink });

  return {
    name: "share-open",
    commands: { open: open.command },
    shortcuts: { [SHORTCUTS.openSharedLink]: open.shortcut },
    buttons: {
      [BUTTONS.linkEnter]: files.enter,
      [BUTTONS.linkUp]: files.up,
      [BUTTONS.linkFirst]: files.first,
      [BUTTONS.linkPage]: files.page,
      [BUTTONS.linkFile]: files.fileLink,
      [BUTTONS.linkBack]: files.back,
      [BUTTONS.linkBrowse]: posted.look,
      [BUTTONS.linkMore]: posted.more,
      [BUTTONS.linkCardsOn]: posted.cardsOn,
    },
    modals: { [MODALS.shareOpen]: { submit: open.submit, options: { [FIELDS.files]: files.options } } },
    events: { link_shared: posted.linkShared, message: posted.directMessage },
    ...createOpenJobs({ ...deps, service, cards, sendTaskForm }),
  };
};
