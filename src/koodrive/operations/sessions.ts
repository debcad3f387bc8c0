import { z } from "zod";
import { settle } from "../../lib/errors.ts";
import type { Send } from "../call.ts";
import { checksFor } from "../checks.ts";
import type { CarrierSession, SignInCalls } from "../credentials/carrier-login.ts";
import type { Credential } from "../credentials/credential.ts";
import { tokenHeader } from "../credentials/ready-made-token.ts";
import type { Transport } from "../transport.ts";
import type { Acting } from "../types.ts";
import { acknowledged, filledText, number, requiredText } from "../wire.ts";

export type SessionCalls = {
  /**
   * Whether the drive still takes the ready-made token. `invalid` with the field `credential` for the others:
   * an app signs each call, and a carrier login renews itself.
   */
  readonly checkSession: (as: Acting) => Promise<boolean>;
  /** Gives up the carrier login's token; the next call signs in anew. Nothing to do for the other credentials. */
  readonly signOut: () => Promise<void>;
};

const sessionInfo = z
  .object({ accessToken: requiredText, expiresIn: number, refreshToken: filledText })
  .transform(({ accessToken, expiresIn, refreshToken }) => ({ accessToken, expiresIn, refreshToken }));

const loginAnswer = z
  .object({ data: z.object({ userInfo: z.object({ userId: filledText }).optional().catch(undefined), sessionInfo }) })
  .transform(({ data }): CarrierSession => ({ userId: data.userInfo?.userId, ...data.sessionInfo }));

// The table says that `data` is the session, the example has it one level below.
const refreshAnswer = z
  .object({ data: z.union([z.object({ sessionInfo }), sessionInfo]) })
  .transform(({ data }): CarrierSession => {
    const info = "sessionInfo" in data ? data.sessionInfo : data;
    return { userId: undefined, ...info };
  });

/** Account and password, not a code sent to a phone. */
const WITH_PASSWORD = "1";

/** Carrier pages Login, RefreshToken and Logout: no user id and no date go with them. */
export const createSignInCalls = (transport: Transport): SignInCalls => ({
  login: (given) =>
    transport.call(
      {
        operation: "drive.signIn",
        method: "POST",
        path: "/v1/auth/login",
        effect: "attempt",
        secrets: [given.password, given.account],
        body: { account: given.account, authType: WITH_PASSWORD, password: given.password },
        // Whatever the drive finds wrong with a sign-in: it is not one.
        refused: (_refusal, usual) => (NOT_ABOUT_US.has(usual) ? undefined : { code: "not-signed-in" }),
        answer: loginAnswer,
      },
      { kind: "sign-in" },
    ),
  refresh: (session) =>
    transport.call(
      {
        operation: "drive.refreshSignIn",
        method: "POST",
        path: "/v1/auth/refreshToken",
        effect: "attempt",
        secrets: [session.refreshToken],
        body: { refreshToken: session.refreshToken },
        answer: refreshAnswer,
      },
      { kind: "sign-in", authorization: tokenHeader(session.accessToken) },
    ),
  logout: (session) =>
    transport.call(
      {
        operation: "drive.signOut",
        method: "POST",
        path: "/v1/auth/logout",
        effect: "attempt",
        secrets: [session.accessToken],
        body: { userId: session.userId ?? "", accessToken: session.accessToken },
        answer: acknowledged,
      },
      { kind: "sign-in", authorization: tokenHeader(session.accessToken) },
    ),
});

const NOT_ABOUT_US: ReadonlySet<string> = new Set(["limited", "unavailable", "protocol"]);

/** Page "Checking a Session" (enterprise). */
export const createSessionCalls = (deps: {
  readonly send: Send;
  readonly credential: Credential;
  readonly kind: "app" | "carrier" | "token";
}): SessionCalls => ({
  checkSession: async (as) => {
    const operation = "drive.checkSession";
    if (deps.kind !== "token") checksFor(operation).refuse("credential", "has no session to check");
    const checked = await settle(
      deps.send(as, { operation, method: "GET", path: "/v1/session/auth", effect: "read", answer: acknowledged }),
    );
    if (checked.ok) return true;
    if (checked.error.code === "not-signed-in") return false;
    throw checked.error;
  },
  signOut: async () => deps.credential.signOut?.(),
});
