import type { App, BlockAction, BlockSuggestion, ViewOutput } from "@slack/bolt";
import type { PlainTextOption } from "@slack/types";
import type { Clock } from "../lib/clock.ts";
import type { IdMaker } from "../lib/ids.ts";
import type { Logger } from "../lib/logger.ts";
import type { Metrics } from "../lib/metrics.ts";
import type { Origin } from "../lib/origin.ts";
import { BUTTONS, COMMAND } from "./action-ids.ts";
import { type MessageContent, section } from "./blocks.ts";
import type { SlackIdentity } from "./bolt.ts";
import type { Feature, Interaction, SubmitAnswer, ViewState } from "./feature.ts";
import { type Guard, guardCall } from "./guard.ts";
import type { Messenger } from "./messenger.ts";
import { createOrigins } from "./origins.ts";
import type { People } from "./people.ts";
import { buttonValue, messageOf } from "./pressed.ts";
import { createRoutes } from "./routes.ts";
import { flawIn } from "./whole-request.ts";

export type DispatchDeps = {
  readonly features: readonly Feature[];
  readonly messenger: Messenger;
  readonly people: People;
  readonly metrics: Pick<Metrics, "interaction">;
  readonly clock: Clock;
  readonly ids: IdMaker;
  readonly logger: Logger;
  /** In which conversation a modal was opened. */
  readonly findViewPlace: (teamId: string, viewId: string) => Promise<string | undefined>;
};

// What nobody answers has one name in the metrics, whatever it calls itself: names kept there stay kept.
const UNKNOWN = "unknown";

/**
 * Turns what bolt hands over into this program's own calls and gives each to the one feature
 * that answers it. What nobody answers gets a plain answer too: an unknown command gets help.
 */
export const registerFeatures = (app: App, deps: DispatchDeps, identity: SlackIdentity): void => {
  const routes = createRoutes(deps.features);
  const guard: Guard = guardCall(deps);

  const origins = createOrigins((viewId) => deps.findViewPlace(identity.teamId, viewId));

  const begin = (kind: string, name: string, userId: string, origin: Origin): Interaction => {
    const traceId = deps.ids.alphanumeric(58);
    return {
      kind,
      name,
      person: { teamId: identity.teamId, userId },
      traceId,
      log: deps.logger.child({ traceId, interaction: kind, name, userId }),
      receivedAt: deps.clock.now(),
      origin,
    };
  };

  app.use(async ({ body, next, ack }) => {
    const teamId = "team_id" in body && typeof body.team_id === "string" ? body.team_id : teamOf(body);
    if (teamId === undefined || teamId === identity.teamId) return next();
    deps.logger.warn({ teamId }, "a request of another workspace was turned away");
    if (ack !== undefined) await (ack as () => Promise<void>)();
  });

  app.use(async ({ body, next, ack }) => {
    const flaw = flawIn(body);
    if (flaw === undefined) return next();
    deps.logger.warn({ flaw }, "a request that is not as Slack makes them was turned away");
    if (ack !== undefined) await (ack as () => Promise<void>)();
  });

  app.command(COMMAND, async ({ command, ack, respond }) => {
    const text = command.text.trim();
    const [word = ""] = text.split(/\s+/);
    const { name, handler } = routes.command(word.toLowerCase());
    const isKnown = name === word.toLowerCase();
    const args = isKnown ? text.slice(word.length).trim() : text;
    const answers = {
      ack: (content?: MessageContent) => (content === undefined ? ack() : ack(ephemeral(content))),
      ackFailure: () => ack(),
      ackTurnedAway: (why: string) => ack(ephemeral({ text: why, blocks: [section(why)] })),
      reply: replyWith(respond, deps.messenger, command.user_id),
    };
    const origin = { surface: "command", channel: command.channel_id } as const;
    await guard(begin("command", name, command.user_id, origin), answers, (call) =>
      handler({
        ...call,
        kind: "command",
        isKnown,
        args,
        channelId: command.channel_id,
        triggerId: command.trigger_id,
      }),
    );
  });

  app.action<BlockAction>({ type: "block_actions" }, async ({ body, action, ack, respond }) => {
    const view = body.view === undefined ? undefined : viewState(body.view);
    const field = view === undefined ? undefined : routes.field(view.callbackId, action.action_id);
    const button = routes.button(action.action_id);
    const isAnswered = field !== undefined || button !== undefined || action.action_id === BUTTONS.openLink;
    const kind = field === undefined ? "button" : "field";
    const origin = await origins.ofAction(body, action.block_id);
    const interaction = begin(kind, isAnswered ? action.action_id : UNKNOWN, body.user.id, origin);
    // From a modal there is nothing to answer to: the person's own messages are always there.
    const reply =
      "response_url" in body && body.response_url !== undefined
        ? replyWith(respond, deps.messenger, body.user.id)
        : replyDirectly(deps.messenger, body.user.id);
    await guard(interaction, { ack: () => ack(), ackFailure: () => ack(), reply }, async (call) => {
      if (view !== undefined && field !== undefined) {
        return field({ ...call, kind: "field", actionId: action.action_id, view });
      }
      // A link button only opens its address; an unknown one is of an older version and must not fail.
      if (button === undefined || action.action_id === BUTTONS.openLink) return call.ack();
      return button({
        ...call,
        kind: "button",
        value: buttonValue(action),
        blockId: action.block_id,
        triggerId: body.trigger_id,
        message: messageOf(body),
        view,
        channelId: body.channel?.id,
        replace:
          "response_url" in body && body.response_url !== undefined
            ? replyWith(respond, deps.messenger, body.user.id, "in its place")
            : call.reply,
      });
    });
  });

  app.options<"block_suggestion">({ type: "block_suggestion" }, async ({ body, ack }) => {
    const view = suggestionView(body);
    const handler = view === undefined ? undefined : routes.options(view.callbackId, body.action_id);
    const answer = (options: readonly PlainTextOption[]): Promise<void> => ack({ options: [...options] });
    const answers = { ack: answer, ackFailure: () => answer([]), reply: undefined };
    await guard(
      begin("options", handler === undefined ? UNKNOWN : body.action_id, body.user.id, { surface: "modal" }),
      answers,
      async (call) => {
        if (view === undefined || handler === undefined) return call.ack([]);
        return handler({ ...call, kind: "options", query: body.value, view });
      },
    );
  });

  app.view({ type: "view_submission", callback_id: /.*/ }, async ({ body, view, ack }) => {
    const state = viewState(view);
    const submit = routes.submit(state.callbackId);
    const answers = {
      ack: async (answer: SubmitAnswer) => {
        switch (answer.kind) {
          case "close":
            return ack();
          case "errors":
            return ack({ response_action: "errors", errors: { ...answer.errors } });
          case "update":
            return ack({ response_action: "update", view: answer.view });
        }
      },
      // Under the first field, because a closed modal would take with it what was typed.
      ackFailure: (why: string) => {
        const first = Object.keys(view.state.values)[0];
        return first === undefined ? ack() : ack({ response_action: "errors", errors: { [first]: why } });
      },
      reply: undefined,
    };
    await guard(
      begin("submit", submit === undefined ? UNKNOWN : state.callbackId, body.user.id, await origins.ofModal(view)),
      answers,
      async (call) => {
        if (submit === undefined) return call.ack({ kind: "close" });
        const triggerId = "trigger_id" in body && typeof body.trigger_id === "string" ? body.trigger_id : "";
        return submit({ ...call, kind: "submit", view: state, triggerId });
      },
    );
  });

  for (const [type, handler] of routes.events) {
    app.event(type, async ({ body, event }) => {
      // What the app itself says comes back as an event too, and must not be answered.
      const userId = "user" in event && typeof event.user === "string" ? event.user : "";
      if (userId === identity.botUserId) return;
      if (type === "message" && (userId === "" || "subtype" in event)) return;
      const answers = {
        // Bolt has acknowledged already: Slack wants it at once, and has no use for an answer.
        ack: () => Promise.resolve(),
        ackFailure: () => Promise.resolve(),
        reply: userId === "" ? undefined : replyDirectly(deps.messenger, userId),
      };
      await guard(begin("event", type, userId, origins.ofEvent(event)), answers, (call) =>
        handler({
          ...call,
          reply: call.reply ?? (() => Promise.resolve()),
          kind: "event",
          eventId: body.event_id,
          event,
        }),
      );
    });
  }

  app.shortcut(/.*/, async ({ shortcut, ack, respond }) => {
    const handler = routes.shortcut(shortcut.callback_id);
    const reply =
      "response_url" in shortcut
        ? replyWith(respond, deps.messenger, shortcut.user.id)
        : replyDirectly(deps.messenger, shortcut.user.id);
    await guard(
      begin(
        "shortcut",
        handler === undefined ? UNKNOWN : shortcut.callback_id,
        shortcut.user.id,
        origins.ofShortcut(shortcut),
      ),
      { ack: () => ack(), ackFailure: () => ack(), reply },
      async (call) => {
        if (handler === undefined) return call.ack();
        return handler({
          ...call,
          kind: "shortcut",
          triggerId: shortcut.trigger_id,
          message:
            shortcut.type === "message_action"
              ? {
                  channel: shortcut.channel.id,
                  ts: shortcut.message_ts,
                  text: shortcut.message.text ?? "",
                  content: shortcut.message,
                }
              : undefined,
          reply,
        });
      },
    );
  });
};

type Respond = (message: {
  text: string;
  blocks: MessageContent["blocks"][number][];
  response_type: "ephemeral";
  replace_original: boolean;
}) => Promise<unknown>;

/**
 * Slack takes five answers within half an hour, and the address may be out of reach: what cannot be said there is said in
 * the person's own conversation with the app, and nothing is lost.
 */
const replyWith =
  // Contrary to its type, missing where the request named no address to answer to.
    (respond: Respond | undefined, messenger: Messenger, userId: string, where: "below" | "in its place" = "below") =>
    async (content: MessageContent): Promise<void> => {
      // Without `replace_original` Slack puts the answer to a button in the place of the message with the button.
      const answer = { ...ephemeral(content), replace_original: where === "in its place" };
      const isSaid = await respond?.(answer).then(
        () => true,
        () => false,
      );
      if (isSaid !== true) await messenger.postDirect(userId, content);
    };

const replyDirectly =
  (messenger: Messenger, userId: string) =>
  async (content: MessageContent): Promise<void> => {
    await messenger.postDirect(userId, content);
  };

const ephemeral = (content: MessageContent) => ({
  text: content.text,
  blocks: [...content.blocks],
  response_type: "ephemeral" as const,
});

const viewState = (view: ViewOutput): ViewState => ({
  id: view.id,
  hash: view.hash,
  callbackId: view.callback_id,
  metadata: view.private_metadata,
  values: view.state.values,
});

const suggestionView = (body: BlockSuggestion): ViewState | undefined =>
  body.view === undefined ? undefined : viewState(body.view);

const teamOf = (body: object): string | undefined => {
  const team = "team" in body ? body.team : undefined;
  return typeof team === "object" && team !== null && "id" in team && typeof team.id === "string" ? team.id : undefined;
};
