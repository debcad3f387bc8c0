import type { IncomingMessage, ServerResponse } from "node:http";
import type { JsonObject } from "./entities.ts";
import { readArguments, sendJson } from "./http.ts";
import { listOf, textOf } from "./json.ts";
import type { ProblemKind } from "./protocol.ts";
import { createRateLimits } from "./rate-limits.ts";
import type { Refusal, Refusals } from "./refusals.ts";
import { createArgs } from "./web-api/args.ts";
import { type Answer, type ApiContext, refuse, refuseWith } from "./web-api/method.ts";
import { METHODS } from "./web-api/methods.ts";

export type ApiServerDeps = {
  readonly context: ApiContext;
  readonly botToken: string;
  readonly refusals: Refusals;
  readonly rateLimits: boolean;
};

/** What only a wrong program gets to hear. Everything else a bot must expect. */
const RULES = [
  "invalid_auth",
  "invalid_arguments",
  "invalid_blocks",
  "invalid_blocks_format",
  "invalid_json",
  "invalid_metadata_format",
  "invalid_trigger_id",
  "exchanged_trigger_id",
  "missing_scope",
  "msg_too_long",
  "no_text",
  "not_authed",
  "unknown_method",
  "view_too_large",
];

const problemKind = (error: string): ProblemKind => (RULES.includes(error) ? "broke-rule" : "refused");

const later = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

type Outcome = { readonly status: number; readonly answer: Answer; readonly retryAfter?: number | undefined };

/** The Web API over HTTP: token, scopes, script of refusals, limits, then the method itself. */
export const createApiServer = ({ context, botToken, refusals, rateLimits }: ApiServerDeps) => {
  const { store, scopes } = context;
  const limits = createRateLimits({
    clock: store.clock,
    conversationOf: (channel) => (/^[UW]/.test(channel) ? store.openDirectMessage(store.bot.id, channel).id : channel),
    onEarly: (method, details) => store.problem("broke-rule", `${method}: ratelimited`, details),
  });

  const authRefusal = (token: string): Answer | undefined => {
    if (token === "") return refuse("not_authed");
    if (token !== botToken) return refuse("invalid_auth");
    return store.isInstalled() ? undefined : refuse("account_inactive");
  };

  const run = (name: string, raw: JsonObject, token: string): Outcome => {
    const unauthorised = authRefusal(token);
    const method = METHODS[name];
    if (method === undefined) return { status: 200, answer: refuse("unknown_method", { req_method: name }) };
    if (unauthorised !== undefined) return { status: 200, answer: unauthorised };
    if (method.scopes.length > 0 && !method.scopes.some((scope) => scopes.has(scope))) {
      const needed = method.scopes.join(",");
      return { status: 200, answer: refuse("missing_scope", { needed, provided: [...scopes].join(",") }) };
    }
    const args = createArgs(raw);
    const wait = rateLimits ? limits.waitFor(name, method.tier, args) : 0;
    if (wait > 0) return { status: 429, answer: refuse("ratelimited"), retryAfter: wait };
    return { status: 200, answer: method.run(context, args) };
  };

  const scripted = (refusal: Refusal): Outcome | undefined => {
    if (refusal.body !== undefined || (refusal.error === undefined && refusal.status === undefined)) return undefined;
    const error = refusal.error ?? (refusal.status === 429 ? "ratelimited" : "internal_error");
    const status = refusal.status ?? (error === "ratelimited" ? 429 : 200);
    const retryAfter = refusal.retryAfter ?? (status === 429 ? 1 : undefined);
    return { status, answer: refuse(error), retryAfter };
  };

  const record = (name: string, args: JsonObject, answer: Answer): void => {
    store.recordCall({ method: name, args, at: store.clock.now().toISOString(), answer });
    if (answer.ok) return;
    const error = textOf(answer.error);
    const metadata = answer.response_metadata as JsonObject | undefined;
    const details = listOf(metadata?.messages).map(String);
    store.problem(problemKind(error), `${name}: ${error}`, details.join("\n") || detailOf(answer));
  };

  /** Answers one call. The token is taken out of what is recorded. */
  const answerCall = async (
    name: string,
    request: IncomingMessage,
    response: ServerResponse,
    url: URL,
  ): Promise<void> => {
    const read = await readArguments(request, url);
    const { token: inBody, ...args } = read ?? {};
    const bearer = /^Bearer (.+)$/i.exec(request.headers.authorization ?? "")?.[1];
    const refusal = refusals.take(name);
    if (refusal?.delayMs !== undefined) await later(refusal.delayMs);
    if (refusal?.dropConnection === true) {
      record(name, args, refuse("connection_dropped"));
      response.destroy();
      return;
    }
    const refused = refusal === undefined ? undefined : scripted(refusal);
    const usual = (): Outcome =>
      read === undefined
        ? { status: 200, answer: refuseWith("invalid_json", ["[ERROR] the body is not a JSON object"]) }
        : run(name, args, bearer ?? textOf(inBody));
    const { status, answer, retryAfter } = refused ?? usual();
    record(name, args, answer);
    if (rateLimits && status === 429 && retryAfter !== undefined) limits.refused(name, createArgs(args), retryAfter);
    if (refusal?.applyThenDrop === true) {
      response.destroy();
      return;
    }
    if (refusal?.body !== undefined) {
      response.writeHead(refusal.status ?? 200, { "content-type": "text/html" }).end(refusal.body);
      return;
    }
    sendJson(response, status, answer, {
      "x-oauth-scopes": [...scopes].join(","),
      ...(retryAfter !== undefined && { "retry-after": String(retryAfter) }),
    });
  };

  return { answerCall, rateCounts: limits.counts };
};

const detailOf = (answer: Answer): string =>
  answer.needed === undefined ? "" : `needs the scope ${String(answer.needed)}, which the manifest does not ask for`;
