import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Config, describeProblems, parseConfig } from "../src/config.ts";
import { VARIABLES } from "../src/config-variables.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** The least that a bot needs. */
const LEAST = {
  SLACK_BOT_TOKEN: "xoxb-1-bot",
  SLACK_SIGNING_SECRET: "signing",
  KOODRIVE_APP_ID: "app",
  KOODRIVE_APP_SECRET: "hush",
} as const;
const KEY = Buffer.alloc(32, 7);

const having = (changes: Environment): Environment => ({ ...LEAST, ...changes });

const configOf = (env: Environment): Config => {
  const result = parseConfig(env);
  if (result.kind === "problems") throw new Error(describeProblems(result.problems));
  return result.config;
};

const problemsOf = (env: Environment): readonly string[] => {
  const result = parseConfig(env);
  return result.kind === "problems" ? result.problems : [];
};

const LEAST_CONFIG: Config = {
  slack: { mode: "http", botToken: "xoxb-1-bot", signingSecret: "signing" },
  apiUrl: "https://slack.com/api/",
  messageGapMs: 1_000,
  http: { host: "0.0.0.0", port: 3000 },
  drive: {
    baseUrl: "https://intl.myhuaweicloud-koodrive.com",
    edition: "enterprise",
    agentName: undefined,
    credential: { kind: "app", appId: "app", appSecret: "hush" },
    singleUserId: undefined,
    callsPerSecond: 100,
  },
  database: { kind: "embedded", dataDir: "data/database" },
  encryptionKey: undefined,
  dataDir: "./data",
  adminUsers: [],
  logLevel: "info",
};

describe("good settings", () => {
  it("need little, the rest has defaults", () => {
    expect(configOf(LEAST)).toEqual(LEAST_CONFIG);
  });

  it("may set everything", () => {
    expect(
      configOf({
        SLACK_BOT_TOKEN: "xoxe.xoxb-1-bot",
        SLACK_APP_TOKEN: "xapp-1-app",
        SLACK_API_URL: "http://127.0.0.1:4001/api/",
        SLACK_MESSAGE_GAP_MS: "250",
        HOST: "::1",
        PORT: "8080",
        KOODRIVE_BASE_URL: "http://127.0.0.1:4002/",
        KOODRIVE_ACCOUNT: "bot@carrier.example",
        KOODRIVE_PASSWORD: " with spaces ",
        KOODRIVE_AGENT_NAME: "carrier",
        KOODRIVE_USER_ID: "1234567890123456789",
        KOODRIVE_CALLS_PER_SECOND: "250",
        DATABASE_URL: "postgresql://bot:pass@db/koodrive",
        DATA_DIR: "/var/lib/bot",
        ENCRYPTION_KEY: KEY.toString("base64"),
        ADMIN_USERS: "U012AB3CD, W98ZYX765 ,U012AB3CD,",
        LOG_LEVEL: "debug",
      }),
    ).toEqual({
      slack: { mode: "socket", botToken: "xoxe.xoxb-1-bot", appToken: "xapp-1-app" },
      apiUrl: "http://127.0.0.1:4001/api/",
      messageGapMs: 250,
      http: { host: "::1", port: 8080 },
      drive: {
        baseUrl: "http://127.0.0.1:4002",
        edition: "carrier",
        agentName: "carrier",
        credential: { kind: "carrier", account: "bot@carrier.example", password: " with spaces " },
        singleUserId: "1234567890123456789",
        callsPerSecond: 250,
      },
      database: { kind: "postgres", url: "postgresql://bot:pass@db/koodrive" },
      encryptionKey: KEY,
      dataDir: "/var/lib/bot",
      adminUsers: ["U012AB3CD", "W98ZYX765"],
      logLevel: "debug",
    });
  });

  it.each<[string, Environment, Partial<Config>]>([
    ["blank values count as not set", { PORT: "", LOG_LEVEL: "  ", ADMIN_USERS: "" }, {}],
    ["spaces around a value do not count", { PORT: " 80 \n" }, { http: { host: "0.0.0.0", port: 80 } }],
    ["port 0 takes any free one", { PORT: "0" }, { http: { host: "0.0.0.0", port: 0 } }],
    [
      "the embedded database may have a key of its own",
      { ENCRYPTION_KEY: KEY.toString("base64") },
      { encryptionKey: KEY },
    ],
    [
      "a signing secret beside an app token does no harm",
      { SLACK_APP_TOKEN: "xapp-1" },
      { slack: { mode: "socket", botToken: "xoxb-1-bot", appToken: "xapp-1" } },
    ],
    ["other programs' variables are left alone", { PATH: "/bin", SLACKER: "x", DRIVE: "y" }, {}],
    [
      "what Kubernetes sets for its services is left alone",
      {
        KOODRIVE_SLACK_SERVICE_HOST: "10.0.0.1",
        KOODRIVE_SLACK_SERVICE_PORT_HTTP: "3000",
        KOODRIVE_SLACK_PORT: "tcp://10.0.0.1:3000",
        KOODRIVE_SLACK_PORT_3000_TCP_ADDR: "10.0.0.1",
      },
      {},
    ],
  ])("%s", (_, changes, expected) => {
    expect(configOf(having(changes))).toEqual({ ...LEAST_CONFIG, ...expected });
  });

  it("may sign in with a ready-made token, in either edition", () => {
    const env = { SLACK_BOT_TOKEN: "xoxb-1", SLACK_SIGNING_SECRET: "s", KOODRIVE_ACCESS_TOKEN: "AT abc" };
    expect(configOf(env).drive).toMatchObject({
      edition: "enterprise",
      credential: { kind: "token", token: "AT abc" },
    });
    expect(configOf({ ...env, KOODRIVE_AGENT_NAME: "c" }).drive).toMatchObject({ edition: "carrier", agentName: "c" });
  });
});

const NO_CREDENTIAL = { KOODRIVE_APP_ID: undefined, KOODRIVE_APP_SECRET: undefined };

describe("bad settings are refused", () => {
  it.each<[Environment, string]>([
    [
      { SLACK_BOT_TOKEN: undefined },
      "SLACK_BOT_TOKEN is missing: set it to the bot token from the app's OAuth & Permissions page.",
    ],
    [{ SLACK_BOT_TOKEN: "xapp-1" }, "SLACK_BOT_TOKEN is not a bot token: use the one that begins with xoxb-."],
    [
      { SLACK_SIGNING_SECRET: undefined },
      "SLACK_SIGNING_SECRET is missing: set it to the signing secret from the app's Basic Information page, or set SLACK_APP_TOKEN to use Socket Mode.",
    ],
    [
      { SLACK_SIGNING_SECRET: "two words" },
      "SLACK_SIGNING_SECRET has a space in it: copy it again from the app's Basic Information page.",
    ],
    [{ SLACK_APP_TOKEN: "xoxb-1" }, "SLACK_APP_TOKEN is not an app-level token: use the one that begins with xapp-."],
    [{ HOST: "http://x" }, "HOST must be a host name or an address to listen on, without scheme or port."],
    [{ KOODRIVE_APP_SECRET: undefined }, "KOODRIVE_APP_SECRET is missing: KOODRIVE_APP_ID is of no use alone."],
    [{ KOODRIVE_APP_ID: " " }, "KOODRIVE_APP_ID is missing: KOODRIVE_APP_SECRET is of no use alone."],
    [{ KOODRIVE_APP_ID: "a,b" }, "KOODRIVE_APP_ID has a space, a comma or an equals sign in it: copy it again."],
    [
      { ...NO_CREDENTIAL, KOODRIVE_ACCOUNT: "a", KOODRIVE_AGENT_NAME: "c" },
      "KOODRIVE_PASSWORD is missing: KOODRIVE_ACCOUNT is of no use alone.",
    ],
    [
      { ...NO_CREDENTIAL, KOODRIVE_ACCOUNT: "a", KOODRIVE_PASSWORD: "p" },
      "KOODRIVE_AGENT_NAME is missing: a carrier login needs the carrier's name.",
    ],
    [
      NO_CREDENTIAL,
      "No drive credential is set: set KOODRIVE_APP_ID and KOODRIVE_APP_SECRET, or KOODRIVE_ACCOUNT and KOODRIVE_PASSWORD, or KOODRIVE_ACCESS_TOKEN.",
    ],
    [
      { KOODRIVE_ACCESS_TOKEN: "t" },
      "KOODRIVE_APP_ID, KOODRIVE_APP_SECRET, KOODRIVE_ACCESS_TOKEN are set together: keep one drive credential and remove the others.",
    ],
    [
      { ...NO_CREDENTIAL, KOODRIVE_ACCESS_TOKEN: "clé" },
      "KOODRIVE_ACCESS_TOKEN has a character that no HTTP header may carry: copy it again.",
    ],
    [{ KOODRIVE_AGENT_NAME: "two words" }, "KOODRIVE_AGENT_NAME must be the carrier's name in ASCII, without spaces."],
    [{ KOODRIVE_USER_ID: "a b" }, "KOODRIVE_USER_ID is not a drive user id: letters, digits, - and _ only."],
    [
      { DATABASE_URL: "postgres://db/x" },
      "ENCRYPTION_KEY is missing: DATABASE_URL needs it; make one with `openssl rand -base64 32`.",
    ],
    [{ ADMIN_USERS: "U012AB3CD,@anna" }, "ADMIN_USERS must be Slack user ids like U012AB3CD, with commas between."],
    [{ ADMIN_USERS: "," }, "ADMIN_USERS names nobody: list Slack user ids, or do not set it."],
    [{ LOG_LEVEL: "loud" }, "LOG_LEVEL must be one of fatal, error, warn, info, debug, trace."],
    [{ KOODRIVE_APPID: "a" }, "KOODRIVE_APPID is not a setting of this program: correct its name or remove it."],
    [{ SLACK_TOKEN: "" }, "SLACK_TOKEN is not a setting of this program: correct its name or remove it."],
    [{ KOODRIVE_PORT: "3000" }, "KOODRIVE_PORT is not a setting of this program: correct its name or remove it."],
  ])("%j", (changes, problem) => {
    expect(problemsOf(having(changes))).toEqual([problem]);
  });

  it.each(["-1", "65536", "99999", "3000.5", "0x50", "http", "1e3"])("port %s", (port) => {
    expect(problemsOf(having({ PORT: port }))).toEqual(["PORT must be a whole number from 0 to 65535."]);
  });

  it.each([
    "slack.com/api/",
    "https://slack.com/api",
    "https://slack.com/",
    "ftp://slack.com/api/",
    "https://x/api/?a=b",
  ])("Web API base %s", (address) => {
    expect(problemsOf(having({ SLACK_API_URL: address }))).toEqual([
      "SLACK_API_URL must be an http or https address that ends in /api/.",
    ]);
  });

  it.each([
    "drive.example",
    "https://drive.example/koodrive",
    "https://me:pass@drive.example",
    "file:///drive",
    "https://",
  ])("drive address %s", (address) => {
    expect(problemsOf(having({ KOODRIVE_BASE_URL: address }))).toEqual([
      "KOODRIVE_BASE_URL must be scheme and host only, like https://intl.myhuaweicloud-koodrive.com.",
    ]);
  });

  it.each(["mysql://db/x", "db", "postgres:"])("database %s", (address) => {
    expect(problemsOf(having({ DATABASE_URL: address, ENCRYPTION_KEY: KEY.toString("base64") }))).toEqual([
      "DATABASE_URL must look like postgres://user:password@host:5432/name.",
    ]);
  });

  it.each([
    ["31 bytes", Buffer.alloc(31).toString("base64")],
    ["33 bytes", Buffer.alloc(33).toString("base64")],
    ["hexadecimal", Buffer.alloc(32).toString("hex")],
    ["without its padding", Buffer.alloc(32).toString("base64url")],
  ])("a key that is %s", (_, key) => {
    expect(problemsOf(having({ ENCRYPTION_KEY: key }))).toEqual([
      "ENCRYPTION_KEY must be 32 bytes in base64: make one with `openssl rand -base64 32`.",
    ]);
  });

  it("all at once, in one message", () => {
    const problems = problemsOf({ KOODRIVE_APP_ID: "a", PORT: "x", LOG_LEVEL: "y", SLACK_TOKEN: "z" });
    expect(describeProblems(problems)).toBe(
      [
        "The settings have 6 problems:",
        "  - SLACK_BOT_TOKEN is missing: set it to the bot token from the app's OAuth & Permissions page.",
        "  - SLACK_SIGNING_SECRET is missing: set it to the signing secret from the app's Basic Information page, or set SLACK_APP_TOKEN to use Socket Mode.",
        "  - KOODRIVE_APP_SECRET is missing: KOODRIVE_APP_ID is of no use alone.",
        "  - PORT must be a whole number from 0 to 65535.",
        "  - LOG_LEVEL must be one of fatal, error, warn, info, debug, trace.",
        "  - SLACK_TOKEN is not a setting of this program: correct its name or remove it.",
        "Every setting is explained in README.md and .env.example.",
      ].join("\n"),
    );
    expect(describeProblems(problems.slice(0, 1)).split("\n")[0]).toBe("The settings have 1 problem:");
  });
});

describe("whatever is set", () => {
  const anything = fc.record(Object.fromEntries(VARIABLES.map(({ name }) => [name, fc.string({ unit: "binary" })])), {
    requiredKeys: [],
  });

  it("comes out as settings or as problems, never as an exception", () => {
    fc.assert(
      fc.property(anything, (env) => {
        const result = parseConfig(env);
        expect(result.kind === "ok" || result.problems.length > 0).toBe(true);
      }),
    );
  });

  it("never shows a value in a problem", () => {
    // A value that cannot be part of our own sentences.
    const planted = fc.stringMatching(/^[0-9]{3}#[0-9]{9}$/);
    fc.assert(
      fc.property(planted, (value) => {
        const env = Object.fromEntries(VARIABLES.map(({ name }) => [name, value]));
        expect(describeProblems(problemsOf(env))).not.toContain(value);
      }),
    );
  });
});
