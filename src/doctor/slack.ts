import type { WebClient } from "@slack/web-api";
import type { Config } from "../config.ts";
import type { Clock } from "../lib/clock.ts";
import { type AppError, settle } from "../lib/errors.ts";
import { attemptCall } from "../slack/attempt.ts";
import { type Finding, fix, judgeClock, look, ok } from "./finding.ts";

export type SlackLookDeps = {
  readonly slack: Config["slack"];
  readonly adminUsers: readonly string[];
  /** The bot's scopes by the manifest. */
  readonly scopes: readonly string[];
  readonly clock: Clock;
  /** Makes a client; `onDate` hears of the time that each answer carries. */
  readonly client: (token: string, onDate: (date: string | null) => void) => WebClient;
};

const REINSTALL = "paste manifest.yml into the app's page at https://api.slack.com/apps, then install the app again";
const MAX_ADMINS_ASKED = 50;

type Answer<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly why: string };

const ask = async <T>(operation: string, call: () => Promise<T>): Promise<Answer<T>> => {
  const asked = await settle(attemptCall(operation, call, () => undefined));
  if (!asked.ok) return { ok: false, why: describe(asked.error) };
  return asked.value.ok ? asked.value : { ok: false, why: asked.value.slackError };
};

const describe = (error: AppError): string => {
  const cause = error.cause instanceof Error ? error.cause.message : "";
  return cause === "" ? error.message : `${error.message} (${cause})`;
};

const UNREACHABLE = "check the network, SLACK_API_URL, and the proxy (HTTPS_PROXY together with NODE_USE_ENV_PROXY=1)";

/** Whether Slack takes the tokens, the app has what it needs there, and the clocks agree. */
export const lookAtSlack = async (deps: SlackLookDeps): Promise<readonly Finding[]> => {
  let date: string | null = null;
  const client = deps.client(deps.slack.botToken, (told) => {
    date ??= told;
  });
  const identity = await ask("auth.test", () => client.auth.test());
  if (!identity.ok) {
    const isToken = /auth|token|account/.test(identity.why);
    return [
      fix(
        "Slack token",
        `not taken: ${identity.why}`,
        isToken ? "copy SLACK_BOT_TOKEN again from the app's OAuth & Permissions page" : UNREACHABLE,
      ),
    ];
  }
  const { team, user, response_metadata: metadata } = identity.value;
  const skewMs = date === null ? undefined : Date.parse(date) - deps.clock.now().getTime();
  return [
    ok("Slack token", `workspace ${team ?? "?"}, the app is @${user ?? "?"}`),
    ...lookAtScopes(metadata?.scopes, deps.scopes),
    judgeClock("Slack's clock", "Slack", skewMs),
    await lookAtConnection(deps),
    ...(await lookAtAdmins(client, deps.adminUsers)),
  ];
};

const lookAtScopes = (given: readonly string[] | undefined, wanted: readonly string[]): readonly Finding[] => {
  const about = "Slack scopes";
  if (given === undefined) return [look(about, "Slack did not say which it gave", REINSTALL)];
  const missing = wanted.filter((scope) => !given.includes(scope));
  const extra = given.filter((scope) => !wanted.includes(scope) && scope !== "identify");
  return [
    missing.length === 0
      ? ok(about, "all that the manifest asks for")
      : fix(about, `missing: ${missing.join(", ")}`, REINSTALL),
    ...(extra.length === 0 ? [] : [look(about, `more than the bot uses: ${extra.join(", ")}`, REINSTALL)]),
  ];
};

const lookAtConnection = async ({ slack, client }: SlackLookDeps): Promise<Finding> => {
  if (slack.mode === "http") {
    const says = "over HTTP; whether SLACK_SIGNING_SECRET is right shows only when Slack calls";
    return look(
      "Slack's way in",
      says,
      'press "Retry" beside the request URL on the app\'s page: it must say Verified',
    );
  }
  const opened = await ask("apps.connections.open", () =>
    client(slack.appToken, () => undefined).apps.connections.open({}),
  );
  if (opened.ok) return ok("Slack's way in", "Socket Mode; a connection can be opened");
  return fix(
    "Slack's way in",
    `Socket Mode; no connection: ${opened.why}`,
    "switch Socket Mode on in the app, and set SLACK_APP_TOKEN to a token with the scope connections:write",
  );
};

const lookAtAdmins = async (client: WebClient, adminUsers: readonly string[]): Promise<readonly Finding[]> => {
  const about = "Administrators";
  if (adminUsers.length === 0) return [ok(about, "the workspace's admins and owners")];
  const findings: Finding[] = [];
  for (const userId of adminUsers.slice(0, MAX_ADMINS_ASKED)) {
    const asked = await ask("users.info", () => client.users.info({ user: userId }));
    if (!asked.ok) findings.push(fix(about, `${userId}: ${asked.why}`, "correct ADMIN_USERS"));
    else if (asked.value.user?.deleted === true)
      findings.push(fix(about, `${userId} has left the workspace`, "take them out of ADMIN_USERS"));
  }
  return findings.length > 0
    ? findings
    : [ok(about, `${adminUsers.length} named in ADMIN_USERS, all in the workspace`)];
};
