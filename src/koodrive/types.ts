/** Which drive user a call acts as, and how it may be given up. */
export type Acting = {
  /** The KooDrive user id, sent as `X-User-Id`. */
  readonly userId: string;
  readonly signal?: AbortSignal | undefined;
  /** 58 letters, digits or underscores; made by the client when not given. */
  readonly traceId?: string | undefined;
};

export type Page<T> = {
  readonly items: readonly T[];
  /** Hand it back to get the next page; undefined at the end. A page may be empty before the end. */
  readonly next: string | undefined;
};
