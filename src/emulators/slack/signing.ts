import { createHmac } from "node:crypto";

/**
 * The headers that prove a request to be Slack's: HMAC-SHA256 over version, timestamp and raw body.
 * Follows https://docs.slack.dev/authentication/verifying-requests-from-slack
 */
export const signedHeaders = (signingSecret: string, rawBody: string, now: Date): Readonly<Record<string, string>> => {
  const timestamp = String(Math.floor(now.getTime() / 1000));
  const signature = createHmac("sha256", signingSecret).update(`v0:${timestamp}:${rawBody}`).digest("hex");
  return { "x-slack-request-timestamp": timestamp, "x-slack-signature": `v0=${signature}` };
};
