import { setTimeout as wait } from "node:timers/promises";
import { AppError, type FailureCode, settle } from "../lib/errors.ts";
import type { IdMaker } from "../lib/ids.ts";
import type { Logger } from "../lib/logger.ts";
import { interpret, type Outcome } from "./answer.ts";
import type { Call } from "./call.ts";
import type { Connection } from "./connection.ts";
import { percentEncode } from "./credentials/app-signature.ts";
import type { Credential } from "./credentials/credential.ts";
import type { Limiter } from "./limiter.ts";
import { nextDelay, type RetryPolicy } from "./retry-timing.ts";
import type { DriveTime, Stamp } from "./skew.ts";
import { createTraceIds } from "./trace-id.ts";
import type { Acting } from "./types.ts";

const API_ROOT = "/koodrive/ose";
const TRACE_ID = /^\w{58}$/;
const HEADER_VALUE = /^[\x21-\x7e]{1,256}$/;

/** One finished call, for metrics. */
export type CallReport = {
  readonly operation: string;
  readonly outcome: "ok" | FailureCode;
  readonly milliseconds: number;
  /** How often it was sent, or tried to be. */
  readonly attempts: number;
};

export type TransportDeps = {
  readonly origin: URL;
  readonly connection: Connection;
  readonly limiter: Limiter;
  readonly driveTime: DriveTime;
  readonly retry: RetryPolicy;
  readonly ids: IdMaker;
  readonly logger: Pick<Logger, "debug" | "info" | "warn">;
  /** Milliseconds that only ever grow. */
  readonly monotonic: () => number;
  /** 0 up to, not including, 1. */
  readonly random: () => number;
  /** Sent with every call: language, carrier name. */
  readonly fixedHeaders: Readonly<Record<string, string>>;
  readonly onCall?: ((report: CallReport) => void) | undefined;
};

/** Who proves the call, and how. */
export type Sender =
  | { readonly kind: "user"; readonly as: Acting; readonly credential: Credential }
  /** No user, no date, no proof: the public side of links. */
  | { readonly kind: "public"; readonly as: Acting }
  /** Getting, renewing and giving up a token. Waits for no turn: calls that hold theirs wait for it. */
  | { readonly kind: "sign-in"; readonly authorization?: string };

export type Transport = { readonly call: <Answer>(call: Call<Answer>, sender: Sender) => Promise<Answer> };

const SIGNING_IN: Acting = { userId: "" };

type Prepared = {
  readonly path: string;
  readonly target: string;
  readonly query: readonly (readonly [string, string])[];
  readonly body: string | undefined;
  readonly traceId: string;
  readonly signal: AbortSignal | undefined;
  readonly person: string;
};

/** What a call was proved with, for what follows a refusal of it. */
type Proof = { readonly stamp: Stamp | undefined; readonly authorization: string | undefined };
type Attempt<Answer> = { readonly outcome: Outcome<Answer>; readonly proof: Proof };

const EVERYDAY: ReadonlySet<FailureCode> = new Set(["not-allowed", "not-found", "invalid", "conflict"]);
const NO_PROOF: Proof = { stamp: undefined, authorization: undefined };

export const createTransport = (deps: TransportDeps): Transport => {
  const { driveTime, limiter, connection } = deps;
  const nextTraceId = createTraceIds(deps.ids);
  const root = `${deps.origin.pathname.replace(/\/$/, "")}${API_ROOT}`;
  const { host } = deps.origin;

  const prepare = <Answer>(call: Call<Answer>, sender: Sender): Prepared => {
    const { signal, traceId, userId } = sender.kind === "sign-in" ? SIGNING_IN : sender.as;
    const refuse = (field: string, rule: string): never => {
      throw new AppError("invalid", `${call.operation}: ${field} ${rule}`, { operation: call.operation, field });
    };
    if (traceId !== undefined && !TRACE_ID.test(traceId)) refuse("traceId", "has 58 letters, digits or underscores");
    if (sender.kind === "user" && !HEADER_VALUE.test(userId)) refuse("userId", "is not a drive user id");
    const query = (call.query ?? []).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, String(value)] as const],
    );
    const path = root + call.path;
    const search = query.map(([name, value]) => `${percentEncode(name)}=${percentEncode(value)}`).join("&");
    return {
      path,
      target: search === "" ? path : `${path}?${search}`,
      query,
      body: call.body === undefined ? undefined : JSON.stringify(call.body),
      traceId: traceId ?? nextTraceId(),
      signal,
      person: userId,
    };
  };

  const send = async <Answer>(call: Call<Answer>, sender: Sender, ready: Prepared): Promise<Attempt<Answer>> => {
    const headers: Record<string, string> = { ...deps.fixedHeaders, Accept: "application/json" };
    if (ready.body !== undefined) headers["Content-Type"] = "application/json";
    headers["X-Traceid"] = ready.traceId;
    let proof = NO_PROOF;
    if (sender.kind === "user") {
      const stamp = driveTime.stamp();
      const signing = sender.credential.authorize({
        method: call.method,
        path: ready.path,
        query: ready.query,
        host,
        date: stamp.text,
        userId: ready.person,
        body: ready.body ?? "",
      });
      // Only a sign-in has to be waited for; each wait more is felt where calls come by the thousand.
      const signed = typeof signing === "string" ? ({ ok: true, value: signing } as const) : await settle(signing);
      if (!signed.ok) return { outcome: { kind: "failed", error: signed.error }, proof };
      proof = { stamp, authorization: signed.value };
      headers["X-User-Id"] = ready.person;
      headers["X-Date"] = stamp.text;
    } else if (sender.kind === "sign-in") {
      proof = { stamp: undefined, authorization: sender.authorization };
    }
    if (proof.authorization !== undefined) headers["Authorization"] = proof.authorization;
    const exchange = await connection.exchange({
      method: call.method,
      path: ready.target,
      headers,
      body: ready.body,
      signal: ready.signal,
    });
    if (exchange.kind === "answer") driveTime.learn(exchange.headers.date, exchange.headers.age);
    const { authorization } = proof;
    return { outcome: interpret(call, exchange, { traceId: ready.traceId, now: driveTime.now, authorization }), proof };
  };

  const sendInTurn = async <Answer>(call: Call<Answer>, sender: Sender, ready: Prepared): Promise<Attempt<Answer>> => {
    if (sender.kind === "sign-in") return send(call, sender, ready);
    const entered = limiter.enter(ready.person, ready.signal);
    const turn = typeof entered === "string" ? entered : await entered;
    if (turn === "go") {
      try {
        return await send(call, sender, ready);
      } finally {
        limiter.leave(ready.person);
      }
    }
    const error = new AppError(
      turn === "given-up" ? "unavailable" : "limited",
      `${call.operation}: not sent, ${turn === "given-up" ? "given up by the caller" : "too many calls are waiting"}`,
      { operation: call.operation, reference: ready.traceId },
    );
    return { outcome: { kind: "failed", error }, proof: NO_PROOF };
  };

  /** One more try after a refused sign-in is safe for every call: what was refused was not done. */
  const mendSignIn = async (error: AppError, sender: Sender, { stamp, authorization }: Proof): Promise<boolean> => {
    if (sender.kind !== "user" || stamp === undefined || authorization === undefined) return false;
    const refused = error.code === "not-signed-in" || error.code === "invalid" || error.code === "conflict";
    // The pages use one status for a wrong time and for a wrong parameter.
    if (refused && driveTime.isOff(stamp)) return true;
    if (error.code !== "not-signed-in") return false;
    const renewed = await settle(sender.credential.renew(authorization));
    return renewed.ok && renewed.value;
  };

  const run = async <Answer>(call: Call<Answer>, sender: Sender, ready: Prepared, begun: number) => {
    let mended = false;
    let failed = 0;
    for (let attempts = 1; ; attempts += 1) {
      const { outcome, proof } = await sendInTurn(call, sender, ready);
      if (outcome.kind === "ok") return { outcome, attempts };
      const { error } = outcome;
      if (!mended && (await mendSignIn(error, sender, proof))) {
        mended = true;
        continue;
      }
      failed += 1;
      const delay = retryDelay(call, error, { failed, begun, signal: ready.signal });
      if (delay === undefined) return { outcome, attempts };
      deps.logger.info(
        { operation: call.operation, traceId: ready.traceId, failure: error.code, waitMs: Math.round(delay) },
        "asking the drive again",
      );
      await wait(delay, undefined, ready.signal === undefined ? {} : { signal: ready.signal }).catch(() => undefined);
    }
  };

  const retryDelay = <Answer>(
    call: Call<Answer>,
    error: AppError,
    at: { readonly failed: number; readonly begun: number; readonly signal: AbortSignal | undefined },
  ): number | undefined => {
    if (call.effect !== "read" || at.signal?.aborted === true) return undefined;
    if (error.code !== "unavailable" && error.code !== "limited") return undefined;
    return nextDelay({
      policy: deps.retry,
      failed: at.failed,
      elapsedMs: deps.monotonic() - at.begun,
      retryAfterMs: error.retryAfterMs,
      random: deps.random(),
    });
  };

  return {
    call: async (call, sender) => {
      const ready = prepare(call, sender);
      const begun = deps.monotonic();
      const { outcome, attempts } = await run(call, sender, ready, begun);
      const milliseconds = deps.monotonic() - begun;
      const end = outcome.kind === "ok" ? "ok" : outcome.error.code;
      deps.onCall?.({ operation: call.operation, outcome: end, milliseconds, attempts });
      const details = { operation: call.operation, traceId: ready.traceId, outcome: end, milliseconds, attempts };
      if (outcome.kind === "ok") {
        deps.logger.debug(details, "asked the drive");
        return outcome.answer;
      }
      // A no to one request is everyday; a drive that cannot be used is somebody's business.
      const level = EVERYDAY.has(outcome.error.code) ? "info" : "warn";
      deps.logger[level]({ ...details, err: outcome.error }, "the drive did not do it");
      throw outcome.error;
    },
  };
};
