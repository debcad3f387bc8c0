import { type Dispatcher, EnvHttpProxyAgent, Pool, errors as undiciErrors } from "undici";

export type Timeouts = {
  /** To the drive's address. */
  readonly connectMs: number;
  /** From the sent request to the answer's first line. */
  readonly headersMs: number;
  /** For the whole body, from the answer's first line. */
  readonly bodyMs: number;
};

export const DEFAULT_TIMEOUTS: Timeouts = { connectMs: 5_000, headersMs: 10_000, bodyMs: 15_000 };
export const DEFAULT_MAX_BODY_BYTES = 8 * 1024 * 1024;

export type Exchange =
  | { readonly kind: "answer"; readonly status: number; readonly headers: AnswerHeaders; readonly body: string }
  | {
      readonly kind: "failed";
      /** `not-sent`: nothing has left this machine. `lost`: the drive may have it, its answer is not here. */
      readonly stage: "not-sent" | "lost";
      readonly reason: "unreachable" | "time-out" | "cut-off" | "too-big" | "given-up";
      /** The answer's first line had come before it failed. */
      readonly status: number | undefined;
      readonly cause: unknown;
    };

export type AnswerHeaders = {
  readonly date: string | undefined;
  readonly age: string | undefined;
  readonly retryAfter: string | undefined;
  readonly contentType: string | undefined;
};

export type Outgoing = {
  readonly method: "GET" | "POST" | "PUT";
  /** With the query. */
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly body: string | undefined;
  readonly signal: AbortSignal | undefined;
};

/** One HTTP exchange at a time with one host, over kept-alive connections. Never throws. */
export type Connection = {
  readonly exchange: (outgoing: Outgoing) => Promise<Exchange>;
  readonly close: () => Promise<void>;
};

const isLoopback = (hostname: string): boolean =>
  hostname === "localhost" || hostname === "[::1]" || /^127(\.\d{1,3}){3}$/.test(hostname);

export const createConnection = (deps: {
  readonly origin: URL;
  readonly timeouts: Timeouts;
  readonly maxBodyBytes: number;
  readonly connections: number;
}): Connection => {
  const { origin, timeouts, maxBodyBytes } = deps;
  const options = {
    connections: deps.connections,
    connect: { timeout: timeouts.connectMs },
    headersTimeout: timeouts.headersMs,
    bodyTimeout: timeouts.bodyMs,
    // A request on its own connection is known to be sent or not; a shared HTTP/2 session may be given up
    // under it and the request moved to another one.
    allowH2: false,
  } as const;
  // A proxy cannot reach this very machine, whatever the environment says.
  const dispatcher: Dispatcher = isLoopback(origin.hostname)
    ? new Pool(origin, options)
    : new EnvHttpProxyAgent(options);

  return {
    exchange: (outgoing) =>
      new Promise((resolve) => {
        if (outgoing.signal?.aborted === true) {
          resolve({ kind: "failed", stage: "not-sent", reason: "given-up", status: undefined, cause: undefined });
          return;
        }
        dispatch({ dispatcher, origin: origin.origin, outgoing, timeouts, maxBodyBytes, resolve });
      }),
    close: () => dispatcher.close(),
  };
};

const dispatch = (given: {
  readonly dispatcher: Dispatcher;
  readonly origin: string;
  readonly outgoing: Outgoing;
  readonly timeouts: Timeouts;
  readonly maxBodyBytes: number;
  readonly resolve: (exchange: Exchange) => void;
}): void => {
  const { outgoing, timeouts, maxBodyBytes } = given;
  const { signal } = outgoing;
  let controller: Dispatcher.DispatchController | undefined;
  let settled = false;
  let sent = false;
  let status: number | undefined;
  let headers: AnswerHeaders = NO_HEADERS;
  let bodyTimer: NodeJS.Timeout | undefined;
  let size = 0;
  const chunks: Buffer[] = [];

  const settle = (exchange: Exchange): void => {
    if (settled) return;
    settled = true;
    clearTimeout(bodyTimer);
    signal?.removeEventListener("abort", giveUp);
    given.resolve(exchange);
  };
  const fail = (reason: (Exchange & { kind: "failed" })["reason"], cause?: unknown): void =>
    settle({ kind: "failed", stage: sent ? "lost" : "not-sent", reason, status, cause });
  const stop = (reason: "time-out" | "too-big" | "given-up"): void => {
    fail(reason);
    controller?.abort(new Error(reason));
  };
  const giveUp = (): void => stop("given-up");
  signal?.addEventListener("abort", giveUp, { once: true });

  const handler: Dispatcher.DispatchHandler = {
    onRequestStart: (started) => {
      controller = started;
      // Called right before the request is written. A second time would mean that undici takes it up again
      // on another connection: what may have arrived once must not be written twice.
      if (settled || sent) {
        started.abort(new Error("not written again"));
        return;
      }
      sent = true;
    },
    onResponseStart: (_controller, code, received) => {
      if (code < 200) return;
      status = code;
      headers = {
        date: first(received["date"]),
        age: first(received["age"]),
        retryAfter: first(received["retry-after"]),
        contentType: first(received["content-type"]),
      };
      // undici's own limit is for each piece of the body: a steady drip would never end.
      bodyTimer = setTimeout(() => stop("time-out"), timeouts.bodyMs);
    },
    onResponseData: (_controller, chunk) => {
      if (settled) return;
      size += chunk.length;
      if (size > maxBodyBytes) stop("too-big");
      else chunks.push(chunk);
    },
    onResponseEnd: () => {
      if (status === undefined) fail("cut-off");
      else settle({ kind: "answer", status, headers, body: textOf(chunks, size) });
    },
    onResponseError: (_controller, error) => fail(reasonOf(error), error),
  };
  try {
    given.dispatcher.dispatch(
      {
        origin: given.origin,
        method: outgoing.method,
        path: outgoing.path,
        headers: outgoing.headers,
        body: outgoing.body ?? null,
        idempotent: outgoing.method === "GET",
      },
      handler,
    );
  } catch (error) {
    fail("unreachable", error);
  }
};

const NO_HEADERS: AnswerHeaders = { date: undefined, age: undefined, retryAfter: undefined, contentType: undefined };

const first = (value: string | string[] | undefined): string | undefined => (Array.isArray(value) ? value[0] : value);

const textOf = (chunks: readonly Buffer[], size: number): string => {
  const [only] = chunks;
  if (only === undefined) return "";
  return (chunks.length === 1 ? only : Buffer.concat(chunks, size)).toString("utf8");
};

const reasonOf = (error: unknown): "unreachable" | "time-out" | "cut-off" => {
  if (
    error instanceof undiciErrors.ConnectTimeoutError ||
    error instanceof undiciErrors.HeadersTimeoutError ||
    error instanceof undiciErrors.BodyTimeoutError
  ) {
    return "time-out";
  }
  return error instanceof undiciErrors.SocketError ? "cut-off" : "unreachable";
};
