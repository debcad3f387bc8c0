import { z } from "zod";
import { ownRules, type SharingRules } from "../../domain/sharing-policy.ts";
import { defineJob, defineMessage, type HandledJob, handleJob, MESSAGE_RETRY } from "../../jobs/job.ts";
import { defineTicker, type Ticker } from "../../jobs/ticker.ts";
import type { Admins } from "../../slack/admins.ts";
import type { Messenger } from "../../slack/messenger.ts";
import type { People } from "../../slack/people.ts";
import type { Say } from "../../slack/sayings.ts";
import type { PolicyService } from "./service.ts";
import { renderPolicyLine, renderSavedChannel } from "./view.ts";
import { renderExceptionLine, renderRequest, renderVerdict } from "./view-exception.ts";

const retry = { limit: 10, delaySeconds: 3, backoff: true, maxDelaySeconds: 300 } as const;

const shareRules = z.object({
  maxDays: z.int(),
  defaultDays: z.int(),
  code: z.enum(["never", "outside", "always"]),
  scopes: z.array(z.enum(["external", "company", "people"])),
  outsideChannels: z.enum(["blocked", "confirmed", "free"]),
});
const rules = shareRules.extend({
  outsideSharers: z.enum(["everyone", "group", "administrators"]),
  outsideGroup: z.string().optional(),
  channels: z.record(z.string(), shareRules),
});

export const savePolicyJob = defineJob({
  name: "sharing-policy.save",
  schema: z.object({
    teamId: z.string(),
    userId: z.string(),
    traceId: z.string(),
    viewId: z.string(),
    rules,
    auditDays: z.int().optional(),
    revision: z.int(),
    channel: z.string().optional(),
  }),
  retry,
});

const requestKey = z.object({ teamId: z.string(), id: z.string() });
export const askExceptionJob = defineJob({ name: "sharing-policy.ask", schema: requestKey, retry });
/** Asks one administrator; `admins`: all who are asked. */
export const exceptionMessage = defineMessage({
  name: "sharing-policy.request",
  schema: requestKey.extend({ userId: z.string(), admins: z.array(z.string()), mayBePosted: z.boolean() }),
  retry: MESSAGE_RETRY,
});
export const tellExceptionJob = defineJob({ name: "sharing-policy.tell", schema: requestKey, retry });

const EVERY_MS = 60_000;

export type SharingPolicyJobsDeps = {
  readonly service: PolicyService;
  readonly admins: Admins;
  readonly messenger: Messenger;
  readonly people: People;
  readonly say: Say;
  readonly sendRequests: (requests: readonly z.infer<typeof exceptionMessage.schema>[]) => Promise<void>;
};

type Request = NonNullable<Awaited<ReturnType<PolicyService["getRequest"]>>>["request"];

export const createSharingPolicyJobs = (
  deps: SharingPolicyJobsDeps,
): { readonly jobs: readonly HandledJob[]; readonly tickers: readonly Ticker[] } => {
  const { service, admins, messenger, people, say } = deps;

  const tellNobody = async (request: Request): Promise<void> => {
    const { locale } = await people.profile(request.userId);
    await say(request, renderExceptionLine("nobody", locale), `exception:${request.id}:nobody`);
  };

  const ask = async (key: z.infer<typeof requestKey>, attempt: number): Promise<void> => {
    const found = await service.getRequest(key);
    if (found === undefined || found.request.state !== "waiting") return;
    const { request } = found;
    const all = await admins.list();
    const others = all.filter((userId) => userId !== request.userId);
    const asked = [...(others.length > 0 ? others : all)];
    if (asked.length === 0) return tellNobody(request);
    await deps.sendRequests(asked.map((userId) => ({ ...key, userId, admins: asked, mayBePosted: attempt > 1 })));
  };

  const askOne = async (asked: z.infer<typeof exceptionMessage.schema>, attempt: number): Promise<void> => {
    const { userId, teamId, id } = asked;
    const found = await service.getRequest({ teamId, id });
    if (found === undefined || found.request.state !== "waiting") return;
    const { request } = found;
    const { locale } = await people.profile(userId);
    const posted = await messenger.postDirect(userId, renderRequest(request, locale), {
      key: `exception:${request.id}:ask`,
      mayBePosted: asked.mayBePosted || attempt > 1,
    });
    if (posted.kind === "posted") {
      return service.rememberMessage({ requestId: request.id, userId, channel: posted.channel, ts: posted.ts });
    }
    if (await service.cannotAsk({ teamId, id }, userId, asked.admins)) await tellNobody(request);
  };

  /** Brings the administrators' messages up to date, and tells the person. */
  const tell = async (key: z.infer<typeof requestKey>): Promise<void> => {
    const found = await service.getRequest(key);
    if (found === undefined) return;
    const { request, messages } = found;
    for (const { userId, channel, ts } of messages) {
      const { locale } = await people.profile(userId);
      await messenger.edit(channel, ts, renderRequest(request, locale));
    }
    const verdict = renderVerdict(request, await people.profile(request.userId));
    if (verdict === undefined) return;
    await say(request, verdict, `exception:${request.id}:${request.state}`);
  };

  const save = async (wanted: z.infer<typeof savePolicyJob.schema>): Promise<void> => {
    const { locale } = await people.profile(wanted.userId);
    if (!(await admins.isAdmin(wanted.userId))) {
      await service.recordRefusal(wanted, "policy.set", {});
      await messenger.updateView(wanted.viewId, renderPolicyLine("noRight", locale));
      return;
    }
    const toSave: SharingRules = { ...wanted.rules, outsideGroup: wanted.rules.outsideGroup };
    const { revision, auditDays, channel } = wanted;
    const saved = await service.save(wanted, { rules: toSave, revision, auditDays });
    const view = !saved
      ? renderPolicyLine("notSaved", locale)
      : channel === undefined
        ? renderPolicyLine("saved", locale)
        : renderSavedChannel(channel, ownRules(toSave, channel) !== undefined, locale);
    await messenger.updateView(wanted.viewId, view);
  };

  return {
    jobs: [
      handleJob(savePolicyJob, { run: save }),
      handleJob(askExceptionJob, { run: (key, { attempt }) => ask(key, attempt) }),
      handleJob(exceptionMessage, { run: (asked, { attempt }) => askOne(asked, attempt) }),
      handleJob(tellExceptionJob, { run: (key) => tell(key) }),
    ],
    tickers: [defineTicker({ name: "sharing-exceptions", everyMs: EVERY_MS, run: (now) => service.expire(now) })],
  };
};
