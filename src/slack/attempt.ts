import { WebAPIHTTPError, WebAPIPlatformError, WebAPIRateLimitedError, WebAPIRequestError } from "@slack/web-api";
import { AppError, type FailureCode } from "../lib/errors.ts";
import { HeldBackError } from "./pace.ts";

/** Why a message cannot stand where it should. */
export type RefusalReason = "not-in-channel" | "channel-gone" | "archived" | "not-permitted" | "message-gone";

const REFUSALS: Readonly<Record<string, RefusalReason>> = {
  not_in_channel: "not-in-channel",
  channel_not_found: "channel-gone",
  is_archived: "archived",
  restricted_action: "not-permitted",
  restricted_action_read_only_channel: "not-permitted",
  restricted_action_thread_only_channel: "not-permitted",
  restricted_action_non_threadable_channel: "not-permitted",
  messages_tab_disabled: "not-permitted",
  user_not_found: "not-permitted",
  cannot_dm_bot: "not-permitted",
  user_disabled: "not-permitted",
  message_not_found: "message-gone",
  cant_update_message: "message-gone",
  edit_window_closed: "message-gone",
  thread_not_found: "message-gone",
  cannot_find_channel: "channel-gone",
  cannot_find_message: "message-gone",
  cannot_unfurl_message: "message-gone",
  cannot_unfurl_url: "message-gone",
};

/** Undefined for what should not happen. */
export const refusalReason = (slackError: string): RefusalReason | undefined => REFUSALS[slackError];

export const unexpected = (operation: string, slackError: string): AppError =>
  new AppError(codeOf(slackError), `Slack refused: ${slackError}`, {
    operation: `slack.${operation}`,
    remote: { code: slackError, message: slackError },
  });

const codeOf = (slackError: string): FailureCode => {
  if (SIGN_IN.has(slackError)) return "not-signed-in";
  if (MAYBE.has(slackError)) return "unknown-outcome";
  return BROKEN.has(slackError) ? "unavailable" : "bug";
};

/** Slack's own troubles: they pass. Of the second kind it says that part of what was asked may have been done. */
const BROKEN = new Set(["service_unavailable", "team_added_to_org", "request_timeout", "accesslimited"]);
const MAYBE = new Set(["internal_error", "fatal_error"]);
const SIGN_IN = new Set(["invalid_auth", "not_authed", "account_inactive", "token_revoked", "token_expired"]);

const ERROR_NAME = /^[a-z][a-z0-9_]*$/;

/** Told of each call's outcome. */
export type OnCall = (report: { readonly method: string; readonly outcome: string }) => void;

export type Attempt<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly slackError: string };

/** The transport's boundary to Slack: its refusals become values, what may pass an `AppError`. */
export const attemptCall = async <T>(
  operation: string,
  call: () => Promise<T>,
  onCall: OnCall,
): Promise<Attempt<T>> => {
  try {
    const value = await call();
    onCall({ method: operation, outcome: "ok" });
    return { ok: true, value };
  } catch (error) {
    // The library takes a page of a proxy, or half an answer, for an error's name: then nobody knows what was done.
    if (error instanceof WebAPIPlatformError && ERROR_NAME.test(error.data.error)) {
      onCall({ method: operation, outcome: error.data.error });
      return { ok: false, slackError: error.data.error };
    }
    onCall({ method: operation, outcome: outcomeOf(error) });
    // Our own: the call was not made.
    if (error instanceof AppError) throw error;
    if (error instanceof WebAPIRateLimitedError) {
      throw new AppError("limited", "Slack asks to wait", {
        operation: `slack.${operation}`,
        retryAfterMs: error.retryAfter * 1000,
        cause: error,
      });
    }
    if (error instanceof WebAPIRequestError || error instanceof WebAPIHTTPError) {
      throw new AppError("unknown-outcome", "Slack did not answer", { operation: `slack.${operation}`, cause: error });
    }
    // Whatever this was, it came after the call had begun: an answer that is no answer of Slack's, say.
    throw new AppError("unknown-outcome", "Slack's answer cannot be understood", {
      operation: `slack.${operation}`,
      cause: error,
    });
  }
};

/** `held`: not sent at all, for an earlier refusal's time is not over, or another process does it. */
const outcomeOf = (error: unknown): string => {
  if (error instanceof HeldBackError || error instanceof AppError) return "held";
  return error instanceof WebAPIRateLimitedError ? "limited" : "unanswered";
};
