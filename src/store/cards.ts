import type { Selectable } from "kysely";
import type { Handle } from "./database.ts";
import type { Tables } from "./tables.ts";

/** A message that shows a share. */
export type Card = Readonly<Selectable<Tables["cards"]>>;

type Place = { readonly teamId: string; readonly channel: string; readonly ts: string };

/** Remembers where a card stands. Does nothing the second time. */
export const addCard = async (
  handle: Handle,
  card: Pick<Card, "teamId" | "shareId" | "channel" | "ts"> & Partial<Pick<Card, "locale" | "shown" | "isSecond">>,
  now: Date,
): Promise<void> => {
  await handle
    .insertInto("cards")
    .values({ ...card, createdAt: now })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
};

/** Forgets a card whose message is gone. False when it was forgotten before. */
export const removeCard = async (handle: Handle, { teamId, channel, ts }: Place): Promise<boolean> => {
  const { numDeletedRows } = await handle
    .deleteFrom("cards")
    .where("teamId", "=", teamId)
    .where("channel", "=", channel)
    .where("ts", "=", ts)
    .executeTakeFirst();
  return numDeletedRows > 0n;
};

/** What the card shows from now on. */
export const setCardShown = async (handle: Handle, { teamId, channel, ts }: Place, shown: string): Promise<void> => {
  await handle
    .updateTable("cards")
    .set({ shown })
    .where("teamId", "=", teamId)
    .where("channel", "=", channel)
    .where("ts", "=", ts)
    .execute();
};

/** Makes all cards of one share show another from now on: it took the first one's place. */
export const moveCards = async (
  handle: Handle,
  { teamId, from, to }: { readonly teamId: string; readonly from: string; readonly to: string },
): Promise<void> => {
  await handle
    .updateTable("cards")
    .set({ shareId: to, shown: null })
    .where("teamId", "=", teamId)
    .where("shareId", "=", from)
    .execute();
};

/** A share's cards, oldest first. */
export const listCards = async (
  handle: Handle,
  { teamId, shareId }: { readonly teamId: string; readonly shareId: string },
): Promise<readonly Card[]> =>
  handle
    .selectFrom("cards")
    .selectAll()
    .where("teamId", "=", teamId)
    .where("shareId", "=", shareId)
    .orderBy("createdAt")
    .orderBy("ts")
    .execute();
