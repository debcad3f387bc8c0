import { z } from "zod";
import type { Edition } from "../../domain/edition.ts";
import { parsePhoneNumbers } from "../../domain/phone-numbers.ts";
import { readMetadata as readJson } from "../../slack/view-values.ts";

/** The field of the modal `account_connect`: block id and action id at once. */
export const FIELDS = { account: "drive_account" } as const;

/** What the modal carries unseen: its reader's language, which a restart forgets. */
export type ConnectMetadata = { readonly locale: "en" | "zh" };

const metadataShape = z.object({ locale: z.enum(["en", "zh"]) });

export const writeMetadata = (metadata: ConnectMetadata): string => JSON.stringify(metadata);

/** Undefined when it is not what this program wrote. */
export const readMetadata = (text: string): ConnectMetadata | undefined => readJson(metadataShape, text);

/** How somebody names a drive account. */
export type AskedAccount = { readonly kind: "user-id" | "phone"; readonly value: string };

export type AccountResult =
  | { readonly kind: "ok"; readonly account: AskedAccount }
  | { readonly kind: "empty" }
  | { readonly kind: "not-an-account" };

// Telephone numbers have 15 digits at most (E.164); the drive's user ids have 18 or 19.
const LONGEST_PHONE = 15;
const USER_ID = /^[0-9A-Za-z_-]{1,64}$/;

/** Reads a drive user id or, on the carrier edition, a phone number. */
export const parseAccount = (text: string | undefined, edition: Edition): AccountResult => {
  const plain = text?.trim() ?? "";
  if (plain === "") return { kind: "empty" };
  const phone = edition === "carrier" ? parsePhoneNumbers(plain) : undefined;
  const [number, ...more] = phone?.kind === "ok" ? phone.phoneNumbers : [];
  if (number !== undefined && more.length === 0 && (number.startsWith("+") || number.length <= LONGEST_PHONE)) {
    return { kind: "ok", account: { kind: "phone", value: number } };
  }
  return USER_ID.test(plain) ? { kind: "ok", account: { kind: "user-id", value: plain } } : { kind: "not-an-account" };
};

/** What an administrator answers to: the request, and how often its text has changed. */
export type DecisionTarget = { readonly requestId: string; readonly revision: number };

export const decisionValue = ({ requestId, revision }: DecisionTarget): string => `${requestId}:${revision}`;

/** Undefined when somebody has tampered with it. */
export const parseDecision = (value: string | undefined): DecisionTarget | undefined => {
  const [, requestId, revision] = /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}):(\d{1,6})$/.exec(value ?? "") ?? [];
  return requestId === undefined || revision === undefined ? undefined : { requestId, revision: Number(revision) };
};

/** What the button "Disconnect" ends: the link to that drive user, or the request. */
export type LeaveTarget = { readonly kind: "link" | "request"; readonly id: string };

export const leaveValue = ({ kind, id }: LeaveTarget): string => `${kind}:${id}`;

export const parseLeave = (value: string | undefined): LeaveTarget | undefined => {
  const [, kind, id] = /^(link|request):([\x21-\x7e]{1,256})$/.exec(value ?? "") ?? [];
  return (kind === "link" || kind === "request") && id !== undefined ? { kind, id } : undefined;
};
