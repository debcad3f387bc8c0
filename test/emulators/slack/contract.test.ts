import type { WebClient } from "@slack/web-api";
import { createEmulator } from "emulate";
import { describe, expect, it, onTestFinished } from "vitest";
import { BOT_TOKEN, clientFor, MEI, manifest, startWorkspace } from "./workspace.ts";

/** One workspace of either kind, with the ids that the calls need. */
type Side = { readonly web: WebClient; readonly person: string; readonly email: string; readonly bot: string };

const startOther = async (): Promise<Side> => {
  const other = await createEmulator({
    service: "slack",
    port: 0,
    seed: {
      slack: {
        channels: [{ name: "launch-plan" }],
        users: [{ name: "mei.lin", real_name: "Mei Lin", email: "mei.lin@lantern-works.example" }],
        oauth_apps: [
          {
            client_id: "1",
            client_secret: "1",
            name: "KooDrive",
            redirect_uris: [],
            bot_id: "B0BOT00001",
            bot_user_id: "U0BOT00001",
            bot_name: "koodrive",
          },
        ],
        tokens: [{ token: BOT_TOKEN, user: "U0BOT00001", bot_id: "B0BOT00001", type: "bot" }],
      },
    },
  });
  onTestFinished(() => other.close());
  const web = clientFor({ apiUrl: `${other.url}/api/` });
  const { members } = await web.users.list({});
  const person = members?.find(({ name }) => name === "mei.lin")?.id ?? "";
  return { web, person, email: "mei.lin@lantern-works.example", bot: "B0BOT00001" };
};

const startOurs = async (): Promise<Side> => {
  const { web } = await startWorkspace({ manifest: manifest() });
  return { web, person: MEI, email: "mei.lin@lantern-works.example", bot: "B0BOT00001" };
};

const header = (text: string) => ({ type: "header" as const, text: { type: "plain_text" as const, text } });

/** The same calls, made of either workspace; each answer by the method's name. */
const callAll = async ({ web, person, email, bot }: Side): Promise<ReadonlyMap<string, unknown>> => {
  const answers = new Map<string, unknown>();
  const keep = async <T>(method: string, call: Promise<T>): Promise<T> => {
    const answer = await call;
    answers.set(method, answer);
    return answer;
  };
  const refused = (method: string, call: Promise<unknown>) =>
    keep(
      method,
      call.catch((error: { readonly data?: unknown }) => error.data),
    );
  await keep("auth.test", web.auth.test());
  await keep("team.info", web.team.info());
  await keep("bots.info", web.bots.info({ bot }));
  await keep("users.list", web.users.list({}));
  await keep("users.info", web.users.info({ user: person }));
  await refused("users.info user_not_found", web.users.info({ user: "U0NOBODY" }));
  await keep("users.lookupByEmail", web.users.lookupByEmail({ email }));
  const { channels } = await keep("conversations.list", web.conversations.list({}));
  const channel = channels?.find(({ name }) => name === "launch-plan")?.id ?? "";
  await keep("conversations.join", web.conversations.join({ channel }));
  await keep("conversations.info", web.conversations.info({ channel }));
  await refused("conversations.info channel_not_found", web.conversations.info({ channel: "C0NOWHERE1" }));
  await keep("conversations.members", web.conversations.members({ channel }));
  await keep("conversations.open", web.conversations.open({ users: person }));
  const metadata = { event_type: "share", event_payload: { id: "42" } };
  const blocks = [{ ...header("Card"), block_id: "h" }];
  const sent = await keep("chat.postMessage", web.chat.postMessage({ channel, text: "one", blocks, metadata }));
  const ts = sent.ts ?? "";
  await refused("chat.postMessage channel_not_found", web.chat.postMessage({ channel: "C0NOWHERE1", text: "one" }));
  await refused("chat.postMessage no_text", web.chat.postMessage({ channel, text: "" }));
  await keep("chat.update", web.chat.update({ channel, ts, text: "two", blocks }));
  await refused("chat.update message_not_found", web.chat.update({ channel, ts: "1.2", text: "two" }));
  await refused("chat.postEphemeral", web.chat.postEphemeral({ channel, user: person, text: "psst" }));
  await keep("chat.getPermalink", web.chat.getPermalink({ channel, message_ts: ts }));
  await keep("chat.postMessage in a thread", web.chat.postMessage({ channel, text: "reply", thread_ts: ts }));
  await keep("conversations.history", web.conversations.history({ channel }));
  await keep("conversations.replies", web.conversations.replies({ channel, ts }));
  await keep("chat.delete", web.chat.delete({ channel, ts }));
  await refused("chat.delete message_not_found", web.chat.delete({ channel, ts }));
  const home = { type: "home" as const, blocks };
  const { view } = await keep("views.publish", web.views.publish({ user_id: person, view: home }));
  await keep("views.update", web.views.update({ view_id: view?.id ?? "", view: home }));
  await refused("views.update not_found", web.views.update({ view_id: "V0NONE", view: home }));
  return answers;
};

/** Every path of an answer with the kind of value there; the members of a list count as one. */
const shapeOf = (value: unknown, at = ""): readonly string[] => {
  if (Array.isArray(value)) return [`${at} list`, ...value.flatMap((item) => shapeOf(item, `${at}[]`))];
  if (typeof value === "object" && value !== null) {
    return Object.entries(value).flatMap(([key, item]) => shapeOf(item, at === "" ? key : `${at}.${key}`));
  }
  return [`${at} ${value === null ? "null" : typeof value}`];
};

/** Where the two differ, and why ours is right or need not follow. */
const DIFFERENCES: readonly { readonly path: RegExp; readonly why: string }[] = [
  { path: /messages\[\]\.metadata/, why: "Slack gives metadata back only with include_all_metadata" },
  { path: /channels?(\[\])?\.(is_open|last_read) /, why: "what a person's window has read; a bot has none" },
  { path: /^[\w.]+: response_metadata/, why: "the client adds the scopes that our headers name" },
];

describe("this workspace and the one of the emulate package", () => {
  it("answer the same calls in the same shape", async () => {
    const [theirs, ours] = await Promise.all([startOther().then(callAll), startOurs().then(callAll)]);
    expect([...ours.keys()]).toEqual([...theirs.keys()]);
    const lacking = [...theirs].flatMap(([call, answer]) => {
      const known = new Set(shapeOf(ours.get(call)));
      const wanted = new Set(shapeOf(answer).map((path) => `${call}: ${path}`));
      return [...wanted].filter((path) => !known.has(path.slice(call.length + 2)));
    });
    expect(lacking.filter((path) => !DIFFERENCES.some((difference) => difference.path.test(path)))).toEqual([]);
    // Refusals carry the same word.
    const errors = (answers: ReadonlyMap<string, unknown>) =>
      [...answers].map(([call, answer]) => [call, (answer as { readonly error?: string }).error]);
    expect(errors(ours)).toEqual(errors(theirs));
  });
});
