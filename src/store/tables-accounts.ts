import type { ColumnType, Generated } from "kysely";
import type { StoredFailure } from "./tables.ts";

type Json<T> = ColumnType<T, string, string>;
type NullableJson<T> = ColumnType<T | null, string | null | undefined, string | null>;

/** How a link came about: the addresses were the same, or an administrator said so. */
export type LinkReason = "email" | "approved";

export type AccountLinksTable = {
  teamId: string;
  userId: string;
  driveUserId: string;
  driveUserName: string | null;
  reason: LinkReason;
  approvedBy: string | null;
  /** An administrator allowed it beside another person's link to the same drive user. */
  shared: boolean;
  linkedAt: Date;
  checkDueAt: Date;
};

/**
 * `looking` for the drive user, `waiting` for an administrator; the rest is the end. `refused`: there is no such
 * drive user, say; `withdrawn`: by the person, or by asking anew.
 */
export type LinkRequestState = "looking" | "waiting" | "linked" | "denied" | "expired" | "refused" | "withdrawn";

/** Why a request came to nothing before anybody was asked. */
export type LinkRefusal = "not-found" | "frozen" | "no-phone-lookup" | "not-a-member" | "failed";

/** What is known of the drive user's e-mail address beside the one that Slack has confirmed. */
export type EmailCheck = "same" | "differs" | "unknown";

export type LinkRequestsTable = {
  id: string;
  teamId: string;
  userId: string;
  askedKind: "user-id" | "phone";
  /** Wiped once the drive user is found: it may be a phone number. */
  asked: string | null;
  driveUserId: string | null;
  driveUserName: string | null;
  driveDepartment: string | null;
  emailCheck: EmailCheck | null;
  /** Another person who is linked to the drive user, as the administrators were told. */
  holderUserId: string | null;
  /** Counts what the administrators were told: an answer to an older telling is no answer. */
  revision: Generated<number>;
  state: LinkRequestState;
  refusal: LinkRefusal | null;
  failure: NullableJson<StoredFailure>;
  viewId: string | null;
  decidedBy: string | null;
  remindAt: Date | null;
  expiresAt: Date | null;
  createdAt: Date;
  updatedAt: Date;
};

export type LinkRequestMessagesTable = {
  requestId: string;
  userId: string;
  channel: string;
  ts: string;
};

/** `superseded`: a later value was set before this one was sent. */
export type SettingState = "pending" | "done" | "refused" | "unknown" | "superseded";

export type PackageExpiryTable = {
  id: string;
  teamId: string;
  userId: string;
  driveUserId: string;
  days: number;
  state: SettingState;
  viewId: string | null;
  failure: NullableJson<StoredFailure>;
  createdAt: Date;
  settledAt: Date | null;
};

/** A retention policy as an administrator saw it. */
export type ShownPolicy = {
  /** Up to 19 digits, exact. */
  readonly policyId: string;
  readonly name: string;
  readonly enabled: boolean;
};

/** One call to the drive with some of the changes, and what came of it. */
export type RetentionPart = {
  readonly policyIds: readonly string[];
  readonly outcome: "waiting" | "done" | "refused" | "unknown";
  readonly failure: StoredFailure | undefined;
};

/** `draft`: shown to an administrator, who has not confirmed anything. */
export type RetentionState = "draft" | "pending" | "done";

export type RetentionChangesTable = {
  id: string;
  teamId: string;
  userId: string;
  driveUserId: string;
  state: RetentionState;
  shown: Json<readonly ShownPolicy[]>;
  /** The policies to change, as they shall be. */
  changes: Json<readonly ShownPolicy[]>;
  parts: Json<readonly RetentionPart[]>;
  /** What the drive said afterwards; null while it was not asked, or could not be. */
  readBack: NullableJson<readonly ShownPolicy[]>;
  viewId: string | null;
  createdAt: Date;
  updatedAt: Date;
};
