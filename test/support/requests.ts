import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { CHANNELS, type Office, TEAM } from "./office.ts";

/** Something that people do, as Slack tells the bot of it. */
export type Ask =
  | { readonly kind: "command"; readonly text: string }
  | {
      readonly kind: "button";
      readonly value?: string;
      readonly element?: Readonly<Record<string, unknown>>;
      /** The modal it stands in; else a message. */
      readonly view?: { readonly callbackId: string; readonly metadata: unknown };
    }
  | { readonly kind: "modal"; readonly values: Readonly<Record<string, unknown>>; readonly metadata: unknown }
  | { readonly kind: "shortcut"; readonly text?: string };

export type Heard = {
  readonly status: number;
  /** All that the person is told, wherever. */
  readonly text: string;
  /** Of it what came as the answer itself. */
  readonly answered: string;
  /** The Home tab was drawn anew, whatever it says. */
  readonly drawn: boolean;
};

let views = 0;

/**
 * Sends the bot requests of one's own making, signed as Slack signs, from whomever one likes, and listens to all that
 * this person is told: in the answer, by the answer's address, in modals and in messages.
 */
export const openRequests = async (office: Office) => {
  let answers: string[] = [];
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("end", () => {
      answers.push(Buffer.concat(parts).toString("utf8"));
      response.end("ok");
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const responseUrl = `http://127.0.0.1:${port}/response`;

  const bodyOf = (name: string, ask: Ask, userId: string, teamId: string): URLSearchParams => {
    const trigger = office.slack.makeTrigger(userId);
    const from = {
      team: { id: teamId, domain: "x" },
      user: { id: userId, team_id: teamId },
      api_app_id: "A0KOODRIVE",
      trigger_id: trigger,
    };
    const channel = { id: CHANNELS.launch, name: "launch-plan" };
    views += 1;
    const viewOf = (callbackId: string, metadata: unknown, values: Readonly<Record<string, unknown>>) => ({
      id: `VASKED${views}`,
      hash: "1.1",
      type: "modal",
      callback_id: callbackId,
      private_metadata: JSON.stringify(metadata),
      state: { values: Object.fromEntries(Object.entries(values).map(([id, value]) => [id, { [id]: value }])) },
    });
    switch (ask.kind) {
      case "command":
        return new URLSearchParams({
          command: "/koodrive",
          text: `${name} ${ask.text}`.trim(),
          team_id: teamId,
          user_id: userId,
          channel_id: channel.id,
          trigger_id: trigger,
          response_url: responseUrl,
        });
      case "button": {
        const { value, element = {}, view } = ask;
        const action = {
          type: "button",
          action_id: name,
          block_id: "b1",
          action_ts: "1.1",
          ...(value === undefined ? {} : { value }),
          ...element,
        };
        const place =
          view === undefined
            ? { container: { type: "message" }, channel, message: { ts: "1.1" }, response_url: responseUrl }
            : { container: { type: "view" }, view: viewOf(view.callbackId, view.metadata, {}) };
        return payload({ type: "block_actions", ...from, ...place, actions: [action] });
      }
      case "modal":
        return payload({ type: "view_submission", ...from, view: viewOf(name, ask.metadata, ask.values) });
      case "shortcut":
        return payload(
          ask.text === undefined
            ? { type: "shortcut", ...from, callback_id: name, action_ts: "1.1" }
            : {
                type: "message_action",
                ...from,
                callback_id: name,
                channel,
                response_url: responseUrl,
                message_ts: "1.1",
                message: { ts: "1.1", type: "message", text: ask.text },
              },
        );
    }
  };

  return {
    /** Sends it, and waits until everything that follows from it is done. */
    send: async (name: string, ask: Ask, userId: string, teamId: string = TEAM): Promise<Heard> => {
      answers = [];
      const calls = new Set(office.slack.calls);
      const { status, body } = await office.post(bodyOf(name, ask, userId, teamId).toString());
      await office.bot.whenIdle();
      const direct = office.slack.directMessage(userId);
      const since = office.slack.calls.filter((call) => !calls.has(call));
      const told = since
        .filter(
          ({ method, args }) =>
            /^views\.(open|push|update)$/.test(method) ||
            (method === "chat.postMessage" && args["channel"] === direct) ||
            (method === "chat.postEphemeral" && args["user"] === userId),
        )
        .map(({ args }) => JSON.stringify(args));
      const drawn = since.some(({ method, args }) => method === "views.publish" && args["user_id"] === userId);
      const answered = [body, ...answers].join("\n").trim();
      return { status, drawn, answered, text: [answered, ...told].join("\n").trim().replaceAll("\\", "") };
    },
    close: (): Promise<void> => new Promise((resolve) => void server.close(() => resolve())),
  };
};

const payload = (fields: object): URLSearchParams => new URLSearchParams({ payload: JSON.stringify(fields) });

export type Requests = Awaited<ReturnType<typeof openRequests>>;
