import { LogLevel, type WebAPICallResult, WebClient, type WebClientOptions } from "@slack/web-api";
import type { Pace } from "./pace.ts";

/** A post that may have happened must never be sent again blindly, so nothing is retried here: the queue decides. */
export const webClientOptions = (apiUrl: string | undefined): WebClientOptions => ({
  ...(apiUrl === undefined ? {} : { slackApiUrl: apiUrl }),
  retryConfig: { retries: 0 },
  rejectRateLimitedCalls: true,
  timeout: 10_000,
  // It would write to the console past our log. Whatever fails is thrown, and logged by whoever called.
  logLevel: LogLevel.ERROR,
});

/** All methods of the library end in `apiCall`: what is kept to here is kept to by every call. */
class PacedClient extends WebClient {
  readonly #pace: Pace;

  constructor(botToken: string, options: WebClientOptions, pace: Pace) {
    super(botToken, options);
    this.#pace = pace;
  }

  override apiCall(...[method, options]: Parameters<WebClient["apiCall"]>): Promise<WebAPICallResult> {
    const channel = typeof options?.["channel"] === "string" ? options["channel"] : undefined;
    return this.#pace.run(method, channel, () => super.apiCall(method, options));
  }
}

/**
 * @param apiUrl ends in `/api/`; Slack's own when not given
 * @param more.fetchWith in the place of Node's own
 * @param more.pace not given: calls go when they are made
 */
export const createWebClient = (
  botToken: string,
  apiUrl: string | undefined,
  { fetchWith, pace }: { readonly fetchWith?: WebClientOptions["fetch"]; readonly pace?: Pace | undefined } = {},
): WebClient => {
  const options = { ...webClientOptions(apiUrl), ...(fetchWith === undefined ? {} : { fetch: fetchWith }) };
  return pace === undefined ? new WebClient(botToken, options) : new PacedClient(botToken, options, pace);
};
