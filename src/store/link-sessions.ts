import type { Selectable } from "kysely";
import type { Handle } from "./database.ts";
import type { Tables } from "./tables.ts";
import { storableText, toJson } from "./values.ts";

/** Somebody's link that a person has opened: what they may do with it without giving the access code again. */
export type LinkSession = Readonly<Selectable<Tables["linkSessions"]>>;

export type OpenedLink = Omit<LinkSession, "createdAt" | "usedAt">;

type Owner = { readonly teamId: string; readonly userId: string };

/** Remembers an opened link. One that this person had open before keeps its id, and takes on the rest. */
export const saveLinkSession = async (handle: Handle, link: OpenedLink, now: Date): Promise<LinkSession> => {
  const { id, ...opened } = link;
  const values = {
    ...opened,
    ownerName: link.ownerName === null ? null : storableText(link.ownerName),
    files: toJson(link.files),
    usedAt: now,
  };
  return handle
    .insertInto("linkSessions")
    .values({ id, ...values, createdAt: now })
    .onConflict((conflict) => conflict.columns(["teamId", "userId", "shortCode"]).doUpdateSet(values))
    .returningAll()
    .executeTakeFirstOrThrow();
};

/** Undefined also when it is another person's. */
export const getLinkSession = async (
  handle: Handle,
  { teamId, userId, id }: Owner & { readonly id: string },
): Promise<LinkSession | undefined> =>
  handle
    .selectFrom("linkSessions")
    .selectAll()
    .where("id", "=", id)
    .where("teamId", "=", teamId)
    .where("userId", "=", userId)
    .executeTakeFirst();

export const findLinkSession = async (
  handle: Handle,
  query: Owner & ({ readonly shortCode: string } | { readonly shareId: string }),
): Promise<LinkSession | undefined> =>
  handle
    .selectFrom("linkSessions")
    .selectAll()
    .where("teamId", "=", query.teamId)
    .where("userId", "=", query.userId)
    .$if("shortCode" in query, (builder) =>
      builder.where("shortCode", "=", "shortCode" in query ? query.shortCode : ""),
    )
    .$if("shareId" in query, (builder) => builder.where("shareId", "=", "shareId" in query ? query.shareId : ""))
    .orderBy("usedAt", "desc")
    .limit(1)
    .executeTakeFirst();

/** It was looked at: its age counts from here. */
export const touchLinkSession = async (handle: Handle, id: string, now: Date): Promise<void> => {
  await handle.updateTable("linkSessions").set({ usedAt: now }).where("id", "=", id).execute();
};

/** The drive does not take the token any more. One that was put in its place meanwhile stays. */
export const forgetShareToken = async (handle: Handle, id: string, sealedToken: string): Promise<void> => {
  await handle
    .updateTable("linkSessions")
    .set({ sealedToken: null })
    .where("id", "=", id)
    .where("sealedToken", "=", sealedToken)
    .execute();
};

/** Forgets links not looked at since that moment, tokens and all; returns how many. */
export const purgeLinkSessions = async (handle: Handle, before: Date): Promise<number> => {
  const { numDeletedRows } = await handle.deleteFrom("linkSessions").where("usedAt", "<", before).executeTakeFirst();
  return Number(numDeletedRows);
};
