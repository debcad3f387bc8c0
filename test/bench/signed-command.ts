import { signedHeaders } from "../../src/emulators/slack/signing.ts";

/** A slash command as Slack sends it, ready to go. */
export type SignedCommand = {
  readonly method: "POST";
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
};

/** Signed with the present moment, so it holds for five minutes. */
export const signCommand = (signingSecret: string, fields: Readonly<Record<string, string>>): SignedCommand => {
  const body = new URLSearchParams(fields).toString();
  return {
    method: "POST",
    path: "/slack/events",
    headers: {
      "content-type": "application/x-www-form-urlencoded",
      accept: "application/json,*/*",
      "user-agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
      ...signedHeaders(signingSecret, body, new Date()),
    },
    body,
  };
};
