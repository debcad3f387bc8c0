import { z } from "zod";
import { LOG_LEVELS } from "./lib/logger.ts";

type Variable = {
  readonly name: string;
  /** For README and `.env.example`. */
  readonly meaning: string;
  /** What counts when it is not set; undefined: nothing. */
  readonly default: string | undefined;
  readonly secret: boolean;
};

/** Every setting there is, in the order people read of them. README and `.env.example` are held against this table by a test. */
export const VARIABLES = [
  { name: "SLACK_BOT_TOKEN", meaning: "Bot token of the workspace", default: undefined, secret: true },
  {
    name: "SLACK_SIGNING_SECRET",
    meaning: "HTTP mode: the app's signing secret; not needed in Socket Mode",
    default: undefined,
    secret: true,
  },
  {
    name: "SLACK_APP_TOKEN",
    meaning: "App-level token; if set, the bot uses Socket Mode instead of HTTP",
    default: undefined,
    secret: true,
  },
  {
    name: "SLACK_API_URL",
    meaning: "Base of Slack's Web API, ends in `/api/`",
    default: "https://slack.com/api/",
    secret: false,
  },
  {
    name: "SLACK_MESSAGE_GAP_MS",
    meaning: "Least time between two messages into one conversation, in milliseconds; Slack allows about one a second",
    default: "1000",
    secret: false,
  },
  { name: "HOST", meaning: "Address the HTTP listener binds to", default: "0.0.0.0", secret: false },
  { name: "PORT", meaning: "Port of the HTTP listener; 0 takes any free one", default: "3000", secret: false },
  {
    name: "KOODRIVE_BASE_URL",
    meaning: "Scheme and host of the drive",
    default: "https://intl.myhuaweicloud-koodrive.com",
    secret: false,
  },
  {
    name: "KOODRIVE_APP_ID",
    meaning: "App signing: the app id; goes with `KOODRIVE_APP_SECRET`",
    default: undefined,
    secret: false,
  },
  {
    name: "KOODRIVE_APP_SECRET",
    meaning: "App signing: the app secret; goes with `KOODRIVE_APP_ID`",
    default: undefined,
    secret: true,
  },
  {
    name: "KOODRIVE_ACCOUNT",
    meaning: "Carrier login: the account; goes with `KOODRIVE_PASSWORD` and `KOODRIVE_AGENT_NAME`",
    default: undefined,
    secret: false,
  },
  {
    name: "KOODRIVE_PASSWORD",
    meaning: "Carrier login: the password; goes with `KOODRIVE_ACCOUNT`",
    default: undefined,
    secret: true,
  },
  {
    name: "KOODRIVE_ACCESS_TOKEN",
    meaning: "A ready-made token; sent after `Bearer ` unless it has a scheme of its own",
    default: undefined,
    secret: true,
  },
  {
    name: "KOODRIVE_AGENT_NAME",
    meaning: "Carrier name; if set, the drive is the carrier edition, else the enterprise edition",
    default: undefined,
    secret: false,
  },
  {
    name: "KOODRIVE_USER_ID",
    meaning: "One drive user for everybody; if set, account linking is off",
    default: undefined,
    secret: false,
  },
  {
    name: "KOODRIVE_CALLS_PER_SECOND",
    meaning:
      "Calls to the drive per second at most, for each bot; following tasks takes at most three quarters, for all bots together",
    default: "100",
    secret: false,
  },
  {
    name: "DATABASE_URL",
    meaning: "PostgreSQL, `postgres://…`; if not set, a database embedded in the program",
    default: undefined,
    secret: true,
  },
  { name: "DATA_DIR", meaning: "Where the embedded database and its key live", default: "./data", secret: false },
  {
    name: "ENCRYPTION_KEY",
    meaning: "32 bytes in base64 that seal secrets at rest; required with `DATABASE_URL`, else made in `DATA_DIR`",
    default: undefined,
    secret: true,
  },
  {
    name: "ADMIN_USERS",
    meaning: "Slack user ids, comma-separated, who administer the drive; if not set, the workspace's admins and owners",
    default: undefined,
    secret: false,
  },
  {
    name: "LOG_LEVEL",
    meaning: "`fatal`, `error`, `warn`, `info`, `debug` or `trace`",
    default: "info",
    secret: false,
  },
] as const satisfies readonly Variable[];

export type VariableName = (typeof VARIABLES)[number]["name"];

const text = (pattern: RegExp, problem: string) => z.string().regex(pattern, problem);
const optional = (pattern: RegExp, problem: string) => text(pattern, problem).optional();
const url = (problem: string, fits: (url: URL) => boolean) =>
  z.string().refine((value) => URL.canParse(value) && fits(new URL(value)), problem);
const isWeb = (address: URL): boolean => /^https?:$/.test(address.protocol);
const isBare = (address: URL): boolean =>
  [address.username, address.password, address.search, address.hash].join("") === "";

/**
 * From the text of each setting to its value. A message ends the sentence that the setting's name
 * begins, and never repeats the value: it may be a secret that was put in the wrong place.
 */
export const variablesSchema = z.object({
  SLACK_BOT_TOKEN: optional(/^(xoxb-|xoxe\.xoxb-)\S+$/, "is not a bot token: use the one that begins with xoxb-"),
  SLACK_SIGNING_SECRET: optional(/^\S+$/, "has a space in it: copy it again from the app's Basic Information page"),
  SLACK_APP_TOKEN: optional(/^xapp-\S+$/, "is not an app-level token: use the one that begins with xapp-"),
  SLACK_API_URL: url(
    "must be an http or https address that ends in /api/",
    (address) => isWeb(address) && isBare(address) && address.pathname.endsWith("/api/"),
  ),
  SLACK_MESSAGE_GAP_MS: text(/^\d{1,5}$/, "must be a whole number of milliseconds, at most 60000")
    .transform(Number)
    .pipe(z.number().max(60_000, "must be a whole number of milliseconds, at most 60000")),
  HOST: text(/^[\w.:%-]+$/, "must be a host name or an address to listen on, without scheme or port"),
  PORT: text(/^\d{1,5}$/, "must be a whole number from 0 to 65535")
    .transform(Number)
    .pipe(z.number().max(65_535, "must be a whole number from 0 to 65535")),
  KOODRIVE_BASE_URL: url(
    "must be scheme and host only, like https://intl.myhuaweicloud-koodrive.com",
    (address) => isWeb(address) && isBare(address) && address.pathname === "/",
  ).transform((value) => new URL(value).origin),
  KOODRIVE_APP_ID: optional(/^[^\s,=]+$/, "has a space, a comma or an equals sign in it: copy it again"),
  KOODRIVE_APP_SECRET: optional(/^\S+$/, "has a space in it: copy it again"),
  KOODRIVE_ACCOUNT: optional(/^\P{Cc}+$/u, "has a control character in it: type it again"),
  KOODRIVE_PASSWORD: z.string().optional(),
  KOODRIVE_ACCESS_TOKEN: optional(/^[\x20-\x7e]+$/, "has a character that no HTTP header may carry: copy it again"),
  KOODRIVE_AGENT_NAME: optional(/^[\x21-\x7e]+$/, "must be the carrier's name in ASCII, without spaces"),
  KOODRIVE_USER_ID: optional(/^[\w-]{1,128}$/, "is not a drive user id: letters, digits, - and _ only"),
  KOODRIVE_CALLS_PER_SECOND: text(/^[1-9]\d{0,3}$/, "must be a whole number from 1 to 9999").transform(Number),
  DATABASE_URL: url("must look like postgres://user:password@host:5432/name", (address) =>
    /^postgres(ql)?:\/\//.test(address.href),
  ).optional(),
  DATA_DIR: z.string(),
  ENCRYPTION_KEY: optional(
    /^[A-Za-z0-9+/]{43}=$/,
    "must be 32 bytes in base64: make one with `openssl rand -base64 32`",
  ),
  ADMIN_USERS: z
    .string()
    .transform((list) => [...new Set(list.split(",").map((id) => id.trim()))].filter((id) => id !== ""))
    .pipe(
      z.array(text(/^[UW][A-Z0-9]{2,}$/, "must be Slack user ids like U012AB3CD, with commas between")).min(1, {
        error: "names nobody: list Slack user ids, or do not set it",
      }),
    )
    .optional(),
  LOG_LEVEL: z.enum(LOG_LEVELS, { error: `must be one of ${LOG_LEVELS.join(", ")}` }),
} satisfies Record<VariableName, z.ZodType>);
