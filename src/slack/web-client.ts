import { LogLevel, WebClient, type WebClientOptions } from "@slack/web-api";

/** A post that may have happened must never be sent again blindly, so nothing is retried here: the queue decides. */
export const webClientOptions = (apiUrl: string | undefined): WebClientOptions => ({
  ...(apiUrl === undefined ? {} : { slackApiUrl: apiUrl }),
  retryConfig: { retries: 0 },
  rejectRateLimitedCalls: true,
  timeout: 10_000,
  // It would write to the console past our log. Whatever fails is thrown, and logged by whoever called.
  logLevel: LogLevel.ERROR,
});

/**
 * @param apiUrl ends in `/api/`; Slack's own when not given
 * @param fetchWith in the place of Node's own
 */
export const createWebClient = (
  botToken: string,
  apiUrl: string | undefined,
  fetchWith?: WebClientOptions["fetch"],
): WebClient =>
  new WebClient(botToken, {
    ...webClientOptions(apiUrl),
    ...(fetchWith === undefined ? {} : { fetch: fetchWith }),
  });
