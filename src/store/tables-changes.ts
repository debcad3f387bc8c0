import type { ColumnType, Generated } from "kysely";
import type { ShareStatus } from "../domain/share.ts";
import type { ShareChangeKind } from "../domain/share-change.ts";
import type { StoredFailure } from "./tables.ts";

type Json<T> = ColumnType<T, string, string>;
type NullableJson<T> = ColumnType<T | null, string | null | undefined, string | null>;

/** What is to be changed, as it was asked for; a new access code is kept apart, sealed. Times as ISO 8601. */
export type ShareChangeRequest =
  | {
      readonly kind: "edit";
      /** Undefined: the end stays. */
      readonly endsAt: string | undefined;
      /** Undefined: the comment stays. */
      readonly comment: string | undefined;
      readonly newCode: boolean;
      /** What the person saw. */
      readonly base: ShareChangeBase;
    }
  | { readonly kind: "extend"; readonly days: number }
  | { readonly kind: "revoke" }
  | { readonly kind: "replace" };

/** What of a share's values on the drive a form showed, to tell whether they have changed since. */
export type ShareChangeBase = {
  readonly expiresAt: string | undefined;
  /** A fingerprint. */
  readonly comment: string;
  readonly hasCode: boolean;
};

/** What is sent to the drive: fixed before the first try, so that a second one asks for the same. */
export type ShareChangePlan = {
  readonly before: string | undefined;
  /** Undefined: the end stays. */
  readonly endsAt: string | undefined;
};

/** What came of a change besides a failure of the drive. */
export type ShareChangeOutcome =
  | { readonly kind: "changed"; readonly before: string | undefined; readonly after: string | undefined }
  | { readonly kind: "ended"; readonly status: ShareStatus }
  | { readonly kind: "no-end" }
  | { readonly kind: "too-long"; readonly maxDays: number }
  | { readonly kind: "not-connected" }
  | { readonly kind: "not-allowed" }
  | {
      readonly kind: "conflict";
      readonly expiresAt: string | undefined;
      readonly comment: string;
      readonly hasCode: boolean;
    };

/**
 * As `IntentState`; `conflict`: the share was changed elsewhere, and the person chooses; `dropped`: they chose to
 * leave it as it is.
 */
export type ShareChangeState = "pending" | "sending" | "done" | "refused" | "unknown" | "conflict" | "dropped";

export type ShareChangesTable = {
  id: string;
  batchId: string;
  teamId: string;
  shareId: string;
  userId: string;
  driveUserId: string;
  kind: ShareChangeKind;
  state: ShareChangeState;
  request: Json<ShareChangeRequest>;
  sealedCode: string | null;
  plan: NullableJson<ShareChangePlan>;
  outcome: NullableJson<ShareChangeOutcome>;
  failure: NullableJson<StoredFailure>;
  viewId: string | null;
  channel: string | null;
  intentId: string | null;
  attempts: Generated<number>;
  createdAt: Date;
  updatedAt: Date;
};
