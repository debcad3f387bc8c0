import { Agent, request } from "undici";
import type { Clock } from "../../lib/clock.ts";
import type { Delivery, JsonObject } from "./entities.ts";
import type { Silence } from "./protocol.ts";
import { signedHeaders } from "./signing.ts";

export type BotAnswer =
  | { readonly kind: "answered"; readonly status: number; readonly body: string; readonly noRetry: boolean }
  | { readonly kind: "late" }
  | { readonly kind: "unreachable"; readonly detail: string };

export type DeliverDeps = {
  readonly clock: Clock;
  readonly signingClock: Clock;
  readonly botUrl: () => string;
  readonly signingSecret: string;
  /** How long the bot has to answer, in milliseconds of real time. */
  readonly timeoutMs: number;
  readonly record: (delivery: Delivery) => void;
};

export type What = Pick<Delivery, "kind" | "name">;
type Retry = { readonly number: number; readonly reason: string };

/** Sends signed requests to the bot, as Slack does. */
export const createDelivery = ({ clock, signingClock, botUrl, signingSecret, timeoutMs, record }: DeliverDeps) => {
  const agent = new Agent({ connections: 32 });

  const send = async (body: string, headers: Readonly<Record<string, string>>): Promise<BotAnswer> => {
    const signal = AbortSignal.timeout(timeoutMs);
    try {
      const response = await request(botUrl(), {
        method: "POST",
        body,
        signal,
        dispatcher: agent,
        headers: {
          ...headers,
          ...signedHeaders(signingSecret, body, signingClock.now()),
          "user-agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
          accept: "application/json,*/*",
        },
      });
      const text = await response.body.text();
      const noRetry = response.headers["x-slack-no-retry"] !== undefined;
      return { kind: "answered", status: response.statusCode, body: text, noRetry };
    } catch (error) {
      if (signal.aborted) return { kind: "late" };
      return { kind: "unreachable", detail: error instanceof Error ? error.message : String(error) };
    }
  };

  const sendRecorded = async (
    what: What,
    payload: JsonObject,
    body: string,
    headers: Readonly<Record<string, string>>,
  ): Promise<BotAnswer> => {
    const at = clock.now().toISOString();
    const answer = await send(body, headers);
    record({ ...what, payload, at, outcome: outcomeOf(answer) });
    return answer;
  };

  return {
    /** A slash command: form-encoded fields. */
    command: (fields: Readonly<Record<string, string>>): Promise<BotAnswer> =>
      sendRecorded(
        { kind: "command", name: fields.command ?? "" },
        fields,
        new URLSearchParams(fields).toString(),
        FORM,
      ),
    /** An interaction: one form field named `payload`. */
    interaction: (payload: JsonObject & { readonly type: string }): Promise<BotAnswer> =>
      sendRecorded(
        { kind: "interaction", name: payload.type },
        payload,
        new URLSearchParams({ payload: JSON.stringify(payload) }).toString(),
        FORM,
      ),
    /** An event, or `url_verification`: JSON. */
    event: (name: string, envelope: JsonObject, retry?: Retry): Promise<BotAnswer> =>
      sendRecorded({ kind: "event", name }, envelope, JSON.stringify(envelope), {
        "content-type": "application/json",
        ...(retry && { "x-slack-retry-num": String(retry.number), "x-slack-retry-reason": retry.reason }),
      }),
    close: (): Promise<void> => agent.destroy(),
  };
};

export type BotDelivery = ReturnType<typeof createDelivery>;

const FORM = { "content-type": "application/x-www-form-urlencoded" } as const;

const outcomeOf = (answer: BotAnswer): Delivery["outcome"] => {
  switch (answer.kind) {
    case "answered":
      return answer.status;
    case "late":
      return "operation_timeout";
    case "unreachable":
      return "unreachable";
  }
};

export type Failure = { readonly error: string; readonly detail: string; readonly silence: Silence };

/** What went wrong with a request that the bot must acknowledge with 200; `undefined` when it did. */
export const failureOf = (answer: BotAnswer): Failure | undefined => {
  switch (answer.kind) {
    case "answered":
      return answer.status === 200
        ? undefined
        : {
            error: "dispatch_failed",
            detail: `the bot answered with HTTP ${answer.status}`,
            silence: { kind: "error", status: answer.status },
          };
    case "late":
      return {
        error: "operation_timeout",
        detail: "the bot did not answer in time (Slack waits 3 seconds)",
        silence: { kind: "late" },
      };
    case "unreachable":
      return {
        error: "dispatch_failed",
        detail: `the bot could not be reached: ${answer.detail}`,
        silence: { kind: "unreachable", cause: answer.detail },
      };
  }
};
