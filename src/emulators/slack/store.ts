import type { Clock } from "../../lib/clock.ts";
import type {
  ApiCall,
  ChannelRecord,
  Delivery,
  FileRecord,
  MessageRecord,
  PersonRecord,
  ResponseUrl,
  Team,
  Trigger,
  UserGroup,
  ViewRecord,
} from "./entities.ts";
import type { Problem, ProblemKind, StateValues } from "./protocol.ts";
import { BOT_USER_ID, type Seed } from "./seed.ts";

export type StoreDeps = {
  readonly clock: Clock;
  readonly seed: Seed;
  readonly appName: string;
  readonly appId: string;
};

/** What is kept of a list that grows with every request: the oldest go first. */
const KEPT_RECORDS = 20_000;
const KEPT_PROBLEMS = 200;

/** Everything the workspace knows. Records are replaced, never changed; `changed` tells whoever watches. */
export const createStore = ({ clock, seed, appName, appId }: StoreDeps) => {
  const people = new Map<string, PersonRecord>();
  const channels = new Map<string, ChannelRecord>();
  const messages = new Map<string, Map<string, MessageRecord>>();
  const views = new Map<string, ViewRecord>();
  /** By person, the topmost modal last. */
  const modals = new Map<string, readonly string[]>();
  const homes = new Map<string, string>();
  const triggers = new Map<string, Trigger>();
  const responseUrls = new Map<string, ResponseUrl>();
  const files = new Map<string, FileRecord>();
  const userGroups: readonly UserGroup[] = seed.userGroups;
  /** What somebody chose in a message's inputs: by channel, message and person. */
  const messageValues = new Map<string, StateValues>();
  const calls: ApiCall[] = [];
  const deliveries: Delivery[] = [];
  const problems: Problem[] = [];
  const listeners = new Set<() => void>();
  let installed = true;
  let idCount = 0;
  let lastMicros = 0;

  const changed = (): void => {
    for (const listener of listeners) listener();
  };

  const nowSeconds = (): number => Math.floor(clock.now().getTime() / 1000);

  /** A new id in Slack's style; ids count up, so the same run gives the same ids. */
  const newId = (prefix: string): string => {
    idCount += 1;
    return `${prefix}${idCount.toString(36).toUpperCase().padStart(9, "0")}`;
  };

  /** A message's time stamp: the clock in microseconds, never the same twice, never going back. */
  const newTs = (): string => {
    lastMicros = Math.max(lastMicros + 1, clock.now().getTime() * 1000);
    return `${Math.floor(lastMicros / 1_000_000)}.${String(lastMicros % 1_000_000).padStart(6, "0")}`;
  };

  const keep = <T>(list: T[], item: T, limit: number): void => {
    list.push(item);
    if (list.length > limit) list.splice(0, list.length - limit);
  };

  const messagesOf = (channel: string): Map<string, MessageRecord> => {
    const found = messages.get(channel);
    if (found !== undefined) return found;
    const made = new Map<string, MessageRecord>();
    messages.set(channel, made);
    return made;
  };

  const directMessage = (left: string, right: string): ChannelRecord | undefined =>
    [...channels.values()].find(
      ({ kind, memberIds }) => kind === "im" && memberIds.includes(left) && memberIds.includes(right),
    );

  const openDirectMessage = (left: string, right: string): ChannelRecord => {
    const found = directMessage(left, right);
    if (found !== undefined) return found;
    const made: ChannelRecord = {
      id: newId("D"),
      name: "",
      kind: "im",
      isExternallyShared: false,
      isArchived: false,
      memberIds: [left, right],
      topic: "",
      locale: people.get(right)?.locale ?? "en-US",
      creator: left,
      created: nowSeconds(),
    };
    channels.set(made.id, made);
    return made;
  };

  const botName = appName.toLowerCase().replaceAll(/[^a-z0-9]+/g, "");
  const bot: PersonRecord = {
    id: BOT_USER_ID,
    teamId: seed.team.id,
    name: botName,
    realName: appName,
    email: "",
    locale: "en-US",
    tz: "America/Los_Angeles",
    isAdmin: false,
    isOwner: false,
    isBot: true,
    isStranger: false,
    deleted: false,
    color: "#33475b",
  };
  for (const person of [...seed.people, bot]) people.set(person.id, person);
  for (const channel of seed.channels) {
    const creator = channel.memberIds[0] ?? bot.id;
    channels.set(channel.id, { ...channel, locale: channel.locale ?? "en-US", creator, created: nowSeconds() });
  }
  for (const person of seed.people) {
    if (!person.deleted && !person.isStranger) openDirectMessage(bot.id, person.id);
  }

  return {
    clock,
    team: seed.team satisfies Team,
    bot,
    botId: `B${bot.id.slice(1)}`,
    appId,
    people,
    channels,
    views,
    modals,
    homes,
    triggers,
    responseUrls,
    files,
    userGroups,
    messageValues,
    calls,
    deliveries,
    problems,
    nowSeconds,
    newId,
    newTs,
    messagesOf,
    directMessage,
    openDirectMessage,
    changed,
    isInstalled: (): boolean => installed,
    uninstall: (): void => {
      installed = false;
      changed();
    },
    /** Calls `listener` after every change; returns what ends that. */
    on: (listener: () => void): (() => void) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    putMessage: (message: MessageRecord): void => {
      messagesOf(message.channel).set(message.ts, message);
      changed();
    },
    putChannel: (channel: ChannelRecord): void => {
      channels.set(channel.id, channel);
      changed();
    },
    recordCall: (call: ApiCall): void => {
      keep(calls, call, KEPT_RECORDS);
      changed();
    },
    recordDelivery: (delivery: Delivery): void => {
      keep(deliveries, delivery, KEPT_RECORDS);
      changed();
    },
    problem: (
      kind: ProblemKind,
      what: string,
      detail: string,
      more: Pick<Problem, "toldTo" | "silence"> = {},
    ): void => {
      keep(problems, { kind, at: clock.now().toISOString(), what, detail, ...more }, KEPT_PROBLEMS);
      changed();
    },
  };
};

export type Store = ReturnType<typeof createStore>;
