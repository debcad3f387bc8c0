import { z } from "zod";
import type { FindDriveUser } from "../../domain/person.ts";
import { progressDigest } from "../../domain/task.ts";
import { taskFormJob } from "../../jobs/handoffs.ts";
import { defineJob, defineMessage, type HandledJob, handleJob, type JobLogger, MESSAGE_RETRY } from "../../jobs/job.ts";
import { defineTicker, type Ticker } from "../../jobs/ticker.ts";
import type { Clock } from "../../lib/clock.ts";
import type { Metrics } from "../../lib/metrics.ts";
import type { Messenger } from "../../slack/messenger.ts";
import type { People } from "../../slack/people.ts";
import type { TaskService } from "./service.ts";
import type { PollBudget } from "./service-budget.ts";
import { NOTICE_RETAKE_MS, type TaskFollow } from "./service-follow.ts";
import { placeOf, type TaskMessages } from "./service-messages.ts";
import type { TaskSources } from "./service-source.ts";
import { renderFirstForm, renderLinkGone } from "./view.ts";
import { renderNotice, renderProgress } from "./view-progress.ts";

const payload = z.object({ taskId: z.string() });

export const performJob = defineJob({
  name: "task-watch.perform",
  schema: payload,
  retry: { limit: 8, delaySeconds: 3, backoff: true, maxDelaySeconds: 300 },
  concurrency: 8,
});

export const showJob = defineJob({
  name: "task-watch.show",
  schema: payload,
  retry: { limit: 12, delaySeconds: 3, backoff: true, maxDelaySeconds: 60 },
  // One waiting a task is enough: it shows what is true when it runs.
  policy: "stately",
  concurrency: 4,
});

/** The message that follows a task: the first one, or a new one in the place of one that cannot be edited any more. */
export const progressMessage = defineMessage({
  name: "task-watch.progress",
  schema: payload.extend({ place: z.string() }),
  retry: MESSAGE_RETRY,
});

export const noticeMessage = defineMessage({ name: "task-watch.notice", schema: payload, retry: MESSAGE_RETRY });

// Slack's guidance for messages that are edited as something goes on.
const MIN_EDIT_GAP_MS = 3_000;
const FOLLOW_EVERY_MS = 250;
// What is asked of the budget changes over minutes.
const MEASURE_EVERY_MS = 5_000;
const RESUME_EVERY_MS = 30_000;

export type TaskJobsDeps = {
  readonly service: TaskService;
  readonly follow: TaskFollow;
  readonly budget: Pick<PollBudget, "measure">;
  readonly messages: TaskMessages;
  readonly sources: TaskSources;
  readonly findDriveUser: FindDriveUser;
  readonly messenger: Messenger;
  readonly people: People;
  readonly clock: Clock;
  readonly metrics: Pick<Metrics, "noticeSent">;
};

export const createTaskJobs = (
  deps: TaskJobsDeps,
): { readonly jobs: readonly HandledJob[]; readonly tickers: readonly Ticker[] } => {
  const { service, follow, messages, messenger, people, clock, metrics } = deps;

  const show = async (taskId: string, attempt: number): Promise<void> => {
    // An earlier attempt took the edit for itself and may not have made it.
    if (attempt > 1) await messages.forgetShown(taskId);
    const task = await messages.taskToShow(taskId);
    if (task === undefined) return;
    if (task.messageChannel === null || task.messageTs === null) return messages.postNow(task);
    const facts = messages.factsOf(task);
    const shown = progressDigest(facts);
    if (task.shown === shown) return;
    if (!(await messages.claimEdit(task.id, shown, MIN_EDIT_GAP_MS))) {
      return messages.showLater(task.id, new Date((task.editedAt ?? clock.now()).getTime() + MIN_EDIT_GAP_MS));
    }
    const { locale } = await people.profile(task.userId);
    const edited = await messenger.edit(
      task.messageChannel,
      task.messageTs,
      renderProgress(facts, clock.now(), locale),
    );
    if (edited.kind !== "edited") await messages.postNow(task);
  };

  const postProgress = async (taskId: string, place: string, attempt: number): Promise<void> => {
    const task = await messages.taskToShow(taskId);
    if (task === undefined || placeOf(task) !== place) return;
    const { locale } = await people.profile(task.userId);
    const facts = messages.factsOf(task);
    // A version of this app in which it did not stand in the line may run beside this one.
    const isFirst = await messages.claimFirstPost(task, place);
    const key = { key: `task:${taskId}:progress:${place}`, mayBePosted: attempt > 1 || !isFirst };
    const posted = await messenger.postDirect(task.userId, renderProgress(facts, clock.now(), locale), key);
    if (posted.kind !== "posted") return;
    const shown = posted.wasThere === true ? null : progressDigest(facts);
    await messages.remember(taskId, posted, shown);
    // A change that came while it was posted has found no message to edit.
    const now = await messages.taskToShow(taskId);
    if (now !== undefined && progressDigest(messages.factsOf(now)) !== shown) {
      await messages.showLater(taskId, clock.now());
    }
  };

  const notify = async (taskId: string, attempt: number, logger: JobLogger): Promise<void> => {
    // Within the person's line nobody else is at it: a claim that stands is an earlier attempt's.
    const claim = await messages.claimNotice(taskId, attempt > 1 ? 0 : NOTICE_RETAKE_MS);
    const task = claim === undefined ? undefined : await follow.getTask(taskId);
    if (claim === undefined || task === undefined) return;
    const { locale } = await people.profile(task.userId);
    const facts = messages.factsOf(task, follow.openDownload(task));
    const content = renderNotice(facts, locale, await messages.lifeOf(task));
    // A try that was told to wait gives its claim back, and says nothing of the tries before it.
    const isFirst = await messages.claimFirstPost(task, "notice");
    const key = { key: `task:${task.id}:notice`, mayBePosted: claim === "again" || !isFirst };
    const post = (threadTs?: string) =>
      messages.releaseUnlessPosted(taskId, () => messenger.postDirect(task.userId, content, key, threadTs));
    const threadTs = await messages.noticeThread(task);
    const first = await post(threadTs);
    const isThreadGone = threadTs !== undefined && first.kind === "refused" && first.reason === "message-gone";
    const posted = isThreadGone ? await post() : first;
    // The person has left, or the workspace does not let apps write to people: trying again would not help.
    if (posted.kind === "refused") logger.warn({ taskId, slackError: posted.slackError }, "nobody can be told");
    await messages.noticeSent(taskId);
    metrics.noticeSent(task.kind);
  };

  return {
    jobs: [
      handleJob(performJob, {
        run: ({ taskId }) => service.perform(taskId),
        onGivenUp: ({ taskId }, failure) =>
          service.giveUp(taskId, {
            code: failure.code ?? "bug",
            operation: performJob.name,
            reference: failure.reference,
            field: undefined,
            remoteCode: undefined,
          }),
      }),
      handleJob(taskFormJob, {
        run: async ({ teamId, userId, viewId, sessionId, goal, fileIds }) => {
          const person = { teamId, userId };
          const driveUserId = await deps.findDriveUser(person);
          const { locale } = await people.profile(userId);
          const origin = { kind: "link", sessionId } as const;
          const source = driveUserId === undefined ? undefined : await deps.sources.find(person, driveUserId, origin);
          if (driveUserId === undefined || source === undefined) {
            await messenger.updateView(viewId, renderLinkGone(goal, locale));
            return;
          }
          const offered = await deps.sources.offered(person, driveUserId, source, fileIds);
          const chosen = fileIds.flatMap((fileId) => offered.get(fileId) ?? []);
          const files = chosen.length === 0 ? source.files : chosen;
          await messenger.updateView(viewId, renderFirstForm({ origin, kind: goal, files, locale }));
        },
      }),
      handleJob(showJob, { run: ({ taskId }, { attempt }) => show(taskId, attempt) }),
      handleJob(progressMessage, {
        run: ({ taskId, place }, { attempt }) => postProgress(taskId, place, attempt),
      }),
      handleJob(noticeMessage, {
        run: ({ taskId }, { attempt, logger }) => notify(taskId, attempt, logger),
        onGivenUp: async ({ taskId }) => {
          await messages.claimNotice(taskId, 0);
          await messages.noticeSent(taskId);
        },
      }),
    ],
    tickers: [
      defineTicker({
        name: "task-watch.follow",
        everyMs: FOLLOW_EVERY_MS,
        run: async (now, signal) => {
          await follow.followDue(now, signal);
        },
      }),
      defineTicker({ name: "task-watch.measure", everyMs: MEASURE_EVERY_MS, run: deps.budget.measure }),
      defineTicker({ name: "task-watch.resume", everyMs: RESUME_EVERY_MS, run: (now) => follow.resumeNotices(now) }),
    ],
  };
};
