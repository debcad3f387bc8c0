import { refreshHomeJob } from "../../jobs/handoffs.ts";
import type { Queue } from "../../jobs/queue.ts";
import { BUTTONS, MODALS } from "../../slack/action-ids.ts";
import type { Feature } from "../../slack/feature.ts";
import { type AccountLinkHandlersDeps, createAccountLinkHandlers } from "./handlers.ts";
import {
  type AccountLinkJobsDeps,
  askJob,
  createAccountLinkJobs,
  lookUpJob,
  requestMessage,
  showJob,
  unlinkedMessage,
} from "./jobs.ts";
import { type AccountLinkServiceDeps, createAccountLinkService } from "./service.ts";
import { type CheckDeps, createLinkCheck } from "./service-check.ts";
import { createDecide, type DecideDeps } from "./service-decide.ts";
import { createLookUp, type LookUpDeps } from "./service-look-up.ts";

type Senders = "refreshHome" | "sendLookUp" | "sendShow" | "sendAsk" | "sendRemind" | "sendUnlinked";
type Made = "service" | "lookUp" | "decide" | "check" | "edition" | "sendRequests";

export type AccountLinkDeps = Omit<AccountLinkServiceDeps, Senders> &
  Omit<LookUpDeps, Senders> &
  Omit<DecideDeps, Senders> &
  Omit<CheckDeps, Senders | Made> &
  Omit<AccountLinkHandlersDeps, Made> &
  Omit<AccountLinkJobsDeps, Made> & { readonly send: Queue["send"]; readonly sendMessage: Queue["sendMessage"] };

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
      const { teamId, userId } = link;
      const payload = { userId, name, reason, ...stopped };
      await deps.sendMessage(tx, unlinkedMessage, { teamId, to: userId }, payload);
    },
  });
  const sendRequests: AccountLinkJobsDeps["sendRequests"] = (teamId, requests) =>
    deps.database.transaction(async (tx) => {
      for (const request of requests) {
        const { userId: to, requestId, isReminder } = request;
        const key = `account-link:${requestId}:${isReminder ? "remind" : "ask"}:${to}`;
        if (!(await deps.store.claims.claimOnce(tx, teamId, key, deps.clock.now()))) continue;
        await deps.sendMessage(tx, requestMessage, { teamId, to }, request);
      }
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
    ...createAccountLinkJobs({ ...deps, service, lookUp, decide, check, edition, sendRequests }),
  };
};
