import { setTimeout } from "node:timers/promises";
import type { Config } from "./config.ts";
import type { FindDriveUser } from "./domain/person.ts";
import { features } from "./features/index.ts";
import { sayMessage } from "./jobs/handoffs.ts";
import { handleJob } from "./jobs/job.ts";
import { createQueue } from "./jobs/queue.ts";
import { createTickerRunner, defineTicker } from "./jobs/ticker.ts";
import { createKooDrive } from "./koodrive/client.ts";
import type { Timeouts } from "./koodrive/connection.ts";
import type { Clock } from "./lib/clock.ts";
import type { IdMaker } from "./lib/ids.ts";
import type { Logger } from "./lib/logger.ts";
import { createMetrics } from "./lib/metrics.ts";
import { currentOrigin } from "./lib/origin.ts";
import type { SecretBox } from "./lib/secrets.ts";
import { createAdmins } from "./slack/admins.ts";
import { createSlackApp, identify, type SlackApp } from "./slack/bolt.ts";
import type { Feature } from "./slack/feature.ts";
import { createFileSender } from "./slack/file-sender.ts";
import { createHealthRoutes } from "./slack/health-routes.ts";
import { createMessenger, type Messenger } from "./slack/messenger.ts";
import { createPace } from "./slack/pace.ts";
import { createPeople } from "./slack/people.ts";
import { createSayings, type Say } from "./slack/sayings.ts";
import { createSharingFacts } from "./slack/sharing-facts.ts";
import { createWebClient } from "./slack/web-client.ts";
import type { Database } from "./store/database.ts";
import { forgetOld } from "./store/housekeeping.ts";
import { store } from "./store/store.ts";

export type BotDeps = {
  readonly config: Pick<Config, "slack" | "apiUrl" | "http" | "drive" | "adminUsers"> &
    Partial<Pick<Config, "messageGapMs">>;
  /** Open; stays the caller's to close, after `stop`. */
  readonly database: Database;
  readonly secrets: SecretBox;
  readonly clock: Clock;
  readonly ids: IdMaker;
  readonly logger: Logger;
  /** For tests: what is tried again is tried at once. */
  readonly immediateRetries?: boolean;
  /** For tests whose clock jumps: what falls due is done by `tickNow` alone, never in the middle of a jump. */
  readonly ticksByHand?: boolean;
  /** For tests that retry immediately: Slack's limits are kept to all the same, and time passes in this way. */
  readonly passTime?: ((milliseconds: number) => Promise<void>) | undefined;
  /** For tests: how long the drive is waited for, where it is not as long as usual. */
  readonly driveTimeouts?: Partial<Timeouts> | undefined;
};

export type Bot = {
  /** Which of Slack's names are answered: what the manifest is held against. */
  readonly features: readonly Feature[];
  /** Resolves with the port that is listened on, once everything is up. */
  readonly start: () => Promise<number>;
  /** Takes nothing new, lets what runs finish for so long, hands the rest back. */
  readonly stop: (options?: { readonly graceMs: number }) => Promise<void>;
  /** Does now what has fallen due, without waiting for the next tick. */
  readonly tickNow: () => Promise<void>;
  /** Resolves once nothing that Slack sent is being dealt with, and no job waits or runs. */
  readonly whenIdle: () => Promise<void>;
};

const GRACE_MS = 15_000;
const MESSAGE_GAP_MS = 1_000;
// What is further away is handed back to the queue: whoever waits keeps others from being told.
const LONGEST_WAIT_MS = 1_500;
const DAY_MS = 24 * 60 * 60 * 1000;
const HOUSEKEEPING_EVERY_MS = 60 * 60 * 1000;

const DATABASE_ANSWERS_MS = 3_000;

/** Why rows cannot be written now: a database whose disk is full still reads. Undefined: they can. */
const checkDatabase = async (database: Database, now: Date): Promise<string | undefined> => {
  const write = store.claims.claimOncePer(database.db, { teamId: "", key: "readyz", everyMs: 0 }, now).then(
    () => undefined,
    (error: unknown) => (error instanceof Error ? error.message : "no answer"),
  );
  return Promise.race([write, setTimeout(DATABASE_ANSWERS_MS, "no answer within 3 seconds", { ref: false })]);
};

/** Joins the parts. The only place that knows all of them. */
export const createBot = (deps: BotDeps): Bot => {
  const { config, database, secrets, clock, ids, logger } = deps;
  const { immediateRetries = false, passTime } = deps;
  const queue = createQueue({
    database,
    clock,
    logger,
    immediateRetries,
    onSetAside: async (message) => {
      metrics.messageSetAside(message.kind);
      await sayings.setAside(message);
    },
  });
  const metrics = createMetrics({ queue: queue.depth, openTasks: () => store.tasks.countOpenTasks(database.db) });
  const drive = createKooDrive({
    ...config.drive,
    // The carrier's documents have the calls that open a link only in their public form.
    publicLinks: config.drive.edition === "carrier",
    clock,
    ids,
    logger,
    timeouts: deps.driveTimeouts,
    limits: { perSecond: config.drive.callsPerSecond },
    onCall: metrics.driveCall,
  });
  const { takePostSlot, nextPostSlot, holdPosts } = store.postSlots;
  const pace = createPace({
    slots: {
      take: (channel, wish) => takePostSlot(database.db, channel, wish),
      next: (channel) => nextPostSlot(database.db, channel),
      hold: (channel, until) => holdPosts(database.db, channel, until),
    },
    clock,
    gapMs: config.messageGapMs ?? MESSAGE_GAP_MS,
    longestMs: passTime === undefined ? LONGEST_WAIT_MS : DAY_MS,
    wait: passTime ?? ((milliseconds) => setTimeout(milliseconds)),
  });
  const isPaced = !immediateRetries || passTime !== undefined;
  const client = createWebClient(config.slack.botToken, config.apiUrl, { pace: isPaced ? pace : undefined });
  const slackMessenger = createMessenger(client, clock, metrics.slackCall);
  let teamId = "";
  const messenger: Messenger = {
    ...slackMessenger,
    openView: async (triggerId, view) => {
      const opened = await slackMessenger.openView(triggerId, view);
      const channel = currentOrigin()?.channel;
      if (opened.kind !== "shown" || channel === undefined) return opened;
      await store.viewPlaces.rememberViewPlace(database.db, { teamId, viewId: opened.viewId, channel }, clock.now());
      return opened;
    },
  };
  const people = createPeople({
    client,
    clock,
    chosenLocale: async (userId) => {
      const { language } = await store.preferences.getPersonPreferences(database.db, teamId, userId);
      return language === "auto" ? undefined : language;
    },
  });
  const sayings = createSayings({ messenger, people });
  const admins = createAdmins({ adminUsers: config.adminUsers, people, client, clock });
  const say: Say = async ({ teamId, userId }, { text, blocks }, key) => {
    const said = { userId, text, blocks: [...blocks], key };
    await database.transaction(async (tx) => {
      if (!(await store.claims.claimOnce(tx, teamId, `say:${key}`, clock.now()))) return;
      await queue.sendMessage(tx, sayMessage, { teamId, to: userId }, said);
    });
  };
  const tickers = createTickerRunner({ clock, logger });
  const { singleUserId } = config.drive;
  const findDriveUser: FindDriveUser = (person) =>
    singleUserId === undefined ? store.accounts.findDriveUser(database.db, person) : Promise.resolve(singleUserId);

  const parts = {
    drive,
    database,
    store,
    secrets,
    clock,
    ids,
    messenger,
    fileSender: createFileSender(client),
    people,
    admins,
    sharingFacts: createSharingFacts({ client, messenger, admins, clock, onCall: metrics.slackCall }),
    metrics,
    send: queue.send,
    sendMessage: queue.sendMessage,
    say,
    singleUserId,
    driveCallsPerSecond: config.drive.callsPerSecond,
    findDriveUser,
    // One drive user for everybody says nothing about who a named person is on the drive.
    findRecipient: singleUserId === undefined ? findDriveUser : () => Promise.resolve(undefined),
  };
  const made: readonly Feature[] = features.map((create) => create(parts));
  const housekeeping = defineTicker({
    name: "housekeeping",
    everyMs: HOUSEKEEPING_EVERY_MS,
    run: (now) => forgetOld(database.db, now),
  });
  let slack: SlackApp | undefined;

  return {
    features: made,
    start: async () => {
      const identity = await identify(client, { logger });
      teamId = identity.teamId;
      // Everything that answers Slack may send jobs at once, so the queue and its workers come first.
      const saying = handleJob(sayMessage, { run: (said, { attempt }) => sayings.say(said, attempt) });
      await queue.start([...made.flatMap((feature) => feature.jobs ?? []), saying]);
      slack = createSlackApp(
        {
          connection: { ...config.slack, ...config.http },
          botToken: config.slack.botToken,
          client,
          apiUrl: config.apiUrl,
          features: made,
          messenger,
          people,
          routes: createHealthRoutes({
            checks: {
              database: () => checkDatabase(database, clock.now()),
              queue: () => Promise.resolve(queue.problem()),
              slack: () => Promise.resolve(slack === undefined ? "not listening" : undefined),
            },
            metrics,
          }),
          metrics,
          clock,
          ids,
          logger,
          findViewPlace: (team, viewId) => store.viewPlaces.findViewPlace(database.db, { teamId: team, viewId }),
        },
        identity,
      );
      const port = await slack.start();
      tickers.start([...made.flatMap((feature) => feature.tickers ?? []), housekeeping], {
        byHand: deps.ticksByHand ?? false,
      });
      logger.info({ port, edition: drive.edition, team: identity.teamId, database: database.backend }, "ready");
      return port;
    },
    stop: async ({ graceMs } = { graceMs: GRACE_MS }) => {
      const stopping = slack;
      slack = undefined;
      const deadline = performance.now() + graceMs;
      const within = async (work: Promise<void> | undefined, leastMs = 0): Promise<void> => {
        const waited = new AbortController();
        const left = Math.max(leastMs, deadline - performance.now());
        const timeout = setTimeout(left, undefined, { signal: waited.signal }).catch(() => undefined);
        await Promise.race([work, timeout]);
        waited.abort();
      };
      // What was acknowledged is finished; what hangs is not waited for without end. Half of the time is for jobs.
      const answered = stopping?.stop().then(() => stopping.whenIdle());
      await within(Promise.race([answered, setTimeout(graceMs / 2, undefined, { ref: false })]));
      await within(tickers.stop(), 500);
      await queue.stop({ graceMs: Math.max(500, deadline - performance.now()) });
      // A call that hangs is cut off: whoever waits for it has handed its work back.
      await within(drive.close(), 500);
    },
    tickNow: () => tickers.tickNow(),
    whenIdle: async () => {
      await slack?.whenIdle();
      await queue.whenIdle();
    },
  };
};
