import type { Handle } from "./database.ts";

type View = { readonly teamId: string; readonly viewId: string };

/** Remembers in which conversation a modal was opened: Slack does not say it again when it is sent. */
export const rememberViewPlace = async (
  handle: Handle,
  view: View & { readonly channel: string },
  now: Date,
): Promise<void> => {
  await handle
    .insertInto("viewPlaces")
    .values({ ...view, openedAt: now })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
};

/** Undefined for a modal that was opened in no conversation, or long ago. */
export const findViewPlace = async (handle: Handle, { teamId, viewId }: View): Promise<string | undefined> => {
  const found = await handle
    .selectFrom("viewPlaces")
    .select("channel")
    .where("teamId", "=", teamId)
    .where("viewId", "=", viewId)
    .executeTakeFirst();
  return found?.channel;
};

/** Forgets modals opened before that moment; returns how many. */
export const purgeViewPlaces = async (handle: Handle, before: Date): Promise<number> => {
  const { numDeletedRows } = await handle.deleteFrom("viewPlaces").where("openedAt", "<", before).executeTakeFirst();
  return Number(numDeletedRows);
};
