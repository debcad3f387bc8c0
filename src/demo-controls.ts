import type { DriveEmulator } from "./emulators/koodrive/emulator.ts";
import type { Extras } from "./emulators/slack/acts/context.ts";
import type { SlackEmulator } from "./emulators/slack/emulator.ts";
import { defineTexts } from "./emulators/slack/page/text/texts.ts";
import type { Control } from "./emulators/slack/protocol.ts";

const HOUR_MS = 60 * 60 * 1000;
const LATER = {
  hour: HOUR_MS,
  day: 24 * HOUR_MS,
  week: 7 * 24 * HOUR_MS,
  twoWeeks: 14 * 24 * HOUR_MS,
} as const;
const DRIVE = ["works", "slow", "busy", "broken", "away", "loses-answers"] as const;
const SLACK = ["works", "slow", "busy", "away"] as const;
type DriveTrouble = (typeof DRIVE)[number];
type SlackTrouble = (typeof SLACK)[number];

const words = defineTexts(
  {
    running: "running",
    stop: "Stop the bot (SIGTERM)",
    kill: "Kill the bot (SIGKILL)",
    start: "Start the bot",
    down: "down",
    starting: "starting",
    botStarting: "The bot is starting. If it cannot reach Slack, it waits until it can.",
    botDown: "The bot is down. Nobody answers in Slack until it is started; nothing that it has taken is lost.",
    clock: "Move the clock on",
    hour: "One hour",
    day: "One day",
    week: "One week",
    twoWeeks: "Two weeks",
    drive: "The drive",
    slack: "Slack, as the bot reaches it",
    works: "works",
    slow: "slow",
    busy: "busy",
    broken: "broken",
    away: "away",
    "loses-answers": "loses answers",
    mendDrive: "Let the drive work",
    "drive-slow": "The drive is slow: each of its answers takes 4 seconds.",
    "drive-busy": "The drive is busy: it asks the bot to come again in 5 seconds.",
    "drive-broken": "The drive is broken: it answers everything with an error.",
    "drive-away": "The drive is away: the bot cannot reach it.",
    "drive-loses-answers": "The drive does what it is asked, but its answers get lost.",
    mendSlack: "Let Slack work",
    "slack-slow": "Slack is slow: each answer to the bot takes 2 seconds.",
    "slack-busy": "Slack is busy: it asks the bot to come again in 5 seconds.",
    "slack-away":
      "Slack is away for the bot: what people do reaches it, but it can neither write messages nor open forms.",
  },
  {
    running: "运行中",
    stop: "停止机器人（SIGTERM）",
    kill: "强制结束机器人（SIGKILL）",
    start: "启动机器人",
    down: "已停止",
    starting: "启动中",
    botStarting: "机器人正在启动。如果连不上 Slack，它会一直等到连上为止。",
    botDown: "机器人已停止。启动之前，Slack 里没有人响应；它已接受的内容不会丢失。",
    clock: "把时钟拨快",
    hour: "一小时",
    day: "一天",
    week: "一周",
    twoWeeks: "两周",
    drive: "云盘",
    slack: "Slack（从机器人一侧看）",
    works: "正常",
    slow: "缓慢",
    busy: "繁忙",
    broken: "故障",
    away: "断开",
    "loses-answers": "答复丢失",
    mendDrive: "恢复云盘",
    "drive-slow": "云盘缓慢：每次答复需要 4 秒。",
    "drive-busy": "云盘繁忙：它让机器人 5 秒后再来。",
    "drive-broken": "云盘故障：它对所有请求都返回错误。",
    "drive-away": "云盘已断开：机器人无法连接它。",
    "drive-loses-answers": "云盘会照做，但它的答复会丢失。",
    mendSlack: "恢复 Slack",
    "slack-slow": "Slack 缓慢：每次答复机器人需要 2 秒。",
    "slack-busy": "Slack 繁忙：它让机器人 5 秒后再来。",
    "slack-away": "Slack 对机器人断开：操作能送达机器人，但它无法发消息，也无法打开窗口。",
  },
);

export type BotState = "running" | "starting" | "down";

export type ControlsDeps = {
  readonly drive: Pick<DriveEmulator, "faults">;
  readonly slack: () => Pick<SlackEmulator, "refuse">;
  readonly bot: {
    readonly state: () => BotState;
    readonly start: () => Promise<void>;
    readonly stop: () => Promise<void>;
    readonly kill: () => Promise<void>;
  };
  /** Moves all clocks on by so many milliseconds. */
  readonly advance: (milliseconds: number) => void;
};

const SLACK_TROUBLES: Readonly<Record<SlackTrouble, Parameters<SlackEmulator["refuse"]["always"]>[0]>> = {
  works: undefined,
  slow: { delayMs: 2_000 },
  busy: { error: "ratelimited", status: 429, retryAfter: 5 },
  away: { dropConnection: true },
};

const botControls = (state: BotState, say: ReturnType<typeof words>): readonly Control[] => {
  const start = { id: "bot:start", label: say("start"), state: say(state) };
  switch (state) {
    case "running":
      return [
        { id: "bot:stop", label: say("stop"), state: say("running") },
        { id: "bot:kill", label: say("kill") },
      ];
    case "starting":
      return [{ ...start, trouble: { text: say("botStarting") } }];
    case "down":
      return [{ ...start, trouble: { text: say("botDown"), mend: { label: say("start") } } }];
  }
};

/** The demo's own switches, in the page's "Demo" panel. */
export const createControls = ({ drive, slack, bot, advance }: ControlsDeps): Extras => {
  let driveTrouble: DriveTrouble = "works";
  let slackTrouble: SlackTrouble = "works";
  const beginDrive: Readonly<Record<DriveTrouble, () => void>> = {
    works: () => undefined,
    slow: () => drive.faults.always({}, { kind: "slow", ms: 4_000 }),
    busy: () => drive.faults.always({}, { kind: "limited", retryAfter: "5" }),
    broken: () => drive.faults.always({}, { kind: "broken", status: 500 }),
    away: () => drive.faults.always({}, { kind: "close", when: "before-change" }),
    "loses-answers": () => drive.faults.always({ method: "POST" }, { kind: "close", when: "after-change" }),
  };
  return {
    controls: (locale) => {
      const say = words(locale);
      const choices = (values: readonly (DriveTrouble | SlackTrouble)[]) =>
        values.map((value) => ({ value, label: say(value) }));
      const mend = (label: string) => ({ label, value: "works" });
      return [
        ...botControls(bot.state(), say),
        {
          id: "clock:advance",
          label: say("clock"),
          choices: Object.keys(LATER)
            .filter(isStep)
            .map((step) => ({ value: step, label: say(step) })),
        },
        {
          id: "drive:trouble",
          label: say("drive"),
          state: driveTrouble,
          choices: choices(DRIVE),
          ...(driveTrouble !== "works" && {
            trouble: { text: say(`drive-${driveTrouble}`), mend: mend(say("mendDrive")) },
          }),
        },
        {
          id: "slack:trouble",
          label: say("slack"),
          state: slackTrouble,
          choices: choices(SLACK),
          ...(slackTrouble !== "works" && {
            trouble: { text: say(`slack-${slackTrouble}`), mend: mend(say("mendSlack")) },
          }),
        },
      ];
    },
    run: async (id, value = "") => {
      switch (id) {
        case "bot:kill":
          return bot.kill();
        case "bot:stop":
          return bot.stop();
        case "bot:start":
          return bot.start();
        case "clock:advance":
          return isStep(value) ? advance(LATER[value]) : undefined;
        case "slack:trouble":
          slackTrouble = SLACK.find((known) => known === value) ?? slackTrouble;
          return slack().refuse.always(SLACK_TROUBLES[slackTrouble]);
        case "drive:trouble":
          driveTrouble = DRIVE.find((known) => known === value) ?? driveTrouble;
          drive.faults.clear();
          return beginDrive[driveTrouble]();
        default:
          return undefined;
      }
    },
  };
};

const isStep = (value: string): value is keyof typeof LATER => value in LATER;
