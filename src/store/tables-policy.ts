import type { ColumnType } from "kysely";
import type { ExceptionState, PolicyWish, SharingRules } from "../domain/sharing-policy.ts";

type Json<T> = ColumnType<T, string, string>;

export type SharingPoliciesTable = {
  teamId: string;
  rules: Json<SharingRules>;
  /** Counts the changes: two administrators who change the rules at once must not overwrite each other unseen. */
  revision: number;
  updatedBy: string;
  updatedAt: Date;
};

export type AuditSettingsTable = { teamId: string; days: number; updatedBy: string; updatedAt: Date };

export type ExceptionRequestsTable = {
  id: string;
  teamId: string;
  userId: string;
  wish: Json<PolicyWish>;
  reason: string;
  state: ExceptionState;
  decidedBy: string | null;
  /** What it was used for: the id of a share intent or of a change. */
  usedFor: string | null;
  /** Waiting: when nobody has answered; approved: when it can no longer be used. */
  expiresAt: Date;
  createdAt: Date;
  updatedAt: Date;
};

export type ExceptionMessagesTable = { requestId: string; userId: string; channel: string; ts: string };
