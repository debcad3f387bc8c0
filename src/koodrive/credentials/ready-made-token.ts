import type { Credential } from "./credential.ts";

// The pages write `Bearer+{token}` and `AT+{token}`; the answers that hand tokens out have a space there.
const HAS_SCHEME = /^(Bearer|AT|HMAC-SHA256)[ +]/i;

/** A token as the drive gave it: sent unchanged with its own scheme, after `Bearer ` when it has none. */
export const tokenHeader = (token: string): string => (HAS_SCHEME.test(token) ? token : `Bearer ${token}`);

/** A token that somebody signed in for by hand. It cannot be renewed: once refused, it stays refused. */
export const createReadyMadeToken = (deps: { readonly token: string }): Credential => {
  const header = tokenHeader(deps.token);
  return { authorize: () => header, renew: async () => false };
};
