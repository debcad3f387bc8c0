import { z } from "zod";
import { defineJob, defineMessage, type HandledJob, handleJob, type JobLogger, MESSAGE_RETRY } from "../../jobs/job.ts";
import { defineTicker, type Ticker } from "../../jobs/ticker.ts";
import type { Admins } from "../../slack/admins.ts";
import type { Messenger } from "../../slack/messenger.ts";
import type { People } from "../../slack/people.ts";
import type { Say } from "../../slack/sayings.ts";
import type { AccountLinkService } from "./service.ts";
import type { LinkCheck } from "./service-check.ts";
import type { Decide } from "./service-decide.ts";
import { EXPIRE_AFTER_MS, type LookUp, type LookUpOutcome } from "./service-look-up.ts";
import { type ConnectState, renderLine, renderState, renderStateMessage, renderUnlinked } from "./view.ts";
import { type RequestFacts, renderRequest, renderVerdict } from "./view-request.ts";

const payload = z.object({ requestId: z.string() });
const retry = { limit: 10, delaySeconds: 3, backoff: true, maxDelaySeconds: 300 } as const;

export const lookUpJob = defineJob({ name: "account-link.look-up", schema: payload, retry, concurrency: 2 });

/** Has the administrators asked, or asked again. */
export const askJob = defineJob({
  name: "account-link.ask",
  schema: payload.extend({ isReminder: z.boolean() }),
  retry,
});

/** Asks one of them. */
export const requestMessage = defineMessage({
  name: "account-link.request",
  schema: payload.extend({
    isReminder: z.boolean(),
    userId: z.string(),
    /** All who are asked. */
    admins: z.array(z.string()),
    mayBePosted: z.boolean(),
  }),
  retry: MESSAGE_RETRY,
});

export const showJob = defineJob({ name: "account-link.show", schema: payload, retry });

export const unlinkedMessage = defineMessage({
  name: "account-link.unlinked",
  schema: z.object({
    userId: z.string(),
    name: z.string(),
    reason: z.enum(["drive-gone", "drive-frozen"]),
    shares: z.number(),
    tasks: z.number(),
  }),
  retry: MESSAGE_RETRY,
});

const REQUESTS_EVERY_MS = 30_000;
const LINKS_EVERY_MS = 60_000;

export type AccountLinkJobsDeps = {
  readonly service: AccountLinkService;
  readonly lookUp: LookUp;
  readonly decide: Decide;
  readonly check: LinkCheck;
  readonly edition: Parameters<typeof renderState>[1];
  readonly singleUserId: string | undefined;
  readonly messenger: Messenger;
  readonly people: People;
  readonly admins: Admins;
  readonly say: Say;
  readonly sendRequests: (teamId: string, requests: readonly z.infer<typeof requestMessage.schema>[]) => Promise<void>;
};

type Request = NonNullable<Awaited<ReturnType<Decide["getRequest"]>>>;

export const createAccountLinkJobs = (
  deps: AccountLinkJobsDeps,
): { readonly jobs: readonly HandledJob[]; readonly tickers: readonly Ticker[] } => {
  const { lookUp, decide, check, messenger, people, admins, say } = deps;

  /** Tells how it went where the person is looking: in the modal, or in their messages once that is closed. */
  const tell = async (outcome: LookUpOutcome): Promise<void> => {
    if (outcome.kind === "gone") return;
    const { request } = outcome;
    const { locale } = await people.profile(request.userId);
    const state = stateOf(outcome);
    if (request.viewId !== null) {
      const shown = await messenger.updateView(request.viewId, renderState(state, deps.edition, locale));
      if (shown.kind === "shown") return;
    }
    // A try that goes on is no news.
    if (outcome.kind === "later") return;
    await say(request, renderStateMessage(state, locale), `account-link:${request.id}:${outcome.kind}`);
  };

  /** The administrators to ask; who asks decides on their own request only where there is nobody else. */
  const whomToAsk = async (request: Request): Promise<readonly string[]> => {
    const all = await admins.list();
    const others = all.filter((userId) => userId !== request.userId);
    return others.length > 0 ? others : all;
  };

  const tellNobody = async (request: Request): Promise<void> => {
    const { locale } = await people.profile(request.userId);
    await say(request, renderLine("nobodyAsked", locale), `account-link:${request.id}:nobody`);
  };

  const askAll = async (request: Request, isReminder: boolean, mayBePosted: boolean): Promise<void> => {
    const asked = [...(await whomToAsk(request))];
    if (asked.length === 0 && !isReminder) return tellNobody(request);
    const requests = asked.map((userId) => ({ requestId: request.id, isReminder, userId, admins: asked, mayBePosted }));
    await deps.sendRequests(request.teamId, requests);
  };

  const askOne = async (
    request: Request,
    asked: Omit<z.infer<typeof requestMessage.schema>, "requestId">,
    logger: JobLogger,
  ): Promise<void> => {
    const { userId, isReminder, mayBePosted } = asked;
    const { locale } = await people.profile(userId);
    const content = renderRequest(await factsOf(request), locale, { isReminder });
    const key = `account-link:${request.id}:${isReminder ? "remind" : "ask"}`;
    const posted = await messenger.postDirect(userId, content, { key, mayBePosted });
    if (posted.kind === "posted") {
      return decide.rememberMessage({ requestId: request.id, userId, channel: posted.channel, ts: posted.ts });
    }
    logger.warn({ userId, slackError: posted.slackError }, "an administrator could not be asked");
    if (!isReminder && (await decide.cannotAsk(request, userId, asked.admins))) await tellNobody(request);
  };

  const factsOf = async (request: Request): Promise<RequestFacts> => ({
    requestId: request.id,
    revision: request.revision,
    person: await people.profile(request.userId),
    driveUserId: request.driveUserId ?? "",
    driveName: nameOf(request),
    department: request.driveDepartment ?? undefined,
    emailCheck: request.emailCheck ?? "unknown",
    holder: request.holderUserId === null ? undefined : await people.profile(request.holderUserId),
    expiresAt: request.expiresAt ?? new Date(request.createdAt.getTime() + EXPIRE_AFTER_MS),
    state: request.state === "looking" || request.state === "refused" ? "withdrawn" : request.state,
    decidedBy: request.decidedBy ?? undefined,
  });

  /** Brings the administrators' messages up to date, and tells the person of the end. */
  const show = async (request: Request): Promise<void> => {
    const facts = await factsOf(request);
    for (const message of await decide.listMessages(request.id)) {
      const { locale } = await people.profile(message.userId);
      await messenger.edit(message.channel, message.ts, renderRequest(facts, locale));
    }
    const { state } = facts;
    if (state === "waiting" || state === "withdrawn") return;
    const { locale } = await people.profile(request.userId);
    const content = renderVerdict({ state, name: facts.driveName, decidedBy: facts.decidedBy }, locale);
    await say(request, content, `account-link:${request.id}:verdict`);
  };

  return {
    jobs: [
      handleJob(lookUpJob, {
        run: async ({ requestId }, { attempt }) => {
          const request = await lookUp.getRequest(requestId);
          if (request === undefined) return;
          const asker = await people.refresh(request.userId);
          const isMember = !asker.isDeactivated && !asker.isStranger;
          const outcome = await lookUp.lookUp(requestId, { email: asker.email, isMember });
          if (outcome.kind === "later") {
            if (attempt === 1) await tell(outcome);
            throw outcome.error;
          }
          await tell(outcome);
        },
        onGivenUp: async ({ requestId }, failure) => {
          const outcome = await lookUp.giveUp(requestId, {
            code: failure.code ?? "bug",
            operation: lookUpJob.name,
            reference: failure.reference,
            field: undefined,
            remoteCode: undefined,
          });
          await tell(outcome);
        },
      }),
      handleJob(askJob, {
        run: async ({ requestId, isReminder }, { attempt }) => {
          const request = await decide.getRequest(requestId);
          if (request?.state === "waiting") await askAll(request, isReminder, attempt > 1);
        },
      }),
      handleJob(requestMessage, {
        run: async ({ requestId, ...asked }, { attempt, logger }) => {
          const request = await decide.getRequest(requestId);
          if (request?.state !== "waiting") return;
          await askOne(request, { ...asked, mayBePosted: asked.mayBePosted || attempt > 1 }, logger);
        },
      }),
      handleJob(showJob, {
        run: async ({ requestId }) => {
          const request = await decide.getRequest(requestId);
          if (request !== undefined) await show(request);
        },
      }),
      handleJob(unlinkedMessage, {
        run: async ({ userId, name, reason, shares, tasks }, { jobId, attempt }) => {
          const { locale } = await people.profile(userId);
          const key = { key: `account-link:unlinked:${jobId}`, mayBePosted: attempt > 1 };
          const content = renderUnlinked({ name, reason, stopped: { shares, tasks } }, locale);
          await messenger.postDirect(userId, content, key);
        },
      }),
    ],
    // With one drive user for everybody there are no links to look after.
    tickers:
      deps.singleUserId !== undefined
        ? []
        : [
            defineTicker({
              name: "account-link.requests",
              everyMs: REQUESTS_EVERY_MS,
              run: (now) => decide.runDue(now),
            }),
            defineTicker({
              name: "account-link.check",
              everyMs: LINKS_EVERY_MS,
              run: async (now, signal) => {
                for (const link of await check.takeDue(now)) {
                  if (signal.aborted) return;
                  const { isDeactivated } = await people.refresh(link.userId);
                  await check.check(link, { hasLeft: isDeactivated }, signal);
                }
              },
            }),
          ],
  };
};

const nameOf = (request: Request): string => request.driveUserName ?? request.driveUserId ?? "";

const stateOf = (outcome: Exclude<LookUpOutcome, { readonly kind: "gone" }>): ConnectState => {
  const { request } = outcome;
  switch (outcome.kind) {
    case "linked":
      return { kind: "linked", name: nameOf(request) };
    case "waiting":
      return {
        kind: "waiting",
        request: {
          name: nameOf(request),
          emailCheck: request.emailCheck ?? "unknown",
          isHeld: request.holderUserId !== null,
          expiresAt: request.expiresAt ?? request.createdAt,
        },
      };
    case "refused":
      return { kind: "refused", refusal: outcome.refusal, failure: outcome.failure };
    case "later":
      return { kind: "looking", keepsTrying: true };
  }
};
