import { join } from "node:path";
import type { z } from "zod";
import { VARIABLES, type VariableName, variablesSchema } from "./config-variables.ts";
import type { Edition } from "./domain/edition.ts";
import type { LogLevel } from "./lib/logger.ts";

export type Config = {
  readonly slack:
    | { readonly mode: "http"; readonly botToken: string; readonly signingSecret: string }
    | { readonly mode: "socket"; readonly botToken: string; readonly appToken: string };
  /** Ends in `/api/`. */
  readonly apiUrl: string;
  /** The least time between two messages into one conversation. */
  readonly messageGapMs: number;
  readonly http: { readonly host: string; readonly port: number };
  readonly drive: {
    /** Without a slash at the end. */
    readonly baseUrl: string;
    readonly edition: Edition;
    readonly agentName: string | undefined;
    readonly credential: DriveCredential;
    readonly singleUserId: string | undefined;
    readonly callsPerSecond: number;
  };
  readonly database:
    | { readonly kind: "postgres"; readonly url: string }
    | { readonly kind: "embedded"; readonly dataDir: string };
  /** 32 bytes. Undefined only with the embedded database: then the key file in `dataDir` holds it. */
  readonly encryptionKey: Buffer | undefined;
  readonly dataDir: string;
  /** Empty: the workspace's admins and owners. */
  readonly adminUsers: readonly string[];
  readonly logLevel: LogLevel;
};

export type DriveCredential =
  | { readonly kind: "app"; readonly appId: string; readonly appSecret: string }
  | { readonly kind: "carrier"; readonly account: string; readonly password: string }
  | { readonly kind: "token"; readonly token: string };

export type ConfigResult =
  | { readonly kind: "ok"; readonly config: Config }
  | { readonly kind: "problems"; readonly problems: readonly string[] };

type Environment = Readonly<Record<string, string | undefined>>;

const NAMES: ReadonlySet<string> = new Set(VARIABLES.map((variable) => variable.name));

/** What Kubernetes sets by itself where a service is named slack-… or koodrive-…: nobody's setting. */
const isServiceLink = (name: string, value: string | undefined): boolean =>
  /_SERVICE_(HOST|PORT(_\w+)?)$|_PORT_\d+_(TCP|UDP)(_(PROTO|PORT|ADDR))?$/.test(name) ||
  (name.endsWith("_PORT") && /^(tcp|udp):/.test(value ?? ""));

type Given = { readonly [Name in VariableName]?: string };
type Values = z.output<typeof variablesSchema>;

/** What is set, with the defaults. A blank value counts as not set: that is what an empty line in `.env` means. */
const givenIn = (env: Environment): Given => {
  const given: { [Name in VariableName]?: string } = {};
  for (const { name, default: fallback } of VARIABLES) {
    const value = env[name]?.trim() ? env[name] : fallback;
    // A password may well begin or end with a space; nothing else does on purpose.
    if (value !== undefined) given[name] = name === "KOODRIVE_PASSWORD" ? value : value.trim();
  }
  return given;
};

const CREDENTIALS = [
  ["KOODRIVE_APP_ID", "KOODRIVE_APP_SECRET"],
  ["KOODRIVE_ACCOUNT", "KOODRIVE_PASSWORD"],
  ["KOODRIVE_ACCESS_TOKEN"],
] as const;

const credentialProblems = (given: Given): readonly string[] => {
  const started = CREDENTIALS.filter((names) => names.some((name) => given[name] !== undefined));
  if (started.length === 0) {
    const choices = CREDENTIALS.map((names) => names.join(" and ")).join(", or ");
    return [`No drive credential is set: set ${choices}.`];
  }
  const halves = started.flatMap((names) =>
    names
      .filter((name) => given[name] === undefined)
      .map(
        (missing) => `${missing} is missing: ${names.filter((name) => name !== missing).join()} is of no use alone.`,
      ),
  );
  if (started.length === 1) return halves;
  const set = started.flat().filter((name) => given[name] !== undefined);
  return [...halves, `${set.join(", ")} are set together: keep one drive credential and remove the others.`];
};

const missingProblems = (given: Given): readonly string[] => {
  const problems: string[] = [];
  if (given.SLACK_BOT_TOKEN === undefined) {
    problems.push("SLACK_BOT_TOKEN is missing: set it to the bot token from the app's OAuth & Permissions page.");
  }
  if (given.SLACK_SIGNING_SECRET === undefined && given.SLACK_APP_TOKEN === undefined) {
    problems.push(
      "SLACK_SIGNING_SECRET is missing: set it to the signing secret from the app's Basic Information page, or set SLACK_APP_TOKEN to use Socket Mode.",
    );
  }
  if (given.KOODRIVE_ACCOUNT !== undefined && given.KOODRIVE_AGENT_NAME === undefined) {
    problems.push("KOODRIVE_AGENT_NAME is missing: a carrier login needs the carrier's name.");
  }
  if (given.DATABASE_URL !== undefined && given.ENCRYPTION_KEY === undefined) {
    problems.push("ENCRYPTION_KEY is missing: DATABASE_URL needs it; make one with `openssl rand -base64 32`.");
  }
  return problems;
};

const unknownProblems = (env: Environment): readonly string[] =>
  Object.keys(env)
    .filter((name) => /^(KOODRIVE|SLACK)_/.test(name) && !NAMES.has(name) && !isServiceLink(name, env[name]))
    .sort()
    .map((name) => `${name} is not a setting of this program: correct its name or remove it.`);

const slackOf = (values: Values): Config["slack"] | undefined => {
  const { SLACK_BOT_TOKEN: botToken, SLACK_APP_TOKEN: appToken, SLACK_SIGNING_SECRET: signingSecret } = values;
  if (botToken === undefined) return undefined;
  if (appToken !== undefined) return { mode: "socket", botToken, appToken };
  return signingSecret === undefined ? undefined : { mode: "http", botToken, signingSecret };
};

const credentialOf = (values: Values): DriveCredential | undefined => {
  const { KOODRIVE_APP_ID: appId, KOODRIVE_APP_SECRET: appSecret, KOODRIVE_ACCESS_TOKEN: token } = values;
  const { KOODRIVE_ACCOUNT: account, KOODRIVE_PASSWORD: password } = values;
  if (appId !== undefined && appSecret !== undefined) return { kind: "app", appId, appSecret };
  if (account !== undefined && password !== undefined) return { kind: "carrier", account, password };
  return token === undefined ? undefined : { kind: "token", token };
};

/** Reads the settings; every problem there is comes back at once, and none repeats a value that may be secret. */
export const parseConfig = (env: Environment): ConfigResult => {
  const given = givenIn(env);
  const read = variablesSchema.safeParse(given);
  const wrong = read.error?.issues.map((issue) => `${String(issue.path[0])} ${issue.message}.`) ?? [];
  const problems = [
    ...missingProblems(given),
    ...credentialProblems(given),
    ...new Set(wrong),
    ...unknownProblems(env),
  ];
  const slack = read.data && slackOf(read.data);
  const credential = read.data && credentialOf(read.data);
  if (problems.length > 0 || !read.success || slack === undefined || credential === undefined) {
    return { kind: "problems", problems };
  }
  const values = read.data;
  return {
    kind: "ok",
    config: {
      slack,
      apiUrl: values.SLACK_API_URL,
      messageGapMs: values.SLACK_MESSAGE_GAP_MS,
      http: { host: values.HOST, port: values.PORT },
      drive: {
        baseUrl: values.KOODRIVE_BASE_URL,
        edition: values.KOODRIVE_AGENT_NAME === undefined ? "enterprise" : "carrier",
        agentName: values.KOODRIVE_AGENT_NAME,
        credential,
        singleUserId: values.KOODRIVE_USER_ID,
        callsPerSecond: values.KOODRIVE_CALLS_PER_SECOND,
      },
      database:
        values.DATABASE_URL === undefined
          ? // A folder of its own: a database is only made in an empty one, and the key file lies beside it.
            { kind: "embedded", dataDir: join(values.DATA_DIR, "database") }
          : { kind: "postgres", url: values.DATABASE_URL },
      encryptionKey: values.ENCRYPTION_KEY === undefined ? undefined : Buffer.from(values.ENCRYPTION_KEY, "base64"),
      dataDir: values.DATA_DIR,
      adminUsers: values.ADMIN_USERS ?? [],
      logLevel: values.LOG_LEVEL,
    },
  };
};

/** One message for the operator that names every problem. */
export const describeProblems = (problems: readonly string[]): string =>
  [
    problems.length === 1 ? "The settings have 1 problem:" : `The settings have ${problems.length} problems:`,
    ...problems.map((problem) => `  - ${problem}`),
    "Every setting is explained in README.md and .env.example.",
  ].join("\n");
