import { createServer } from "node:http";
import fc from "fast-check";
import { PEOPLE, TEAM } from "../support/office.ts";
import { anything, spoil, spoiling } from "./values.ts";

export type Side = { readonly url: string; readonly calls: () => number; readonly close: () => Promise<void> };

const profile = (id: string) => ({
  id,
  team_id: TEAM,
  name: id.toLowerCase(),
  real_name: `Person ${id}`,
  tz: "Asia/Shanghai",
  locale: id === PEOPLE.mei ? "zh-CN" : "en-US",
  is_admin: id === PEOPLE.ada,
  deleted: id === PEOPLE.sofia,
  is_email_confirmed: true,
  profile: { real_name: `Person ${id}`, email: `${id.toLowerCase()}@lantern.example` },
});

/** The good answer to a method: as much as the bot reads of it. */
const goodAnswer = (method: string, args: URLSearchParams, count: number): Record<string, unknown> => {
  const channel = {
    id: args.get("channel") ?? "D0FUZZ",
    name: "x",
    is_member: true,
    is_ext_shared: false,
    locale: "en-US",
  };
  const ts = `1795234825.${String(count % 1_000_000).padStart(6, "0")}`;
  const view = { id: "V1", hash: "1.1" };
  const answers: Readonly<Record<string, Record<string, unknown>>> = {
    "auth.test": { team_id: TEAM, team: "Lantern", bot_id: "B1", user_id: "U0BOT", user: "koodrive" },
    "users.info": { user: profile(args.get("user") ?? "U") },
    "users.list": { members: Object.values(PEOPLE).map(profile) },
    "conversations.members": { members: Object.values(PEOPLE) },
    "conversations.history": { messages: [] },
    "conversations.replies": { messages: [] },
    "views.open": { view },
    "views.push": { view },
    "views.update": { view },
    "usergroups.list": { usergroups: [] },
    "usergroups.users.list": { users: [] },
    "files.getUploadURLExternal": { upload_url: "http://127.0.0.1:9/upload", file_id: "F1" },
  };
  return { ok: true, channel, ts, ...answers[method] };
};

const trouble = fc.oneof(
  { weight: 30, arbitrary: fc.constant({ kind: "none" } as const) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("spoilt" as const),
      how: fc.array(spoiling, { minLength: 1, maxLength: 2 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("text" as const),
      text: anything.map((value) => JSON.stringify(value) ?? ""),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("error" as const),
      error: fc.constantFrom(
        "channel_not_found",
        "not_in_channel",
        "invalid_blocks",
        "user_not_found",
        "is_archived",
        "message_not_found",
        "fatal_error",
        "expired_trigger_id",
      ),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant("status" as const), status: fc.constantFrom(429, 500, 503, 302) }),
  },
);

/** Slack's Web API as far as the bot uses it: mostly well, now and then as no one would expect. */
export const openSlackSide = async (seed: number): Promise<Side> => {
  let count = 0;
  let troubles: ReturnType<typeof fc.sample<typeof trouble extends fc.Arbitrary<infer T> ? T : never>> = [];
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("end", () => {
      count += 1;
      if (troubles.length === 0) troubles = fc.sample(trouble, { seed: seed + count, numRuns: 500 });
      const method = (request.url ?? "").replace(/^\/api\/|\?.*$/g, "");
      const args = new URLSearchParams(Buffer.concat(parts).toString("utf8"));
      const answer = goodAnswer(method, args, count);
      // The bot asks this once, before anything else; without it there is nothing to try.
      const what = method === "auth.test" ? undefined : troubles.pop();
      response.setHeader("content-type", "application/json");
      switch (what?.kind) {
        case "spoilt":
          return response.end(JSON.stringify(spoil(answer, what.how)));
        case "text":
          return response.end(what.text);
        case "error":
          return response.end(JSON.stringify({ ok: false, error: what.error }));
        case "status":
          return response
            .writeHead(what.status, { "retry-after": "0", location: "/" })
            .end('{"ok":false,"error":"ratelimited"}');
        default:
          return response.end(JSON.stringify(answer));
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { url: `http://127.0.0.1:${portOf(server.address())}/api/`, calls: () => count, close: () => closing(server) };
};

export const portOf = (address: ReturnType<ReturnType<typeof createServer>["address"]>): number =>
  typeof address === "object" && address !== null ? address.port : 0;

export const closing = (server: ReturnType<typeof createServer>): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
