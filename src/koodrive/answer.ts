import { AppError, type AppErrorOptions, type FailureCode } from "../lib/errors.ts";
import type { Call } from "./call.ts";
import type { Exchange } from "./connection.ts";
import { cleanMessage, failureOf, fieldNamedIn } from "./errors.ts";
import { parseExactJson } from "./exact-json.ts";
import { parseRetryAfter } from "./retry-timing.ts";
import { type Envelope, type Fields, RoundedNumber, readEnvelope } from "./wire.ts";

export type Outcome<Answer> =
  | { readonly kind: "ok"; readonly answer: Answer }
  | { readonly kind: "failed"; readonly error: AppError };

type Context = {
  readonly traceId: string;
  /** The drive's clock. */
  readonly now: () => Date;
  /** What the call was proved with: like the secrets that the call names itself, it must not appear in an error. */
  readonly authorization: string | undefined;
};

/**
 * What an exchange with the drive means for a call. Never throws. Big numbers are rare, and parsing that keeps
 * them exact is slow: it is done only once a text is made of a number that was rounded.
 */
export const interpret = <Answer>(call: Call<Answer>, exchange: Exchange, context: Context): Outcome<Answer> => {
  try {
    return interpretParsed(call, exchange, context, JSON.parse);
  } catch (error) {
    if (!(error instanceof RoundedNumber)) throw error;
    return interpretParsed(call, exchange, context, parseExactJson);
  }
};

const interpretParsed = <Answer>(
  call: Call<Answer>,
  exchange: Exchange,
  context: Context,
  parse: (text: string) => unknown,
): Outcome<Answer> => {
  const failed = (code: FailureCode, message: string, more: Partial<AppErrorOptions> = {}): Outcome<never> => ({
    kind: "failed",
    error: new AppError(code, `${call.operation}: ${message}`, {
      operation: call.operation,
      reference: context.traceId,
      ...more,
    }),
  });
  const lost = (otherwise: FailureCode): FailureCode => (call.effect === "change" ? "unknown-outcome" : otherwise);

  if (exchange.kind === "failed") {
    if (exchange.stage === "not-sent") {
      return failed("unavailable", `not sent, ${exchange.reason}`, { cause: exchange.cause });
    }
    // A refusal is a refusal even if the rest of it never came.
    if (exchange.status === undefined || exchange.status < 400 || exchange.status >= 500) {
      const code = lost(exchange.reason === "too-big" ? "protocol" : "unavailable");
      return failed(code, `the answer was lost, ${exchange.reason}`, { cause: exchange.cause });
    }
  }

  const status = exchange.status ?? 0;
  const read = exchange.kind === "answer" ? readBody(exchange.body, parse) : undefined;
  if (status >= 200 && status < 300) {
    if (read === undefined) return failed(lost("protocol"), `HTTP ${status}, ${describeBody(exchange)}`);
    if (read.envelope.ok) {
      const parsed = parseAnswer(call, read.body);
      if (parsed.ok) return { kind: "ok", answer: parsed.answer };
      const code = lost(parsed.bug === undefined ? "protocol" : "bug");
      const message = `HTTP ${status}, the answer lacks what it should hold: ${parsed.problem}`;
      return failed(code, message, { cause: parsed.bug });
    }
  }
  // A redirect is not followed: it would carry the credential to a place nobody named.
  if (status < 400 && read?.envelope.ok !== false) {
    return failed(lost("protocol"), `HTTP ${status}, ${describeBody(exchange)}`);
  }
  return refused(call, { status, envelope: read?.envelope, exchange, context }, failed);
};

/** The drive's eight digits, a repeated HTTP status, the gateway's. */
const WELL_FORMED_CODE = /^(1[38]\d{6}|\d{1,3}|APIGW?\.\d{4})$/;

/** What those who stand before the drive say before they pass anything on; and what nobody takes for a refusal. */
const SAID_BY_OTHERS: ReadonlySet<FailureCode> = new Set(["limited", "not-signed-in", "protocol"]);

const refused = <Answer>(
  call: Call<Answer>,
  answer: {
    readonly status: number;
    readonly envelope: Envelope | undefined;
    readonly exchange: Exchange;
    readonly context: Context;
  },
  failed: (code: FailureCode, message: string, more: Partial<AppErrorOptions>) => Outcome<never>,
): Outcome<never> => {
  const { status, envelope, exchange, context } = answer;
  const { authorization } = context;
  const token = authorization?.replace(/^\w+[ +]/, "");
  const secrets = [authorization, token, ...(call.secrets ?? [])].filter((secret) => secret !== undefined);
  const received = envelope?.ok === false ? envelope.code : undefined;
  // A short secret, such as half a phone number, may well be part of a code that is none.
  const code = received === undefined || WELL_FORMED_CODE.test(received) ? received : cleanMessage(received, secrets);
  const message = cleanMessage(envelope?.message ?? "", secrets);
  const refusal = { status, code };
  const usual = failureOf(refusal);
  const reading = call.refused?.(refusal, usual);
  const kind = reading?.code ?? usual;
  const header = exchange.kind === "answer" ? exchange.headers.retryAfter : undefined;
  // "Out of order" does not say that nothing was done; nor does a page by somebody between us and the drive.
  const isForeign = envelope === undefined && exchange.kind === "answer" && exchange.body.trim() !== "";
  const saysNothing = kind === "unavailable" || (isForeign && !SAID_BY_OTHERS.has(kind));
  return failed(
    saysNothing && call.effect === "change" ? "unknown-outcome" : kind,
    `refused, HTTP ${status}${code === undefined ? "" : `, code ${code}`}${message === "" ? "" : `: ${message}`}`,
    {
      field: reading?.field ?? (kind === "invalid" ? fieldNamedIn(message, fieldsOf(call)) : undefined),
      remote: code === undefined ? undefined : { code, message },
      retryAfterMs: parseRetryAfter(header, context.now()),
    },
  );
};

const fieldsOf = <Answer>(call: Call<Answer>): readonly string[] => [
  ...Object.keys(call.body ?? {}),
  ...(call.query ?? []).map(([name]) => name),
];

type Body = { readonly body: Fields; readonly envelope: Envelope };

const readBody = (text: string, parse: (text: string) => unknown): Body | undefined => {
  try {
    const body = parse(text);
    if (typeof body !== "object" || body === null || Array.isArray(body)) return undefined;
    const fields = body as Fields;
    return { body: fields, envelope: readEnvelope(fields) };
  } catch (error) {
    if (error instanceof RoundedNumber) throw error;
    // The parser's own message quotes the body, which may hold an access code.
    return undefined;
  }
};

type Misread = { readonly ok: false; readonly problem: string; readonly bug?: unknown };

const parseAnswer = <Answer>(
  call: Call<Answer>,
  body: Fields,
): { readonly ok: true; readonly answer: Answer } | Misread => {
  try {
    const parsed = call.answer.safeParse(body);
    if (parsed.success) return { ok: true, answer: parsed.data };
    const places = parsed.error.issues.slice(0, 3).map((issue) => issue.path.map(String).join("."));
    return { ok: false, problem: places.join(", ") };
  } catch (error) {
    if (error instanceof RoundedNumber) throw error;
    // Nesting without end is the drive's fault, anything else ours.
    if (error instanceof RangeError) return { ok: false, problem: "nested too deep" };
    return { ok: false, problem: "this program failed to read it", bug: error };
  }
};

const describeBody = (exchange: Exchange): string =>
  exchange.kind === "answer"
    ? `not the drive's JSON but ${exchange.body.length} characters of ${(exchange.headers.contentType ?? "no type").slice(0, 60)}`
    : `the answer was lost, ${exchange.reason}`;
