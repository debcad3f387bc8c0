import type { ColumnType, Generated } from "kysely";
import type { DriveFile, FileKind } from "../domain/drive-file.ts";
import type { ShareScope, ShareStatus } from "../domain/share.ts";
import type { CodeAudience } from "../domain/share-change.ts";
import type { TaskKind, TaskResult, TaskState, TaskStatus } from "../domain/task.ts";
import type { FailureCode } from "../lib/errors.ts";
import type {
  AccountLinksTable,
  LinkRequestMessagesTable,
  LinkRequestsTable,
  PackageExpiryTable,
  RetentionChangesTable,
} from "./tables-accounts.ts";
import type { ShareChangesTable } from "./tables-changes.ts";
import type { CodeTriesTable, LinkSessionsTable } from "./tables-links.ts";
import type {
  AuditSettingsTable,
  ExceptionMessagesTable,
  ExceptionRequestsTable,
  SharingPoliciesTable,
} from "./tables-policy.ts";
import type { HomeViewsTable, ShareRemindersTable } from "./tables-reminders.ts";

/** A jsonb column: read as a value, written as the text that `toJson` makes. */
type Json<T> = ColumnType<T, string, string>;
type NullableJson<T> = ColumnType<T | null, string | null | undefined, string | null>;
/** PostgreSQL hands 8-byte integers over as text, PGlite as a number: read with `toNumber`. */

type NullableInt8 = ColumnType<string | number | null, number | null, number | null>;

/** What is remembered of a file in a share. */
export type SharedFile = Pick<DriveFile, "fileId" | "name" | "kind" | "size">;

/** A share as it was asked for and checked. The access code is kept apart, sealed. */
export type ShareRequest = {
  readonly scope: ShareScope;
  readonly containerId: string;
  readonly files: readonly SharedFile[];
  readonly validDays: number;
  readonly comment: string | undefined;
  readonly phoneNumbers: readonly string[];
  /** Drive user ids of the recipients. */
  readonly userIds: readonly string[];
  /** Slack user ids of the same people, for the card. */
  readonly recipientUserIds: readonly string[];
  /** Whether a code was wanted: still known when the sealed one has been wiped. */
  readonly hasCode?: boolean | undefined;
  readonly codeAudience?: CodeAudience | undefined;
  /** The person has ticked that people of another company shall get the link. */
  readonly outsideConfirmed?: boolean | undefined;
  /** The same for the conversations in which the cards of the replaced share stand. */
  readonly outsideConfirmedIn?: readonly string[] | undefined;
  /** The change (`share_changes`) whose share this one takes the place of. */
  readonly replaces?: string | undefined;
};

/** Why something did not work, as far as it may be stored: no secret, nothing of the request. */
export type StoredFailure = {
  readonly code: FailureCode;
  readonly operation: string;
  readonly reference: string | undefined;
  readonly field: string | undefined;
  readonly remoteCode: string | undefined;
};

/**
 * Where an effect on the drive stands: `pending` not begun, `sending` the call may be under way,
 * `unknown` its answer was lost.
 */
export type IntentState = "pending" | "sending" | "created" | "refused" | "unknown";
/** Null: nothing to tell yet. */
export type NoticeState = "due" | "sending" | "sent";

type ShareIntentsTable = {
  id: string;
  teamId: string;
  userId: string;
  driveUserId: string;
  state: IntentState;
  request: Json<ShareRequest>;
  sealedCode: string | null;
  viewId: string | null;
  destination: string | null;
  shareId: string | null;
  failure: NullableJson<StoredFailure>;
  attempts: Generated<number>;
  createdAt: Date;
  updatedAt: Date;
};

type SharesTable = {
  teamId: string;
  shareId: string;
  ownerUserId: string;
  driveUserId: string;
  shortCode: string;
  linkUrl: string | null;
  name: string | null;
  scope: ShareScope | null;
  containerId: string | null;
  files: Json<readonly SharedFile[]>;
  comment: string | null;
  hasCode: boolean;
  expiresAt: Date | null;
  status: ShareStatus;
  intentId: string | null;
  recipientUserIds: ColumnType<readonly string[], string | undefined, string>;
  codeAudience: Generated<CodeAudience>;
  cardsDueAt: Date | null;
  checkDueAt: Date | null;
  remindersFor: Date | null;
  createdAt: Date;
  updatedAt: Date;
};

type CardsTable = {
  teamId: string;
  shareId: string;
  channel: string;
  ts: string;
  locale: string | null;
  shown: string | null;
  isSecond: Generated<boolean>;
  createdAt: Date;
};

type TasksTable = {
  id: string;
  teamId: string;
  userId: string;
  driveUserId: string;
  shareId: string;
  shareName: string | null;
  kind: TaskKind;
  containerId: string;
  fileCount: number;
  fileIds: Json<readonly string[]>;
  fileNames: Json<readonly string[]>;
  zipName: string | null;
  targetFolderId: string | null;
  targetContainerId: string | null;
  targetName: string | null;
  state: TaskState;
  driveTaskId: string | null;
  sealedToken: string | null;
  status: TaskStatus | null;
  result: TaskResult | null;
  progress: number | null;
  failedFiles: NullableJson<readonly string[]>;
  downloadSealed: string | null;
  failure: NullableJson<StoredFailure>;
  createdAt: Date;
  updatedAt: Date;
  openedAt: Date | null;
  endedAt: Date | null;
  polls: Generated<number>;
  stepMs: number | null;
  dueAt: Date | null;
  lastProgressAt: Date | null;
  messageChannel: string | null;
  messageTs: string | null;
  shown: string | null;
  editedAt: Date | null;
  noticeState: NoticeState | null;
  noticeAt: Date | null;
  attempts: Generated<number>;
};

type SeenFilesTable = {
  teamId: string;
  driveUserId: string;
  fileId: string;
  containerId: string;
  name: string;
  kind: FileKind;
  size: NullableInt8;
  path: NullableJson<readonly string[]>;
  seenAt: Date;
};

type AuditTable = {
  id: ColumnType<string | number, never, never>;
  teamId: string;
  at: Date;
  userId: string;
  act: string;
  subject: Json<object>;
  result: string;
  reference: string | null;
  details: NullableJson<object>;
  /** From where it was done. */
  surface: string | null;
  channel: string | null;
};

type ViewPlacesTable = { teamId: string; viewId: string; channel: string; openedAt: Date };

type ClaimsTable = { teamId: string; key: string; claimedAt: Date };

type PostSlotsTable = { channel: string; nextAt: Date; heldUntil: Date | null };

type PreferencesTable = { teamId: string; subject: string; choices: Json<object>; updatedBy: string; updatedAt: Date };

/** Every table, with its columns' names as TypeScript sees them; in the database they are in snake case. */
export type Tables = {
  postSlots: PostSlotsTable;
  codeTries: CodeTriesTable;
  linkSessions: LinkSessionsTable;
  accountLinks: AccountLinksTable;
  linkRequests: LinkRequestsTable;
  linkRequestMessages: LinkRequestMessagesTable;
  packageExpiry: PackageExpiryTable;
  retentionChanges: RetentionChangesTable;
  sharingPolicies: SharingPoliciesTable;
  auditSettings: AuditSettingsTable;
  exceptionRequests: ExceptionRequestsTable;
  exceptionMessages: ExceptionMessagesTable;
  shareIntents: ShareIntentsTable;
  shareChanges: ShareChangesTable;
  shares: SharesTable;
  cards: CardsTable;
  tasks: TasksTable;
  seenFiles: SeenFilesTable;
  audit: AuditTable;
  claims: ClaimsTable;
  preferences: PreferencesTable;
  shareReminders: ShareRemindersTable;
  homeViews: HomeViewsTable;
  viewPlaces: ViewPlacesTable;
};
