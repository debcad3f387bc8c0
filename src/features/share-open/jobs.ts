import { z } from "zod";
import type { FindDriveUser, Person } from "../../domain/person.ts";
import { openLinkJob } from "../../jobs/handoffs.ts";
import { defineJob, defineMessage, type HandledJob, handleJob } from "../../jobs/job.ts";
import { defineTicker, type Ticker } from "../../jobs/ticker.ts";
import type { IdMaker } from "../../lib/ids.ts";
import { localeOf } from "../../slack/locale/locale.ts";
import type { Messenger } from "../../slack/messenger.ts";
import type { People } from "../../slack/people.ts";
import type { LinkService } from "./service.ts";
import { type LinkCards, type UnfurlRequest, visitorOf } from "./service-cards.ts";
import { renderLinkCard, renderNoCard, renderUnfurl } from "./view-card.ts";
import { renderStep } from "./view-step.ts";

const poster = { teamId: z.string(), userId: z.string(), driveUserId: z.string(), traceId: z.string() };

export const unfurlJob = defineJob({
  name: "share-open.unfurl",
  schema: z.object({
    ...poster,
    channel: z.string(),
    ts: z.string(),
    links: z.array(z.object({ url: z.string(), shortCode: z.string() })),
  }),
  // A card that comes long after its link is of no use to anybody.
  retry: { limit: 4, delaySeconds: 2, backoff: true, maxDelaySeconds: 30 },
  concurrency: 4,
});

export const linkCardMessage = defineMessage({
  name: "share-open.card",
  schema: z.object({ ...poster, shortCode: z.string(), key: z.string() }),
  // An answer to a pasted link: after a quarter of an hour nobody waits for it.
  retry: { limit: 10, delaySeconds: 2, backoff: true, maxDelaySeconds: 120 },
});

export type OpenJobsDeps = {
  readonly service: LinkService;
  readonly cards: LinkCards;
  readonly messenger: Messenger;
  readonly people: People;
  readonly ids: IdMaker;
  readonly findDriveUser: FindDriveUser;
  readonly sendTaskForm: (
    person: Person,
    form: {
      readonly viewId: string;
      readonly sessionId: string;
      readonly goal: "package" | "save";
      readonly fileIds: readonly string[];
    },
  ) => Promise<void>;
};

const FORGET_EVERY_MS = 10 * 60 * 1000;

export const createOpenJobs = (
  deps: OpenJobsDeps,
): { readonly jobs: readonly HandledJob[]; readonly tickers: readonly Ticker[] } => {
  const { service, cards, messenger, people } = deps;

  /** Shows the cards; the links that got none. */
  const unfurl = async (request: UnfurlRequest): Promise<readonly UnfurlRequest["links"][number][]> => {
    const { teamId, channel, ts, links } = request;
    if (!(await cards.areWanted(teamId, channel))) return links;
    const conversation = await messenger.conversation(channel);
    // Where it is not known who reads along, nothing is shown; to the app itself, the link gets an answer of its own.
    if (conversation === undefined || conversation.isExternallyShared || conversation.isDirect) return links;
    const { as } = visitorOf(request);
    const described = await Promise.all(links.map((link) => cards.describe(as, link.shortCode)));
    const locale = localeOf(conversation.locale);
    const shown = Object.fromEntries(
      links.flatMap(({ url }, index) => {
        const one = described[index];
        return one?.kind === "card" ? [[url, renderUnfurl(one.card, locale)] as const] : [];
      }),
    );
    const bare = links.filter(({ url }) => shown[url] === undefined);
    if (bare.length === links.length) return links;
    const outcome = await messenger.unfurl({ channel, ts, cards: shown });
    return outcome.kind === "refused" ? links : bare;
  };

  return {
    jobs: [
      handleJob(unfurlJob, {
        run: async (request) => cards.release(request.teamId, request.channel, await unfurl(request)),
        onGivenUp: ({ teamId, channel, links }) => cards.release(teamId, channel, links),
      }),

      handleJob(linkCardMessage, {
        run: async (request, { attempt }) => {
          const described = await cards.describe(visitorOf(request).as, request.shortCode);
          const { locale } = await people.profile(request.userId);
          const content =
            described.kind === "card" ? renderLinkCard(described.card, locale) : renderNoCard(described, locale);
          await messenger.postDirect(request.userId, content, { key: request.key, mayBePosted: attempt > 1 });
        },
        onGivenUp: async ({ userId, key }, failure) => {
          const { locale } = await people.profile(userId);
          const { code = "bug", reference } = failure;
          const facts = { code, operation: linkCardMessage.name, reference, field: undefined, remoteCode: undefined };
          const content = renderNoCard({ kind: "failed", failure: facts }, locale);
          await messenger.postDirect(userId, content, { key: `${key}:failed`, mayBePosted: true });
        },
      }),

      handleJob(openLinkJob, {
        run: async ({ teamId, userId, viewId, shortCode, goal }) => {
          const person = { teamId, userId };
          const driveUserId = await deps.findDriveUser(person);
          if (driveUserId === undefined) return;
          const visitor = { person, as: { userId: driveUserId, traceId: deps.ids.alphanumeric(58) } };
          const step = await service.enter(visitor, shortCode);
          if (step.kind === "open") {
            return deps.sendTaskForm(person, { viewId, sessionId: step.listing.session.id, goal, fileIds: [] });
          }
          const reader = await people.profile(userId);
          await messenger.updateView(viewId, renderStep(step, { reader, goal, shortCode }));
        },
      }),
    ],
    tickers: [
      defineTicker({ name: "share-open.forget", everyMs: FORGET_EVERY_MS, run: (now) => service.forgetOld(now) }),
    ],
  };
};
