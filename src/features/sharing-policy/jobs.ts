import { z } from "zod";
import type { SharingRules } from "../../domain/sharing-policy.ts";
import { defineJob, type HandledJob, handleJob } from "../../jobs/job.ts";
import { defineTicker, type Ticker } from "../../jobs/ticker.ts";
import type { Admins } from "../../slack/admins.ts";
import type { Messenger } from "../../slack/messenger.ts";
import type { People } from "../../slack/people.ts";
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
export const tellExceptionJob = defineJob({ name: "sharing-policy.tell", schema: requestKey, retry });

const EVERY_MS = 60_000;

export type SharingPolicyJobsDeps = {
  readonly service: PolicyService;
  readonly admins: Admins;
  readonly messenger: Messenger;
  readonly people: People;
};

export const createSharingPolicyJobs = (
  deps: SharingPolicyJobsDeps,
): { readonly jobs: readonly HandledJob[]; readonly tickers: readonly Ticker[] } => {
  const { service, admins, messenger, people } = deps;

  const ask = async (key: z.infer<typeof requestKey>, attempt: number): Promise<void> => {
    const found = await service.getRequest(key);
    if (found === undefined || found.request.state !== "waiting") return;
    const { request } = found;
    const all = await admins.list();
    const others = all.filter((userId) => userId !== request.userId);
    let asked = 0;
    for (const userId of others.length > 0 ? others : all) {
      const { locale } = await people.profile(userId);
      const posted = await messenger.postDirect(userId, renderRequest(request, locale), {
        key: `exception:${request.id}:ask`,
        mayBePosted: attempt > 1,
      });
      if (posted.kind === "refused") continue;
      asked += 1;
      await service.rememberMessage({ requestId: request.id, userId, channel: posted.channel, ts: posted.ts });
    }
    if (asked > 0) return;
    const { locale } = await people.profile(request.userId);
    const once = { key: `exception:${request.id}:nobody`, mayBePosted: attempt > 1 };
    await messenger.postDirect(request.userId, renderExceptionLine("nobody", locale), once);
  };

  /** Brings the administrators' messages up to date, and tells the person. */
  const tell = async (key: z.infer<typeof requestKey>, attempt: number): Promise<void> => {
    const found = await service.getRequest(key);
    if (found === undefined) return;
    const { request, messages } = found;
    for (const { userId, channel, ts } of messages) {
      const { locale } = await people.profile(userId);
      await messenger.edit(channel, ts, renderRequest(request, locale));
    }
    const verdict = renderVerdict(request, await people.profile(request.userId));
    if (verdict === undefined) return;
    const once = { key: `exception:${request.id}:${request.state}`, mayBePosted: attempt > 1 };
    await messenger.postDirect(request.userId, verdict, once);
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
        : renderSavedChannel(channel, toSave.channels[channel] !== undefined, locale);
    await messenger.updateView(wanted.viewId, view);
  };

  return {
    jobs: [
      handleJob(savePolicyJob, { run: save }),
      handleJob(askExceptionJob, { run: (key, { attempt }) => ask(key, attempt) }),
      handleJob(tellExceptionJob, { run: (key, { attempt }) => tell(key, attempt) }),
    ],
    tickers: [defineTicker({ name: "sharing-exceptions", everyMs: EVERY_MS, run: (now) => service.expire(now) })],
  };
};
