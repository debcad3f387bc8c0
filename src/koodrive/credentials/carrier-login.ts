import { AppError } from "../../lib/errors.ts";
import type { Credential } from "./credential.ts";
import { tokenHeader } from "./ready-made-token.ts";

/** What a carrier sign-in gives. Tokens are kept exactly as received, with whatever scheme they bring. */
export type CarrierSession = {
  readonly userId: string | undefined;
  readonly accessToken: string;
  readonly refreshToken: string | undefined;
  /** Seconds; the page names no unit, its example 1800. */
  readonly expiresIn: number | undefined;
};

/** The three calls about sessions. They throw `AppError`. */
export type SignInCalls = {
  readonly login: (given: { readonly account: string; readonly password: string }) => Promise<CarrierSession>;
  readonly refresh: (session: CarrierSession) => Promise<CarrierSession>;
  readonly logout: (session: CarrierSession) => Promise<void>;
};

const DEFAULT_LIFE_SECONDS = 1_800;
/** A call signed right before the end must still be valid when it arrives. */
const RENEW_AHEAD_MS = 60_000;
/** A refused password is not tried again at once: a few tries in a row lock an account. */
const REFUSED_FOR_MS = 30_000;

type Held = {
  readonly session: CarrierSession;
  readonly header: string;
  readonly endsAt: number;
  readonly renewAt: number;
};

/** Signs in on the first call, renews before the token ends, and shares each sign-in between all who wait for it. */
export const createCarrierLogin = (deps: {
  readonly account: string;
  readonly password: string;
  readonly calls: SignInCalls;
  readonly now: () => Date;
}): Credential => {
  const { calls, account, password } = deps;
  const now = (): number => deps.now().getTime();
  let held: Held | undefined;
  let pending: Promise<Held> | undefined;
  let refusal: { readonly error: AppError; readonly until: number } | undefined;

  const hold = (session: CarrierSession): Held => {
    const life = (session.expiresIn ?? DEFAULT_LIFE_SECONDS) * 1_000;
    const endsAt = now() + life;
    held = {
      session,
      header: tokenHeader(session.accessToken),
      endsAt,
      renewAt: endsAt - Math.min(RENEW_AHEAD_MS, life / 4),
    };
    return held;
  };

  const login = async (): Promise<Held> => {
    if (refusal !== undefined && now() < refusal.until) throw refusal.error;
    try {
      return hold(await calls.login({ account, password }));
    } catch (error) {
      if (error instanceof AppError && error.code === "not-signed-in") {
        refusal = { error, until: now() + REFUSED_FOR_MS };
      }
      throw error;
    }
  };

  const refresh = async (old: Held): Promise<Held> => {
    if (old.session.refreshToken === undefined) return login();
    try {
      const fresh = await calls.refresh(old.session);
      return hold({
        ...fresh,
        userId: fresh.userId ?? old.session.userId,
        refreshToken: fresh.refreshToken ?? old.session.refreshToken,
      });
    } catch (error) {
      // A drive that does not answer is asked again with the next call, as long as the token still holds.
      const isOut = error instanceof AppError && (error.code === "unavailable" || error.code === "limited");
      if (isOut && now() < old.endsAt) return old;
      return login();
    }
  };

  const shared = (work: () => Promise<Held>): Promise<Held> => {
    pending ??= work().finally(() => {
      pending = undefined;
    });
    return pending;
  };

  return {
    authorize: () => {
      const current = held;
      if (current !== undefined && now() < current.renewAt) return current.header;
      return shared(() => (current === undefined ? login() : refresh(current))).then(({ header }) => header);
    },
    renew: async (refused) => {
      if (pending === undefined && held?.header === refused) held = undefined;
      const renewed = held !== undefined && pending === undefined ? held : await shared(login);
      return renewed.header !== refused;
    },
    signOut: async () => {
      const last = held;
      held = undefined;
      if (last !== undefined) await calls.logout(last.session);
    },
  };
};
