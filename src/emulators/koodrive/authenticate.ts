import type { Route } from "./call.ts";
import type { Drive, ReadyToken } from "./drive.ts";
import type { DriveUser } from "./entities.ts";
import { CODE, GatewayRefusal, invalid, Refusal } from "./refusal.ts";
import { checkSignature, type SignedRequest } from "./signature.ts";
import { MINUTE_MS, parseXDate } from "./times.ts";

/** How far `X-Date` may lie back. */
const X_DATE_WINDOW_MS = 15 * MINUTE_MS;
const TRACE_ID = { enterprise: /^.{58}$/, carrier: /^[0-9A-Za-z_]{58}$/ } as const;

// 401 has no documented business code; the gateway answers before the drive sees the call.
export const unauthorized = (reason: string): GatewayRefusal =>
  new GatewayRefusal(401, "APIGW.0301", `Incorrect authentication information: ${reason}`);

/** The token of an `Authorization` value. Pages write `Bearer+` and `AT+`, returned tokens have a space. */
export const tokenOf = (authorization: string): string | undefined =>
  /^(?:bearer|at)[ +](\S+)$/i.exec(authorization)?.[1];

const readyToken = (drive: Drive, token: string, now: number): ReadyToken | undefined => {
  const found = (drive.credentials.tokens ?? [])
    .map((entry): ReadyToken => (typeof entry === "string" ? { token: entry } : entry))
    .find((entry) => entry.token === token);
  if (found?.idleMinutes !== undefined) {
    const used = drive.tokenUse.get(token);
    if (used !== undefined && now - used > found.idleMinutes * MINUTE_MS) return undefined;
    drive.tokenUse.set(token, now);
  }
  return found;
};

/** Checks the token and says whose it is, where that is known. */
const checkToken = (drive: Drive, authorization: string, now: number): { readonly userId: string | undefined } => {
  const token = tokenOf(authorization);
  if (token === undefined) throw unauthorized("the scheme of the Authorization header is unknown");
  const session = drive.store.sessions.get(token);
  if (session !== undefined) {
    if (session.expiresAt <= now) throw unauthorized("the token has expired");
    return { userId: session.userId };
  }
  const ready = readyToken(drive, token, now);
  if (ready === undefined) throw unauthorized("the token is unknown or has expired");
  return { userId: ready.userId };
};

const checkXDate = (text: string | undefined, now: number): void => {
  if (text === undefined) throw invalid("X-Date is mandatory");
  const time = parseXDate(text);
  if (time === undefined) throw invalid("X-Date is not yyyyMMdd'T'HHmmss'Z'");
  if (time > now) throw unauthorized("X-Date is later than the current time");
  if (now - time > X_DATE_WINDOW_MS) throw unauthorized("X-Date is more than 15 minutes ago");
};

/**
 * Checks the headers that the edition and the page demand, then the credential. Answers the user
 * that the call acts as; undefined on routes that know none.
 */
export const authenticate = (
  drive: Drive,
  route: Route,
  request: SignedRequest,
  now: number,
): DriveUser | undefined => {
  const traceId = request.header("x-traceid");
  if (traceId !== undefined && !TRACE_ID[drive.edition].test(traceId)) throw invalid("X-Traceid has 58 characters");
  if (route.agentName && drive.edition === "carrier") {
    const agent = request.header("x-hw-agentname");
    if (agent === undefined || agent === "") throw invalid("X-Hw-Agentname is mandatory");
    if (drive.agentName !== undefined && agent !== drive.agentName) throw invalid("X-Hw-Agentname is not this carrier");
  }
  if (route.access === "none") return undefined;

  const authorization = request.header("authorization");
  if (authorization === undefined || authorization === "") throw unauthorized("no Authorization header");
  if (route.access === "session" || route.access === "account") {
    if (authorization.startsWith("HMAC-SHA256")) throw unauthorized("this page takes no app signature");
    const { userId } = checkToken(drive, authorization, now);
    return userId === undefined ? undefined : drive.store.users.get(userId);
  }

  const userId = request.header("x-user-id");
  if (userId === undefined || userId === "") throw invalid("X-User-Id is mandatory");
  checkXDate(request.header("x-date"), now);
  if (authorization.startsWith("HMAC-SHA256")) {
    const { appId, appSecret } = drive.credentials;
    const check = checkSignature(authorization, request, (id) => (id === appId ? appSecret : undefined));
    if (!check.ok) throw unauthorized(check.reason);
  } else {
    const owner = checkToken(drive, authorization, now).userId;
    if (owner !== undefined && owner !== userId) throw unauthorized("X-User-Id is not the token's user");
  }
  const user = drive.store.users.get(userId);
  if (user === undefined) throw new Refusal(CODE.notFound, "The resource does not exist: X-User-Id.");
  return user;
};
