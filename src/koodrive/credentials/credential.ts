/** What is about to be sent, as far as a signature covers it. */
export type OutgoingCall = {
  readonly method: "GET" | "POST" | "PUT";
  /** From the slash, without the query. */
  readonly path: string;
  readonly query: readonly (readonly [name: string, value: string])[];
  readonly host: string;
  /** The `X-Date` and `X-User-Id` that will be sent. */
  readonly date: string;
  readonly userId: string;
  /** Empty when there is none. */
  readonly body: string;
};

/** Proves to the drive who is calling. */
export type Credential = {
  /** The value of the `Authorization` header. May ask the drive for a token first, and fail as that does. */
  readonly authorize: (call: OutgoingCall) => string | Promise<string>;
  /** After a 401 to this very value: whether another one can be had, so that one more try makes sense. */
  readonly renew: (refused: string) => Promise<boolean>;
  /** Gives up what was signed in for, where there is such a thing. */
  readonly signOut?: () => Promise<void>;
};
