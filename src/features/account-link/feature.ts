import { refreshHomeJob } from "../../jobs/handoffs.ts";
import type { Queue } from "../../jobs/queue.ts";
import { BUTTONS, MODALS } from "../../slack/action-ids.ts";
import type { Feature } from "../../slack/feature.ts";
import { type AccountLinkHandlersDeps, createAccountLinkHandlers } from "./handlers.ts";
import { type AccountLinkJobsDeps, askJob, createAccountLinkJobs, lookUpJob, showJob, unlinkedJob } from "./jobs.ts";
import { type AccountLinkServiceDeps, createAccountLinkService } from "./service.ts";
import { type CheckDeps, createLinkCheck } from "./service-check.ts";
import { createDecide, type DecideDeps } from "./service-decide.ts";
import { createLookUp, type LookUpDeps } from "./service-look-up.ts";

type Senders = "refreshHome" | "sendLookUp" | "sendShow" | "sendAsk" | "sendRemind" | "sendUnlinked";
type Made = "service" | "lookUp" | "decide" | "check" | "edition";

export type AccountLinkDeps = Omit<AccountLinkServiceDeps, Senders> &
  Omit<LookUpDeps, Senders> &
  Omit<DecideDeps, Senders> &
  Omit<CheckDeps, Senders | Made> &
  Omit<AccountLinkHandlersDeps, Made> &
  Omit<AccountLinkJobsDeps, Made> & { readonly send: Queue["send"] };

/** Which drive user a Slack person is: asked for, proven or approved, checked each day, ended. */
export const createAccountLinkFeature = (deps: AccountLinkDeps): Feature => {
  const sendShow: AccountLinkServiceDeps["sendShow"] = async (tx, requestId) => {
    await deps.send(tx, showJob, { requestId });
  };
  const refreshHome: AccountLinkServiceDeps["refreshHome"] = async (tx, { teamId, userId }) => {
    await deps.send(tx, refreshHomeJob, { teamId, userId }, { singletonKey: userId });
  };
  const service = createAccountLinkService({
    ...deps,
    refreshHome,
    sendShow,
    sendLookUp: async (tx, requestId) => {
      await deps.send(tx, lookUpJob, { requestId });
    },
  });
  const lookUp = createLookUp({
    ...deps,
    refreshHome,
    sendAsk: async (tx, requestId) => {
      await deps.send(tx, askJob, { requestId, isReminder: false });
    },
  });
  const decide = createDecide({
    ...deps,
    refreshHome,
    sendShow,
    sendRemind: async (tx, requestId) => {
      await deps.send(tx, askJob, { requestId, isReminder: true });
    },
  });
  const check = createLinkCheck({
    ...deps,
    service,
    sendUnlinked: async (tx, { link, stopped }, reason) => {
      // Who has left Slack reads nothing there.
      if (reason !== "drive-gone" && reason !== "drive-frozen") return;
      const name = link.driveUserName ?? link.driveUserId;
      await deps.send(tx, unlinkedJob, { userId: link.userId, name, reason, ...stopped });
    },
  });
  const { edition } = deps.drive;
  const handlers = createAccountLinkHandlers({ ...deps, service, decide, edition });

  return {
    name: "account-link",
    commands: {
      connect: handlers.connectCommand,
      disconnect: handlers.disconnectCommand,
      whoami: handlers.whoamiCommand,
    },
    buttons: {
      [BUTTONS.accountConnect]: handlers.connectButton,
      [BUTTONS.accountDisconnect]: handlers.disconnectButton,
      [BUTTONS.accountApprove]: handlers.approve,
      [BUTTONS.accountDeny]: handlers.deny,
    },
    modals: { [MODALS.accountConnect]: { submit: handlers.submit } },
    ...createAccountLinkJobs({ ...deps, service, lookUp, decide, check, edition }),
  };
};
