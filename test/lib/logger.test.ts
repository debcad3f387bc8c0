import { LogLevel as SlackLogLevel, WebClient } from "@slack/web-api";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { AppError } from "../../src/lib/errors.ts";
import { createLogger, LOG_LEVELS, type Logger, type LogLevel } from "../../src/lib/logger.ts";

const recorded = (write: (logger: Logger) => void, level: LogLevel = "trace"): string => {
  let lines = "";
  write(
    createLogger({
      level,
      destination: {
        write: (line) => {
          lines += line;
        },
      },
    }),
  );
  return lines;
};

/** The one line that was written, without its time. */
const entry = (write: (logger: Logger) => void): unknown => {
  const { time, ...fields } = z.looseObject({ time: z.iso.datetime() }).parse(JSON.parse(recorded(write)));
  return fields;
};

describe("a line of the log", () => {
  it("has a level, a time, the fields and the message", () => {
    expect(entry((log) => log.info({ shareId: "42", files: 2 }, "share made"))).toEqual({
      level: "info",
      shareId: "42",
      files: 2,
      msg: "share made",
    });
    expect(entry((log) => log.warn("plain %s"))).toEqual({ level: "warn", msg: "plain %s" });
  });

  it("carries the fields of its parents", () => {
    const line = entry((log) => log.child({ traceId: "t", token: "hush" }).child({ userId: "U1" }).error("no"));
    expect(line).toEqual({ level: "error", traceId: "t", token: "[secret]", userId: "U1", msg: "no" });
  });

  it.each(LOG_LEVELS.map((level, at) => [level, LOG_LEVELS.slice(0, at + 1)] as const))(
    "at level %s shows %j",
    (level, shown) => {
      const lines = recorded((log) => {
        for (const each of LOG_LEVELS) log[each](each);
        expect(LOG_LEVELS.filter((each) => log.isEnabled(each))).toEqual(shown);
      }, level);
      expect(
        lines
          .trim()
          .split("\n")
          .map((line) => JSON.parse(line).msg),
      ).toEqual(shown);
    },
  );

  it("says what is known of an error, causes included", () => {
    const root = Object.assign(new Error("socket hang up"), { code: "ECONNRESET" });
    const error = new AppError("limited", "too many calls", {
      operation: "drive.createShare",
      reference: "trace",
      field: "files",
      remote: { code: "429", message: "slow down" },
      retryAfterMs: 2_000,
      cause: new AggregateError([root], "all failed"),
    });
    const stack = expect.stringContaining("logger.test.ts");
    expect(entry((log) => log.error({ err: error }, "failed"))).toEqual({
      level: "error",
      msg: "failed",
      err: {
        type: "AppError",
        message: "too many calls",
        code: "limited",
        operation: "drive.createShare",
        reference: "trace",
        field: "files",
        remote: { code: "429", message: "slow down" },
        retryAfterMs: 2_000,
        stack,
        cause: {
          type: "AggregateError",
          message: "all failed",
          stack,
          errors: [{ type: "Error", message: "socket hang up", code: "ECONNRESET", stack }],
        },
      },
    });
  });

  it("takes every kind of value, and stays bounded", () => {
    const circle: Record<string, unknown> = { name: "circle" };
    circle["self"] = circle;
    const deep = Array.from({ length: 20 }).reduce<object>((inner) => ({ inner }), {});
    expect(
      entry((log) =>
        log.info(
          {
            id: 9_007_199_254_740_993n,
            at: new Date(0),
            never: new Date(Number.NaN),
            url: new URL("https://drive.example/a?b=c"),
            bytes: Buffer.from("hush"),
            map: new Map<string, unknown>([["token", "hush"]]),
            set: new Set([1]),
            nothing: null,
            missing: undefined,
            make: () => 1,
            circle,
            many: Array.from({ length: 102 }, () => 0),
          },
          "x".repeat(5_000),
        ),
      ),
    ).toEqual({
      level: "info",
      id: "9007199254740993",
      at: "1970-01-01T00:00:00.000Z",
      never: "[no date]",
      url: "https://drive.example/a?[secret]",
      bytes: "[bytes]",
      map: { token: "[secret]" },
      set: [1],
      nothing: null,
      circle: { name: "circle", self: "[circular]" },
      many: [...Array.from({ length: 100 }, () => 0), "[2 more]"],
      msg: `${"x".repeat(4_000)} [cut]`,
    });
    expect(recorded((log) => log.info({ deep }, "deep"))).toContain("[too deep]");
  });
});

const SECRET = "hush5Kq9ZtW3";

describe("a secret never comes out", () => {
  it.each([
    ..."token accessToken access_token kdstoken kdsToken refreshToken shareToken botToken SLACK_BOT_TOKEN".split(" "),
    ..."authorization Authorization x-slack-signature signature password passwd KOODRIVE_PASSWORD".split(" "),
    ..."secret appSecret KOODRIVE_APP_SECRET signingSecret signing_secret clientSecret".split(" "),
    ..."accessCode access_code extractCode extract_code customCode custom_code verifyCode".split(" "),
    ..."cookie set-cookie apiKey encryptionKey ENCRYPTION_KEY privateKey sealed sealedToken sealed_code".split(" "),
    ..."downloadUrl download_url uploadUrl responseUrl response_url DATABASE_URL private_metadata".split(" "),
    ..."email phone phoneNumbers phone_numbers credential".split(" "),
  ])("under the key %s, however deep", (key) => {
    const value = { deep: [{ [key]: SECRET, in: { [key]: { nested: SECRET }, and: new Map([[key, [SECRET]]]) } }] };
    const lines = recorded((log) => {
      log.info({ [key]: SECRET, ...value }, "message");
      log.child({ [key]: SECRET, ...value }).error("message");
    });
    expect(lines).not.toContain(SECRET);
    expect(lines.match(/\[secret\]/g)).toHaveLength(8);
  });

  it.each([
    ["a Slack bot token", `xoxb-123-${SECRET}`],
    ["a Slack app token", `xapp-1-A1-${SECRET}`],
    ["a rotated Slack token", `xoxe.xoxb-1-${SECRET}`],
    ["a bearer token", `Authorization: Bearer ${SECRET}`],
    ["a bearer token of the drive", `Bearer+${SECRET}`],
    ["a carrier's token", `AT ${SECRET}`],
    ["an app signature", "HMAC-SHA256 AppId=a,SignedHeaders=host;x-date,Signature=5ec2e7abc123"],
    ["an address to answer at", `https://hooks.slack.com/actions/T1/2/${SECRET}`],
    ["a query", `GET https://drive.example/download?file=1&sign=${SECRET} failed`],
    ["a query without a host", `GET /koodrive/ose/v1/share?kdstoken=${SECRET} failed`],
    ["a fragment", `https://drive.example/s/abc#${SECRET}`],
    ["a password in an address", `postgres://bot:${SECRET}@db/koodrive`],
  ])("in a text: %s", (_, text) => {
    const error = new Error(text, {
      cause: new AppError("bug", text, { operation: "x", remote: { code: "1", message: text } }),
    });
    const lines = recorded((log) => {
      log.error(text);
      log.error({ text, list: [text], err: error, url: text }, text);
      log.child({ text }).info("x");
    });
    expect(lines).not.toMatch(new RegExp(`${SECRET}|5ec2e7abc123`));
  });

  it("when Slack's own client fails and its error carries the request", async () => {
    const client = new WebClient(`xoxb-${SECRET}`, {
      slackApiUrl: "http://127.0.0.1:1/api/",
      retryConfig: { retries: 0 },
      logLevel: SlackLogLevel.ERROR,
    });
    const error: unknown = await client.auth.test().catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(Error);
    expect(recorded((log) => log.error({ err: error, error }, "failed"))).not.toContain(SECRET);
  });

  it("when an error of somebody else's carries its request", () => {
    const error = Object.assign(new Error("no"), { config: { headers: [SECRET], body: SECRET }, detail: SECRET });
    expect(recorded((log) => log.error({ err: error }, "failed"))).not.toContain(SECRET);
  });

  it("in any shape of object", () => {
    const leaf = fc.constant({ accessCode: SECRET, token: [SECRET] });
    fc.assert(
      fc.property(fc.object({ maxDepth: 10, values: [leaf] }), (fields) => {
        expect(recorded((log) => log.child(fields).info(fields, "x"))).not.toContain(SECRET);
      }),
    );
  });

  it("while what people need stays readable", () => {
    const text =
      "drive.createShare POST https://drive.example/koodrive/ose/v1/share answered 429 in 12 ms, is that OK?";
    expect(entry((log) => log.info({ code: "limited", path: "/koodrive/ose/v1/share" }, text))).toEqual({
      level: "info",
      code: "limited",
      path: "/koodrive/ose/v1/share",
      msg: text,
    });
  });
});
