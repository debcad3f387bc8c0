import { z } from "zod";
import { tokenOf, unauthorized } from "../authenticate.ts";
import { CARRIER, type Call, ENTERPRISE, type Route, read, V1 } from "../call.ts";
import type { CarrierSession } from "../entities.ts";
import { formatPerson } from "../format/user.ts";
import { invalid } from "../refusal.ts";

const TOKEN_LIFE_SECONDS = 1800;

const loginBody = z.object({
  account: z.string().min(1),
  authType: z.enum(["1", "2"]),
  password: z.string().optional(),
  captchaToken: z.string().optional(),
});

const startSession = (call: Call, userId: string): CarrierSession => {
  const { ids, store } = call.drive;
  const session: CarrierSession = {
    accessToken: ids.secret(32),
    refreshToken: ids.secret(32),
    userId,
    expiresAt: call.now + TOKEN_LIFE_SECONDS * 1000,
  };
  store.sessions.put(session);
  return session;
};

const formatSession = (session: CarrierSession) => ({
  // The scheme is part of the token that is returned.
  accessToken: `AT ${session.accessToken}`,
  expiresIn: TOKEN_LIFE_SECONDS,
  issuedAt: String(session.expiresAt - TOKEN_LIFE_SECONDS * 1000),
  refreshToken: session.refreshToken,
});

const login = (call: Call) => {
  const body = read(loginBody, call.body);
  const given = body.authType === "1" ? body.password : body.captchaToken;
  if (given === undefined) throw invalid(body.authType === "1" ? "password" : "captchaToken");
  const { carrierAccounts = [] } = call.drive.credentials;
  const account = carrierAccounts.find((one) => one.account === body.account);
  const secret = body.authType === "1" ? account?.password : account?.verificationCode;
  const user = account === undefined ? undefined : call.drive.store.users.get(account.userId);
  if (user === undefined || secret === undefined || secret !== given) {
    throw unauthorized("the account, the password or the code is wrong");
  }
  return { data: { userInfo: formatPerson(user), sessionInfo: formatSession(startSession(call, user.userId)) } };
};

const sessionOf = (call: Call): CarrierSession | undefined =>
  call.drive.store.sessions.get(tokenOf(call.header("authorization") ?? "") ?? "");

/** The old access token lives on to its end; the refresh token is good once. */
const refresh = (call: Call) => {
  const { store, readings } = call.drive;
  const { refreshToken } = read(z.object({ refreshToken: z.string().min(1) }), call.body);
  const session = sessionOf(call);
  if (session?.refreshToken !== refreshToken) throw unauthorized("the refresh token is wrong or was used");
  store.sessions.put({ ...session, refreshToken: "" });
  const sessionInfo = formatSession(startSession(call, session.userId));
  return { data: readings.refreshedSession === "in-session-info" ? { sessionInfo } : sessionInfo };
};

const logout = (call: Call) => {
  const { store } = call.drive;
  const body = read(z.object({ userId: z.string().min(1), accessToken: z.string().min(1) }), call.body);
  const token = tokenOf(body.accessToken) ?? body.accessToken;
  if (store.sessions.get(token)?.userId !== body.userId) throw invalid("accessToken: not a token of this user");
  store.sessions.remove(token);
  return {};
};

const common = { agentName: false, codeType: "string", failureStatus: 400, success: "Success." } as const;
const carrier = { ...common, method: "POST", editions: CARRIER } as const;

/** The carrier's sign-in (api.md 2.4) and the enterprise edition's session check (2.3). */
export const signInRoutes: readonly Route[] = [
  { ...carrier, path: `${V1}/auth/login`, access: "none", agentName: true, handle: login },
  { ...carrier, path: `${V1}/auth/refreshToken`, access: "account", handle: refresh },
  { ...carrier, path: `${V1}/auth/logout`, access: "account", handle: logout },
  {
    ...common,
    method: "GET",
    path: `${V1}/session/auth`,
    editions: ENTERPRISE,
    access: "session",
    codeType: "number",
    // Reaching the page is the whole check: the token was valid.
    handle: () => ({}),
  },
];
