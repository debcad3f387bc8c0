import type { DriveEmulator } from "../../src/emulators/koodrive/emulator.ts";
import type { SlackEmulator } from "../../src/emulators/slack/emulator.ts";
import type { MessageRecord } from "../../src/emulators/slack/entities.ts";
import { buttonsOf, textOf } from "../support/actor.ts";
import type { Diary } from "./people.ts";
import { type IntentRow, type Records, type TaskRow, unfinished } from "./records.ts";
import { CHANNELS } from "./workspace.ts";

export type Witnesses = {
  readonly records: Records;
  readonly drive: DriveEmulator;
  readonly slack: SlackEmulator;
  readonly diary: Diary;
  /** Intents whose end somebody saw in a modal, as "try again". */
  readonly offeredAgain: ReadonlySet<string>;
  readonly logs: readonly string[];
  readonly secrets: readonly string[];
};

export type Verdict = {
  readonly violations: readonly string[];
  /** Facts that are no violation, and worth knowing. */
  readonly facts: Readonly<Record<string, number>>;
};

/** What the message that follows a task says at the end; a bot of an earlier version may have said no more than that it ended. */
const END: Readonly<Record<string, string>> = {
  done: "Ended, took",
  refused: "Not started",
  unknown: "Not certain",
  lost: "no longer be followed",
};
const EARLIER_END = /Ended$/;

const saysItsEnd = ({ state }: TaskRow, text: string): boolean =>
  text.includes(END[state] ?? "over") || EARLIER_END.test(text);

const keyOf = ({ metadata }: MessageRecord): string => String(metadata?.event_payload.key ?? "");

/** Holds everything that was promised against what the workspace and the drive hold now. */
export const judge = (witnesses: Witnesses): Verdict => {
  const { records, slack, drive, diary, logs, secrets } = witnesses;
  const violations: string[] = [];
  const people = new Set([...records.tasks, ...records.intents].map(({ userId }) => userId));
  const direct = new Map([...people].map((id) => [id, slack.history(slack.directMessage(id))]));
  const inChannels = CHANNELS.flatMap((channel) => slack.history(channel));
  const standing = [...inChannels, ...[...direct.values()].flat()].filter(({ deleted }) => !deleted);
  const byKey = new Map<string, MessageRecord[]>();
  for (const message of standing) {
    const key = keyOf(message);
    byKey.set(key, [...(byKey.get(key) ?? []), message]);
  }

  const rest = unfinished(records);
  if (rest !== undefined) {
    const jobs = records.jobs.map(({ name, state, count }) => `${name} ${state} ${count}`).join(", ");
    violations.push(`not all was done: ${rest}${jobs === "" ? "" : ` (${jobs})`}`);
  }
  for (const { name, count } of records.failedJobs) violations.push(`${count} jobs of ${name} could not be told of`);

  violations.push(...judgeShares(witnesses, direct, byKey));
  const { found, orphans, doubled } = judgeCards(witnesses, byKey);
  violations.push(...found);
  violations.push(...judgeTasks(witnesses, byKey));
  violations.push(...judgeForms(witnesses));

  const all = logs.join("\n");
  for (const secret of secrets)
    if (all.includes(secret)) violations.push(`a secret of ${secret.length} letters stands in a log`);
  const bad = logs.filter((line) => /unhandled|left without an answer|uncaught/i.test(line));
  for (const line of bad.slice(0, 3)) violations.push(`a bot was near its end: ${line.slice(0, 600)}`);

  const states = (rows: readonly { readonly state: string }[], state: string): number =>
    rows.filter((row) => row.state === state).length;
  return {
    violations,
    facts: {
      "shares asked for": records.intents.length,
      "shares made": states(records.intents, "created"),
      "shares refused": states(records.intents, "refused"),
      "shares uncertain, told": states(records.intents, "unknown"),
      "tasks asked for": records.tasks.length,
      "tasks done": states(records.tasks, "done"),
      "tasks refused": states(records.tasks, "refused"),
      "tasks uncertain, told": states(records.tasks, "unknown"),
      "tasks lost, told": states(records.tasks, "lost"),
      changes: records.changes.length,
      "cards whose post got no answer (told), never changed since": orphans,
      "shares whose card may stand twice (told)": doubled,
      "forms answered with an error, or not at all": diary.counts.uncertain,
      "shares at the drive": drive.state.shares.length,
      "tasks at the drive": drive.state.tasks.length,
    },
  };
};

const judgeShares = (
  { records, drive, offeredAgain }: Witnesses,
  direct: ReadonlyMap<string, readonly MessageRecord[]>,
  byKey: ReadonlyMap<string, readonly MessageRecord[]>,
): readonly string[] => {
  const found: string[] = [];
  const atDrive = new Map<string, number>();
  for (const { comment } of drive.state.shares) atDrive.set(comment, (atDrive.get(comment) ?? 0) + 1);
  for (const [comment, count] of atDrive) if (count > 1) found.push(`${comment}: made ${count} times`);

  const intents = new Map<string, IntentRow[]>();
  for (const intent of records.intents) {
    intents.set(intent.comment ?? "", [...(intents.get(intent.comment ?? "") ?? []), intent]);
  }
  for (const [comment, rows] of intents) if (rows.length > 1) found.push(`${comment}: ${rows.length} intents`);
  for (const intent of records.intents) {
    const count = atDrive.get(intent.comment ?? "") ?? 0;
    if (intent.state === "created" && count === 0) found.push(`${intent.comment}: said to be made, and is not`);
    if (intent.state === "refused" && count > 0) found.push(`${intent.comment}: said to be refused, and is there`);
    if (intent.state === "created" && !byKey.has(`share-card:${intent.shareId}`)) {
      found.push(`${intent.comment}: no card anywhere`);
    }
    if (intent.state !== "refused" && intent.state !== "unknown") continue;
    const told =
      offeredAgain.has(intent.id) ||
      (direct.get(intent.userId) ?? []).some(({ blocks }) =>
        buttonsOf(blocks).some(({ element }) => element.value === intent.id),
      );
    if (!told) found.push(`${intent.comment}: ${intent.state}, and nobody was told (${intent.id})`);
  }
  return found;
};

const judgeCards = (
  { records, drive }: Witnesses,
  byKey: ReadonlyMap<string, readonly MessageRecord[]>,
): { readonly found: readonly string[]; readonly orphans: number; readonly doubled: number } => {
  const found: string[] = [];
  let orphans = 0;
  let doubled = 0;
  const shares = new Map(drive.state.shares.map((share) => [share.shareId, share]));
  for (const intent of records.intents) {
    if (intent.state !== "created" || intent.shareId === null) continue;
    const share = shares.get(intent.shareId);
    const cards = byKey.get(`share-card:${intent.shareId}`) ?? [];
    const direct = cards.filter(({ channel }) => channel.startsWith("D"));
    const posted = cards.filter(({ channel }) => !channel.startsWith("D"));
    if (posted.length > 1) found.push(`${intent.comment}: ${posted.length} cards in channels`);
    if (direct.length > 1) found.push(`${intent.comment}: ${direct.length} cards in the sharer's messages`);
    // Its sharer has it only because the post got no answer or a refusal, and was told so when it came.
    const isTold = direct.length > 0;
    if (posted.length === 1 && direct.length === 1) doubled += 1;
    for (const card of cards) {
      const text = textOf(card.blocks);
      const isTrue =
        share?.cancelled === true
          ? text.includes("Revoked")
          : share?.expiresAt === undefined || text.includes(`!date^${Math.floor(share.expiresAt / 1_000)}^`);
      if (isTrue) continue;
      // Nobody but Slack knows where this one stands; its sharer was told that it may be there.
      if (isTold && !card.channel.startsWith("D")) orphans += 1;
      else found.push(`${intent.comment}: its card in ${card.channel} does not show the truth: ${text.slice(0, 200)}`);
    }
  }
  return { found, orphans, doubled };
};

const judgeTasks = (
  { records, drive }: Witnesses,
  byKey: ReadonlyMap<string, readonly MessageRecord[]>,
): readonly string[] => {
  const found: string[] = [];
  const atDrive = new Map(drive.state.tasks.map((task) => [task.taskId, task]));
  const packages = new Map<string, number>();
  for (const { zipName } of drive.state.tasks) {
    if (zipName !== undefined) packages.set(zipName, (packages.get(zipName) ?? 0) + 1);
  }
  for (const [name, count] of packages) if (count > 1) found.push(`${name}: packaged ${count} times`);
  for (const task of records.tasks) {
    const name = `task ${task.zipName ?? task.id}`;
    const notices = byKey.get(`task:${task.id}:notice`) ?? [];
    if (notices.length !== 1) found.push(`${name} (${task.state}): ${notices.length} notices (${task.id})`);
    const shown = [...byKey].filter(([key]) => key.startsWith(`task:${task.id}:progress`)).flatMap(([, all]) => all);
    if (shown.length > 1) found.push(`${name}: ${shown.length} messages that show its progress (${task.id})`);
    for (const { blocks } of shown) {
      if (!saysItsEnd(task, textOf(blocks)))
        found.push(`${name}: over, and its message says: ${textOf(blocks)} (${task.id})`);
    }
    const [notice] = notices;
    const ended = task.driveTaskId === null ? undefined : atDrive.get(task.driveTaskId)?.ended;
    if (notice === undefined || task.state !== "done" || ended === undefined) continue;
    const wanted = ended.cancelled ? "cancel" : WORDS[ended.resultCode ?? 1];
    if (!wordsFit(task, textOf(notice.blocks), wanted)) {
      found.push(`${name}: the drive says ${wanted}, the notice: ${textOf(notice.blocks).slice(0, 200)}`);
    }
  }
  return found;
};

const WORDS = { 1: "all", 2: "some", 3: "none" } as const;

const wordsFit = ({ status, result }: TaskRow, text: string, wanted: string): boolean => {
  if (wanted === "cancel") return status === "cancelled" && /cancel/i.test(text);
  const isGood = /is ready|saved/i.test(text);
  return result === wanted && (wanted !== "all" || isGood);
};

/** Every form that was taken has become one intent or one task. */
const judgeForms = ({ records, diary }: Witnesses): readonly string[] => {
  const found: string[] = [];
  const comments = new Set(records.intents.map(({ comment }) => comment));
  for (const comment of diary.shares)
    if (!comments.has(comment)) found.push(`${comment}: its form was taken and is lost`);
  const names = new Map<string, number>();
  for (const { zipName } of records.tasks) if (zipName !== null) names.set(zipName, (names.get(zipName) ?? 0) + 1);
  for (const name of diary.packages) if (!names.has(name)) found.push(`${name}: its form was taken and is lost`);
  for (const [name, count] of names) if (count > 1) found.push(`${name}: ${count} tasks of one form`);
  const saves = new Map<string, number>();
  for (const { kind, userId } of records.tasks) if (kind === "save") saves.set(userId, (saves.get(userId) ?? 0) + 1);
  for (const [userId, count] of diary.saves) {
    const there = saves.get(userId) ?? 0;
    if (there < count) found.push(`${userId}: ${count} forms for saving were taken, ${there} tasks are there`);
    if (there > count + diary.counts.uncertain) found.push(`${userId}: ${there} tasks for ${count} forms for saving`);
  }
  return found;
};
