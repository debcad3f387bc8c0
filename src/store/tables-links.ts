import type { ColumnType } from "kysely";
import type { SharedFile } from "./tables.ts";

export type LinkSessionsTable = {
  id: string;
  teamId: string;
  /** The Slack user who opened the link. */
  userId: string;
  driveUserId: string;
  shortCode: string;
  shareId: string;
  ownerName: string | null;
  /** What lies at the top of the share, as jsonb. */
  files: ColumnType<readonly SharedFile[], string, string>;
  /** The space that the files are in. */
  containerId: string;
  /** The temporary token of a share that wants a code, sealed. */
  sealedToken: string | null;
  endsAt: Date | null;
  createdAt: Date;
  usedAt: Date;
};

export type CodeTriesTable = { teamId: string; userId: string; shortCode: string; tries: number; lastAt: Date };
