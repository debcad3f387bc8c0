import { type Expression, type ExpressionBuilder, type Selectable, type SqlBool, sql } from "kysely";
import type { Share, ShareStatus } from "../domain/share.ts";
import { parseShareReference } from "../domain/share-reference.ts";
import type { Handle } from "./database.ts";
import type { SharedFile, Tables } from "./tables.ts";
import { storableText, toJson } from "./values.ts";

/** A share that was made here, as far as this bot knows. Its access code is never kept. */
export type ShareRow = Readonly<Selectable<Tables["shares"]>>;

type Scheduled = "cardsDueAt" | "checkDueAt" | "remindersFor";
type Chosen = "recipientUserIds" | "codeAudience";

/** What is left out of the person's choices stays as it is; nobody named, the code for the owner alone, at first. */
export type ShareToSave = Omit<ShareRow, "createdAt" | "updatedAt" | Scheduled | Chosen> &
  Partial<Pick<ShareRow, Chosen>>;

const CHECK_AGAIN_MS = 24 * 60 * 60 * 1000;

type ShareKey = { readonly teamId: string; readonly shareId: string };

/** Adds the share, or replaces all that is known of it. */
export const saveShare = async (handle: Handle, share: ShareToSave, now: Date): Promise<void> => {
  const { recipientUserIds, ...rest } = share;
  const values = {
    ...rest,
    ...(recipientUserIds === undefined ? {} : { recipientUserIds: toJson(recipientUserIds) }),
    name: share.name === null ? null : storableText(share.name),
    comment: share.comment === null ? null : storableText(share.comment),
    files: toJson(share.files satisfies readonly SharedFile[]),
    cardsDueAt: now,
    checkDueAt: new Date(now.getTime() + CHECK_AGAIN_MS),
    updatedAt: now,
  };
  await handle
    .insertInto("shares")
    .values({ ...values, createdAt: now })
    .onConflict((conflict) => conflict.columns(["teamId", "shareId"]).doUpdateSet(values))
    .execute();
};

export const getShare = async (handle: Handle, { teamId, shareId }: ShareKey): Promise<ShareRow | undefined> =>
  handle
    .selectFrom("shares")
    .selectAll()
    .where("teamId", "=", teamId)
    .where("shareId", "=", shareId)
    .executeTakeFirst();

/** False when there is no such share. */
export const setShareStatus = async (
  handle: Handle,
  { teamId, shareId }: ShareKey,
  status: ShareStatus,
  now: Date,
): Promise<boolean> => {
  const changed = await handle
    .updateTable("shares")
    .set({ status, updatedAt: now })
    .where("teamId", "=", teamId)
    .where("shareId", "=", shareId)
    .returning("shareId")
    .executeTakeFirst();
  return changed !== undefined;
};

/**
 * Live shares that a person may mean by a text: a share id or a short code (those alone, if any is the text), else
 * part of the share's name or of a file's name, whatever the case. Soonest end first.
 *
 * @param query.limit 20 when not given
 */
export const findLiveShares = async (
  handle: Handle,
  query: {
    readonly teamId: string;
    readonly ownerUserId?: string | undefined;
    readonly foundOnDriveOf?: string | undefined;
    readonly text: string;
    readonly now: Date;
    readonly limit?: number;
  },
): Promise<readonly ShareRow[]> => {
  const text = storableText(query.text.trim());
  if (text === "") return [];
  const live = liveShares(handle, query)
    .selectAll()
    .orderBy("expiresAt", (order) => order.asc().nullsLast())
    .orderBy("shareId")
    .limit(query.limit ?? 20);
  const exact = await live.where((eb) => eb.or([eb("shareId", "=", text), eb("shortCode", "=", text)])).execute();
  return exact.length > 0 ? exact : live.where((eb) => nameContains(eb, text)).execute();
};

const ADOPT_AT_ONCE = 500;

/**
 * Keeps shares as the drive lists them: those made outside Slack become ours, of those known here the end, the name and
 * the state are brought up to date. What the list does not say (the code, the scope of a known one) stays as it was.
 */
export const adoptShares = async (
  handle: Handle,
  owner: { readonly teamId: string; readonly ownerUserId: string; readonly driveUserId: string },
  shares: readonly Share[],
  now: Date,
): Promise<void> => {
  for (let at = 0; at < shares.length; at += ADOPT_AT_ONCE) {
    await handle
      .insertInto("shares")
      .values(
        shares.slice(at, at + ADOPT_AT_ONCE).map((share) => ({
          ...owner,
          shareId: share.shareId,
          shortCode: share.shortCode,
          linkUrl: share.linkUrl ?? null,
          name: share.name === undefined ? null : storableText(share.name),
          scope: share.scope ?? null,
          containerId: share.containerId ?? null,
          files: toJson((share.files ?? []).map(({ fileId, name, kind, size }) => ({ fileId, name, kind, size }))),
          comment: share.comment === undefined ? null : storableText(share.comment),
          hasCode: false,
          expiresAt: share.expiresAt ?? null,
          status: share.status ?? "live",
          intentId: null,
          createdAt: share.sharedAt ?? now,
          updatedAt: now,
        })),
      )
      .onConflict((conflict) =>
        conflict.columns(["teamId", "shareId"]).doUpdateSet((eb) => ({
          name: eb.fn.coalesce("excluded.name", "shares.name"),
          expiresAt: eb.ref("excluded.expiresAt"),
          status: eb.ref("excluded.status"),
          updatedAt: eb.ref("excluded.updatedAt"),
        })),
      )
      .execute();
  }
};

export type FoundShare =
  | { readonly kind: "found"; readonly share: ShareRow }
  | { readonly kind: "none" }
  | { readonly kind: "several"; readonly names: readonly string[] };

/**
 * The one live share that a person means by a share id, a short code, a link, or part of a name.
 * Names are only looked for among the person's own; an exact id or code finds anybody's, unless `mineOnly`.
 */
export const findShareByReference = async (
  handle: Handle,
  query: {
    readonly teamId: string;
    readonly userId: string;
    readonly reference: string;
    readonly mineOnly: boolean;
    readonly foundOnDriveOf?: string | undefined;
    readonly now: Date;
  },
): Promise<FoundShare> => {
  const reference = parseShareReference(query.reference);
  if (reference.kind === "empty") return { kind: "none" };
  const isCode = reference.kind === "code";
  const found = await findLiveShares(handle, {
    teamId: query.teamId,
    ownerUserId: isCode && !query.mineOnly ? undefined : query.userId,
    foundOnDriveOf: query.foundOnDriveOf,
    text: isCode ? reference.code : reference.text,
    now: query.now,
  });
  const fitting = isCode
    ? found.filter((share) => share.shareId === reference.code || share.shortCode === reference.code)
    : found;
  const [first] = fitting;
  if (first === undefined) return { kind: "none" };
  return fitting.length === 1
    ? { kind: "found", share: first }
    : { kind: "several", names: fitting.map((share) => share.name ?? share.shareId) };
};

/** Live shares, soonest end first, those without an end last; `total` counts all pages. */
export const listShares = async (
  handle: Handle,
  query: {
    readonly teamId: string;
    readonly ownerUserId?: string | undefined;
    /** Those found on the drive of this drive user count too, whoever looked there first. */
    readonly foundOnDriveOf?: string | undefined;
    /** Part of the share's name or of a file's name. */
    readonly text?: string | undefined;
    readonly now: Date;
    readonly limit: number;
    readonly offset: number;
  },
): Promise<{ readonly shares: readonly ShareRow[]; readonly total: number }> => {
  const text = storableText(query.text?.trim() ?? "");
  const live = liveShares(handle, query).$if(text !== "", (builder) => builder.where((eb) => nameContains(eb, text)));
  const shares = await live
    .selectAll()
    .orderBy("expiresAt", (order) => order.asc().nullsLast())
    .orderBy("shareId")
    .limit(query.limit)
    .offset(query.offset)
    .execute();
  const { total } = await live.select((eb) => eb.fn.countAll<string | number>().as("total")).executeTakeFirstOrThrow();
  return { shares, total: Number(total) };
};

const liveShares = (
  handle: Handle,
  {
    teamId,
    ownerUserId,
    foundOnDriveOf,
    now,
  }: {
    readonly teamId: string;
    readonly ownerUserId?: string | undefined;
    readonly foundOnDriveOf?: string | undefined;
    readonly now: Date;
  },
) =>
  handle
    .selectFrom("shares")
    .where("teamId", "=", teamId)
    .where("status", "=", "live")
    .where((eb) => eb.or([eb("expiresAt", "is", null), eb("expiresAt", ">", now)]))
    .$if(ownerUserId !== undefined, (builder) =>
      builder.where((eb) => {
        const own = eb("ownerUserId", "=", ownerUserId ?? "");
        if (foundOnDriveOf === undefined) return own;
        return eb.or([own, eb.and([eb("intentId", "is", null), eb("driveUserId", "=", foundOnDriveOf)])]);
      }),
    );

const nameContains = (eb: ExpressionBuilder<Tables, "shares">, text: string): Expression<SqlBool> => {
  const pattern = `%${text.replaceAll(/[\\%_]/g, "\\$&")}%`;
  const inFiles = sql<SqlBool>`exists (select from jsonb_array_elements(files) file where file->>'name' ilike ${pattern})`;
  return eb.or([eb("name", "ilike", pattern), inFiles]);
};
