import { type Selectable, sql } from "kysely";
import type { DriveFile } from "../domain/drive-file.ts";
import type { Handle } from "./database.ts";
import type { Tables } from "./tables.ts";
import { toJson, toNumber } from "./values.ts";

/** A file as a person last saw it offered. */
export type SeenFile = Pick<DriveFile, "fileId" | "containerId" | "name" | "kind" | "size" | "path">;

type Viewer = { readonly teamId: string; readonly driveUserId: string };

/**
 * Keeps what these files are, so that a choice made from them can be told by name later. One statement for any number;
 * of a file given twice the last counts.
 */
export const rememberFiles = async (
  handle: Handle,
  { teamId, driveUserId }: Viewer,
  files: readonly SeenFile[],
  now: Date,
): Promise<void> => {
  if (files.length === 0) return;
  const rows = [...new Map(files.map((file) => [file.fileId, file])).values()].map((file) => ({
    file_id: file.fileId,
    container_id: file.containerId,
    name: file.name,
    kind: file.kind,
    size: file.size ?? null,
    path: file.path ?? null,
  }));
  await sql`
    insert into seen_files (team_id, drive_user_id, file_id, container_id, name, kind, size, path, seen_at)
    select ${teamId}, ${driveUserId}, file_id, container_id, name, kind, size, path, ${now}::timestamptz
    from jsonb_to_recordset(${toJson(rows)}::jsonb)
      as file (file_id text, container_id text, name text, kind text, size bigint, path jsonb)
    on conflict (team_id, drive_user_id, file_id) do update set
      container_id = excluded.container_id, name = excluded.name, kind = excluded.kind,
      size = excluded.size, path = excluded.path, seen_at = excluded.seen_at`.execute(handle);
};

/** In the order of the ids; those never seen are left out. */
export const findSeenFiles = async (
  handle: Handle,
  { teamId, driveUserId }: Viewer,
  fileIds: readonly string[],
): Promise<readonly SeenFile[]> => {
  if (fileIds.length === 0) return [];
  const rows = await handle
    .selectFrom("seenFiles")
    .selectAll()
    .where("teamId", "=", teamId)
    .where("driveUserId", "=", driveUserId)
    .where("fileId", "in", fileIds)
    .execute();
  const found = new Map(rows.map((row) => [row.fileId, toSeenFile(row)]));
  return fileIds.flatMap((id) => found.get(id) ?? []);
};

/** Forgets files not seen since that moment; returns how many. */
export const purgeSeenFiles = async (handle: Handle, before: Date): Promise<number> => {
  const { numDeletedRows } = await handle.deleteFrom("seenFiles").where("seenAt", "<", before).executeTakeFirst();
  return Number(numDeletedRows);
};

const toSeenFile = (row: Selectable<Tables["seenFiles"]>): SeenFile => ({
  fileId: row.fileId,
  containerId: row.containerId,
  name: row.name,
  kind: row.kind,
  size: row.size === null ? undefined : toNumber(row.size),
  path: row.path ?? undefined,
});
